#include "http/api/setup_page.hpp"

#include <span>

#include "http/core/embedded_file.hpp"

namespace insightflow::embedded {

// Made by insightflow_embed() from setup_ui/.
std::span<const http::EmbeddedFile> setup_ui();

}  // namespace insightflow::embedded

namespace insightflow::http {

void add_setup_page(Router& router) {
    constexpr std::string_view policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'";
    for (const EmbeddedFile& file : embedded::setup_ui()) {
        const bool is_page = file.name == "setup.html";
        router.content(is_page ? "/setup" : "/setup/" + std::string(file.name),
                       {.bytes = file.bytes,
                        .content_type = content_type_of(file.name),
                        .content_security_policy = std::string(policy)});
    }
}

}  // namespace insightflow::http
