// The OpenAPI 3.1.0 document of a router: the one description that clients, tests and the web client's types
// are made from.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "http/core/embedded_file.hpp"
#include "http/core/router.hpp"

namespace insightflow::http {

struct TagDoc {
    std::string name;
    std::string description;
};

struct DocumentInfo {
    std::string title;
    std::string version;
    std::string description{};
    std::vector<TagDoc> tags{};
    // Examples: a success reply in a file called operation id and ".json", a JSON body in one called
    // operation id and ".request.json".
    std::span<const EmbeddedFile> examples{};
};

// Pretty-printed with two spaces and a newline at the end; the same routes give the same bytes.
std::string openapi_document(const Router& router, const DocumentInfo& info);

// Adds /api/openapi.json, Swagger UI at /api/docs/ and the page of problem types at /api/docs/problems. Call
// it last: the document holds the routes that are there by then.
void add_documentation(Router& router, const DocumentInfo& info);

}  // namespace insightflow::http
