#include <cassert>
#include <span>

#include "http/core/embedded_file.hpp"
#include "http/core/finish_reply.hpp"
#include "http/core/openapi.hpp"
#include "http/core/problem.hpp"

namespace insightflow::embedded {

// Made by insightflow_embed() from tools/npm/node_modules/swagger-ui-dist and docs_ui/.
std::span<const http::EmbeddedFile> docs_ui();

}  // namespace insightflow::embedded

namespace insightflow::http {
namespace {

constexpr std::string_view docs_path = "/api/docs/";
// Swagger UI styles elements by attribute and draws icons from data: URLs; scripts come from files of ours
// alone.
constexpr std::string_view docs_policy =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

// Text of ours that does not live in the binary: the router keeps it, and serves copies.
void text_route(Router& router, std::string path, std::string content_type, std::string text) {
    Response response;
    response.shared = share_body(content_type, std::move(text));
    response.content_type = std::move(content_type);
    response.headers.emplace_back("Cache-Control", "no-cache");
    router.raw(Method::get, std::move(path), Permission::none, Place::in_place,
               [response = std::move(response)](const Call&, const RequestParts&) -> Result<Response> {
                   return response;
               });
}

}  // namespace

std::string content_type_of(std::string_view name) {
    const auto extension = name.substr(name.rfind('.') + 1);
    if (extension == "html") return "text/html; charset=utf-8";
    if (extension == "js") return "text/javascript; charset=utf-8";
    if (extension == "css") return "text/css; charset=utf-8";
    assert(extension == "png");
    return "image/png";
}

void add_documentation(Router& router, const DocumentInfo& info) {
    text_route(router, "/api/openapi.json", "application/json", openapi_document(router, info));
    text_route(router, std::string(problems_path), "text/html; charset=utf-8", problems_page());
    router.redirect("/api/docs", std::string(docs_path));
    for (const auto& file : embedded::docs_ui()) {
        const bool is_index = file.name == "index.html";
        router.content(std::string(docs_path) + (is_index ? "" : std::string(file.name)),
                       {.bytes = file.bytes,
                        .content_type = content_type_of(file.name),
                        .cache_control = is_index ? "no-cache" : "public, max-age=86400",
                        .content_security_policy = std::string(docs_policy)});
    }
}

}  // namespace insightflow::http
