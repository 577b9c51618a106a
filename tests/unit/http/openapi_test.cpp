#include <gmock/gmock.h>

#include "http/core/openapi.hpp"
#include "unit/http/sample_types.hpp"

namespace insightflow::http {
namespace {

using sample::Echo;
using sample::PutRules;
using sample::RoiQuery;
using sample::RoiReply;

struct NoUpload final : Upload<Echo> {
    Result<void> write(std::span<const std::byte>) override { return {}; }
    Result<Answer<Echo>> finish() override { return Answer<Echo>{}; }
};

Router sample_router() {
    Router router;
    router.put<PutRules, Nothing>("/rules/{id}",
                                  {.operation_id = "putRules",
                                   .summary = "Replace rules",
                                   .description = "All of them.",
                                   .tag = "Rules",
                                   .permission = Permission::data_write,
                                   .success_status = 204,
                                   .errors = {ErrorCode::conflict}},
                                  Place::pool,
                                  [](const Call&, const PutRules&) -> Result<Nothing> { return Nothing{}; });
    router.get<RoiQuery, RoiReply>(
        "/roi",
        {.operation_id = "getRoi",
         .summary = "Return on investment",
         .description = "",
         .tag = "Analytics",
         .permission = Permission::none},
        Place::in_place, [](const Call&, const RoiQuery&) -> Result<RoiReply> { return RoiReply{}; });
    router.upload<Nothing, Echo>(
        Method::post, "/ingest",
        {.operation_id = "ingest",
         .summary = "Take rows",
         .description = "",
         .tag = "Data",
         .permission = Permission::data_write,
         .success_status = 202,
         .request_headers = {{"Idempotency-Key", "Makes a retry safe."}},
         .reply_headers = {{"Location", "Where to look."}}},
        {.media_types = {"text/csv", "application/json"}, .body_doc = "Rows.", .body_bytes_max = 10},
        [](const Call&, const RequestHead&, const Nothing&) -> Result<std::unique_ptr<Upload<Echo>>> {
            return std::make_unique<NoUpload>();
        });
    return router;
}

JsonValue document() {
    static const std::string example = json_text(RoiReply{});
    const std::array examples{EmbeddedFile{"getRoi.json", example},
                              EmbeddedFile{"ingest.request.json", R"([{"clicks":1.50}])"},
                              EmbeddedFile{"putRules.request.json", "{}"}};
    return *parse_json(
        openapi_document(
            sample_router(),
            {.title = "T", .version = "1", .tags = {{"Rules", "About rules."}}, .examples = examples}),
        "#");
}

// The value at a path of names and array positions; prints where it ends.
std::string at(const JsonValue& root, std::vector<std::string> path) {
    const JsonValue* value = &root;
    for (const auto& step : path) {
        value =
            value->kind == JsonValue::Kind::array ? &value->items.at(std::stoul(step)) : value->find(step);
        if (value == nullptr) return "nothing at " + step;
    }
    return print_json(*value);
}

TEST(OpenApi, IsTheSameBytesForTheSameRoutes) {
    const DocumentInfo info{.title = "T", .version = "1"};
    EXPECT_EQ(openapi_document(sample_router(), info), openapi_document(sample_router(), info));
}

TEST(OpenApi, PathsAreInOrderOfTheirNames) {
    std::vector<std::string> names;
    const auto root = document();
    for (const auto& member : root.find("paths")->members) names.push_back(member.name);
    EXPECT_THAT(names, testing::ElementsAre("/ingest", "/roi", "/rules/{id}"));
}

struct Located {
    std::vector<std::string> path;
    const char* json;
};

TEST(OpenApi, SaysWhatTheTypesSay) {
    const auto root = document();
    for (const auto& [path, json] : {
             Located{{"openapi"}, R"("3.1.0")"},
             Located{{"security"}, R"([{"bearer":[]}])"},
             Located{{"components", "securitySchemes", "bearer", "scheme"}, R"("bearer")"},
             Located{{"tags", "0", "name"}, R"("Rules")"},
             Located{{"paths", "/roi", "get", "parameters", "0"},
                     R"({"name":"from","in":"query","required":true,"description":"First day,)"
                     R"( inclusive.","schema":{"type":"string","format":"date"}})"},
             Located{{"paths", "/roi", "get", "parameters", "1", "schema"},
                     R"({"type":"string","format":"date"})"},
             Located{{"paths", "/roi", "get", "parameters", "2", "schema"},
                     R"({"type":"string","enum":["day","week","month"],"default":"day"})"},
             Located{{"paths", "/roi", "get", "parameters", "3"},
                     R"({"name":"platform","in":"query","description":"Only these platforms.",)"
                     R"("style":"form","explode":false,)"
                     R"("schema":{"type":"array","items":{"type":"string","minLength":1,)"
                     R"("maxLength":8},"maxItems":3,"default":[]}})"},
             Located{{"paths", "/roi", "get", "parameters", "4", "schema", "pattern"}, R"("^[A-Z]{3}$")"},
             Located{{"paths", "/roi", "get", "parameters", "5", "schema"},
                     R"({"type":"integer","format":"int64","minimum":1,"maximum":1000,"default":100})"},
             Located{{"paths", "/roi", "get", "security"}, "[]"},
             Located{{"paths", "/roi", "get", "responses", "200", "content", "application/json", "schema"},
                     R"({"$ref":"#/components/schemas/RoiReply"})"},
             Located{{"paths", "/roi", "get", "responses", "200", "content", "application/json", "example",
                      "grain"},
                     R"("day")"},
             Located{{"paths", "/rules/{id}", "put", "parameters", "0"},
                     R"({"name":"id","in":"path","required":true,"description":"Which set.",)"
                     R"("schema":{"type":"string","minLength":1,"maxLength":20}})"},
             Located{{"paths", "/rules/{id}", "put", "requestBody"},
                     R"({"description":"The rules.","required":true,)"
                     R"("content":{"application/json":{"schema":{"$ref":"#/components/schemas/)"
                     R"(RuleSetInput"},"example":{}}}})"},
             Located{{"paths", "/rules/{id}", "put", "responses", "204"},
                     R"({"description":"Replace rules"})"},
             Located{{"paths", "/rules/{id}", "put", "responses", "409", "content",
                      "application/problem+json", "schema"},
                     R"({"$ref":"#/components/schemas/Problem"})"},
             Located{{"paths", "/ingest", "post", "requestBody", "content"},
                     R"({"text/csv":{},"application/json":{"example":[{"clicks":1.50}]}})"},
             Located{{"components", "schemas", "RoiRow", "required"}, R"(["period","cost","roi"])"},
             Located{{"components", "schemas", "RoiRow", "properties", "roi", "type"},
                     R"(["number","null"])"},
             Located{{"components", "schemas", "RoiRow", "properties", "clicks", "type"}, R"("integer")"},
             Located{{"components", "schemas", "RoiRow", "properties", "campaign", "type"},
                     R"(["string","null"])"},
             Located{{"components", "schemas", "RoiReply", "properties", "rows", "items"},
                     R"({"$ref":"#/components/schemas/RoiRow"})"},
             Located{{"components", "schemas", "RoiReply", "properties", "metrics", "additionalProperties"},
                     R"({"type":"number"})"},
             Located{{"components", "schemas", "RuleSetInput", "additionalProperties"}, "false"},
             Located{{"components", "schemas", "RuleSetInput", "properties", "rules", "minItems"}, "1"},
         })
        EXPECT_EQ(at(root, path), json) << testing::PrintToString(path);
}

TEST(OpenApi, EveryRouteOfThePoolCanBeBusy) {
    std::vector<std::string> statuses;
    const auto root = document();
    for (const auto& member : root.find("paths")->find("/ingest")->find("post")->find("responses")->members)
        statuses.push_back(member.name);
    EXPECT_THAT(statuses,
                testing::ElementsAre("202", "400", "401", "403", "413", "415", "429", "500", "503", "504"));
}

TEST(OpenApi, HandlersThatMakeTheirOwnBytesCanBeTold) {
    Router router;
    EndpointDoc doc{.operation_id = "getText",
                    .summary = "Text",
                    .description = "",
                    .tag = "Operations",
                    .permission = Permission::none,
                    .other_statuses = {503},
                    .reply_type = "text/plain",
                    .is_limited = false};
    router.raw_get<std::string>("/text", std::move(doc), [](const Call&, const RequestParts&) {
        return Result<Response>(Response{});
    });
    const JsonValue root = parse_json(openapi_document(router, {.title = "T", .version = "1"})).value();
    const JsonValue& get = *root.find("paths")->find("/text")->find("get");
    EXPECT_EQ(print_json(*get.find("security"), 0), "[]");
    const JsonValue& responses = *get.find("responses");
    EXPECT_NE(responses.find("200")->find("content")->find("text/plain"), nullptr);
    EXPECT_NE(responses.find("503")->find("content")->find("text/plain"), nullptr);
    EXPECT_EQ(responses.find("429"), nullptr) << "no limit refuses it";
}

TEST(OpenApi, HeadersOfRequestAndReplyAreSaid) {
    const JsonValue doc = document();
    const JsonValue& post = *doc.find("paths")->find("/ingest")->find("post");
    const JsonValue& parameter = post.find("parameters")->items.at(0);
    EXPECT_EQ(parameter.find("name")->text, "Idempotency-Key");
    EXPECT_EQ(parameter.find("in")->text, "header");
    EXPECT_EQ(parameter.find("description")->text, "Makes a retry safe.");
    const JsonValue& headers = *post.find("responses")->find("202")->find("headers");
    EXPECT_EQ(headers.find("Location")->find("schema")->find("type")->text, "string");
}

}  // namespace
}  // namespace insightflow::http
