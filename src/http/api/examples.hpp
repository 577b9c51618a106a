// Replies that tests have seen, as examples of the OpenAPI document.
#pragma once

#include <span>

#include "http/core/embedded_file.hpp"

namespace insightflow::embedded {

// Made by insightflow_embed() from examples/: "getRoi.json" is a reply of the operation getRoi.
std::span<const http::EmbeddedFile> api_examples();

}  // namespace insightflow::embedded
