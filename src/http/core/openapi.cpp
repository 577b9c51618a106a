#include "http/core/openapi.hpp"

#include <algorithm>
#include <set>

#include "http/core/problem.hpp"

namespace insightflow::http {
namespace {

constexpr std::string_view problem_schema = "Problem";
constexpr std::string_view security_scheme = "bearer";

JsonValue object_with(std::string_view name, JsonValue value) {
    JsonValue out = JsonValue::object();
    out.set(name, std::move(value));
    return out;
}

JsonValue content_of(std::string_view media_type, JsonValue schema) {
    return object_with(media_type, object_with("schema", std::move(schema)));
}

// What write_problem() in problem.cpp writes.
JsonValue describe_problem() {
    const auto text = [](std::string_view type, std::string_view doc) {
        JsonValue out = JsonValue::object();
        out.set("type", type);
        out.set("description", doc);
        return out;
    };
    JsonValue fault_properties = JsonValue::object();
    fault_properties.set("pointer",
                         text("string", "JSON pointer into the request: #/query/from, #/body/0/date."));
    fault_properties.set("detail", text("string", "What is allowed there and what came."));
    JsonValue fault = JsonValue::object();
    fault.set("type", "object");
    fault.set("properties", std::move(fault_properties));
    fault.set("required", JsonValue::strings({"pointer", "detail"}));
    JsonValue faults = text("array", "Every fault of the request.");
    faults.set("items", std::move(fault));

    JsonValue properties = JsonValue::object();
    JsonValue type = text("string", "Which kind of problem; resolves to its explanation.");
    type.set("format", "uri-reference");
    properties.set("type", std::move(type));
    properties.set("title", text("string", "The kind of problem in words."));
    properties.set("status", text("integer", "The HTTP status."));
    properties.set("detail", text("string", "What was wrong with this request."));
    properties.set("request_id", text("string", "Names this request in the server's log."));
    properties.set("trace_id", text("string", "Names the trace that it belongs to (W3C Trace Context)."));
    properties.set("errors", std::move(faults));
    JsonValue out = JsonValue::object();
    out.set("type", "object");
    out.set("description", "An error, as RFC 9457 describes it.");
    out.set("properties", std::move(properties));
    out.set("required", JsonValue::strings({"type", "title", "status", "request_id"}));
    return out;
}

JsonValue describe_header(const HeaderDoc& header) {
    JsonValue out = JsonValue::object();
    out.set("description", header.doc);
    out.set("schema", JsonValue::object()).set("type", "string");
    return out;
}

JsonValue describe_parameters(const Route& route) {
    JsonValue out = JsonValue::array();
    for (const auto& parameter : route.request.parameters) {
        JsonValue entry = JsonValue::object();
        entry.set("name", parameter.name);
        entry.set("in", parameter.in_path ? "path" : "query");
        if (parameter.required) entry.set("required", JsonValue::boolean(true));
        entry.set("description", parameter.doc);
        if (parameter.is_list && !parameter.in_path) {
            entry.set("style", "form");
            entry.set("explode", JsonValue::boolean(false));
        }
        entry.set("schema", parameter.schema);
        out.items.push_back(std::move(entry));
    }
    for (const HeaderDoc& header : route.doc.request_headers) {
        JsonValue entry = describe_header(header);
        entry.members.insert(entry.members.begin(),
                             {{"name", JsonValue::string(header.name)}, {"in", JsonValue::string("header")}});
        out.items.push_back(std::move(entry));
    }
    return out;
}

// The fields of a form are the query parameters, which are described where they are.
JsonValue describe_form() {
    JsonValue file = JsonValue::object();
    file.set("type", "string");
    file.set("contentMediaType", "application/octet-stream");
    file.set("description", "The file, in one of the other types here; the last part.");
    JsonValue out = JsonValue::object();
    out.set("type", "object");
    out.set("description", "Query parameters may be given as fields before the file.");
    out.set("properties", object_with("file", std::move(file)));
    out.set("required", JsonValue::strings({"file"}));
    return out;
}

void add_example(JsonValue& media, const std::string& file_name, const DocumentInfo& info) {
    for (const EmbeddedFile& file : info.examples)
        if (file.name == file_name) media.set("example", parse_json(file.bytes).value());
}

void set_request_body(JsonValue& operation, const Route& route, const DocumentInfo& info) {
    constexpr std::string_view json = "application/json";
    JsonValue body = JsonValue::object();
    if (route.upload) {
        JsonValue content = JsonValue::object();
        for (const auto& type : route.upload->media_types) content.set(type, JsonValue::object());
        if (!route.upload->file_endings.empty())
            content.set("multipart/form-data", object_with("schema", describe_form()));
        body.set("description", route.upload->body_doc);
        body.set("required", JsonValue::boolean(true));
        body.set("content", std::move(content));
    } else if (route.request.json_body) {
        body.set("description", route.request.body_doc);
        body.set("required", JsonValue::boolean(route.request.body_required));
        body.set("content", content_of(json, *route.request.json_body));
    } else {
        return;
    }
    if (JsonValue* media = body.find("content")->find(json))
        add_example(*media, route.doc.operation_id + ".request.json", info);
    operation.set("requestBody", std::move(body));
}

// The errors that a route can give: those it names, and those of its kind.
std::set<int> error_statuses(const Route& route) {
    std::set<ErrorCode> codes(route.doc.errors.begin(), route.doc.errors.end());
    const bool has_body = route.upload || route.request.json_body;
    if (!route.request.parameters.empty() || has_body) codes.insert(ErrorCode::invalid_argument);
    if (has_body) codes.insert({ErrorCode::payload_too_large, ErrorCode::unsupported_media_type});
    if (route.doc.permission.value != Permission::none)
        codes.insert({ErrorCode::unauthenticated, ErrorCode::forbidden});
    if (route.place == Place::pool) codes.insert({ErrorCode::unavailable, ErrorCode::deadline_exceeded});
    codes.insert(ErrorCode::internal);
    if (route.doc.is_limited) codes.insert(ErrorCode::rate_limited);
    std::set<int> statuses;
    for (const auto code : codes) statuses.insert(problem_kind(code).status);
    return statuses;
}

// Of several kinds of a status the first, but for 500: there the general one.
std::string_view title_of(int status) {
    const ProblemKind& general = problem_kind(ErrorCode::internal);
    if (status == general.status) return general.title;
    for (const auto& kind : all_problem_kinds())
        if (kind.status == status) return kind.title;
    return "Error";
}

JsonValue describe_responses(const Route& route, const DocumentInfo& info) {
    JsonValue success = JsonValue::object();
    success.set("description", route.doc.summary);
    if (!route.doc.reply_headers.empty()) {
        JsonValue headers = JsonValue::object();
        for (const HeaderDoc& header : route.doc.reply_headers)
            headers.set(header.name, describe_header(header));
        success.set("headers", std::move(headers));
    }
    JsonValue content = JsonValue::object();
    if (route.reply) {
        JsonValue media = object_with("schema", *route.reply);
        add_example(media, route.doc.operation_id + ".json", info);
        content.set(route.doc.reply_type, std::move(media));
    }
    for (const std::string& type : route.doc.stream_types) {
        JsonValue text = object_with("type", JsonValue::string("string"));
        content.set(type, object_with("schema", std::move(text)));
    }
    if (!content.members.empty()) {
        success.set("content", std::move(content));
    }
    JsonValue out = JsonValue::object();
    out.set(std::to_string(route.doc.success_status), success);
    for (const int status : route.doc.other_statuses) out.set(std::to_string(status), success);
    for (const int status : error_statuses(route)) {
        JsonValue reply = JsonValue::object();
        reply.set("description", title_of(status));
        reply.set("content", content_of("application/problem+json", schema_reference(problem_schema)));
        out.set(std::to_string(status), std::move(reply));
    }
    return out;
}

JsonValue describe_operation(const Route& route, const DocumentInfo& info) {
    JsonValue out = JsonValue::object();
    out.set("operationId", route.doc.operation_id);
    out.set("summary", route.doc.summary);
    std::string description = route.doc.description;
    const Permission permission = route.doc.permission.value;
    if (permission != Permission::none) {
        if (!description.empty()) description += "\n\n";
        description += "Needs the permission `" + std::string(name_of(permission)) + "`.";
    }
    if (!description.empty()) out.set("description", description);
    if (!route.doc.tag.empty()) out.set("tags", JsonValue::strings({route.doc.tag}));
    if (permission == Permission::none) out.set("security", JsonValue::array());
    if (!route.request.parameters.empty() || !route.doc.request_headers.empty())
        out.set("parameters", describe_parameters(route));
    set_request_body(out, route, info);
    out.set("responses", describe_responses(route, info));
    return out;
}

JsonValue describe_paths(const Router& router, const DocumentInfo& info) {
    std::vector<const Route*> routes;
    for (const auto& route : router.routes())
        if (route->in_document) routes.push_back(route.get());
    std::sort(routes.begin(), routes.end(), [](const Route* left, const Route* right) {
        return std::tie(left->path, left->method) < std::tie(right->path, right->method);
    });
    JsonValue paths = JsonValue::object();
    for (const Route* route : routes) {
        if (paths.members.empty() || paths.members.back().name != route->path)
            paths.set(route->path, JsonValue::object());
        std::string method(name_of(route->method));
        std::transform(method.begin(), method.end(), method.begin(),
                       [](char c) { return static_cast<char>(c | 0x20); });
        paths.members.back().value.set(method, describe_operation(*route, info));
    }
    return paths;
}

JsonValue describe_components(const Router& router) {
    JsonValue schemas = JsonValue::object();
    bool problem_written = false;
    for (const auto& [name, schema] : router.schemas().schemas()) {
        if (!problem_written && name > problem_schema) {
            schemas.set(problem_schema, describe_problem());
            problem_written = true;
        }
        schemas.set(name, schema);
    }
    if (!problem_written) schemas.set(problem_schema, describe_problem());
    JsonValue scheme = JsonValue::object();
    scheme.set("type", "http");
    scheme.set("scheme", "bearer");
    scheme.set("description", "An API key or an access token.");
    JsonValue out = JsonValue::object();
    out.set("schemas", std::move(schemas));
    out.set("securitySchemes", object_with(security_scheme, std::move(scheme)));
    return out;
}

JsonValue describe_tags(const std::vector<TagDoc>& tags) {
    JsonValue out = JsonValue::array();
    for (const auto& tag : tags) {
        JsonValue entry = JsonValue::object();
        entry.set("name", tag.name);
        entry.set("description", tag.description);
        out.items.push_back(std::move(entry));
    }
    return out;
}

}  // namespace

std::string openapi_document(const Router& router, const DocumentInfo& info) {
    JsonValue about = JsonValue::object();
    about.set("title", info.title);
    about.set("version", info.version);
    if (!info.description.empty()) about.set("description", info.description);
    JsonValue license = JsonValue::object();
    license.set("name", "Apache-2.0");
    license.set("identifier", "Apache-2.0");
    about.set("license", std::move(license));

    JsonValue document = JsonValue::object();
    document.set("openapi", "3.1.0");
    document.set("info", std::move(about));
    document.set("servers", JsonValue::array({object_with("url", JsonValue::string("/"))}));
    document.set("security", JsonValue::array({object_with(security_scheme, JsonValue::array())}));
    if (!info.tags.empty()) document.set("tags", describe_tags(info.tags));
    document.set("paths", describe_paths(router, info));
    document.set("components", describe_components(router));
    return print_json(document, 2) + "\n";
}

}  // namespace insightflow::http
