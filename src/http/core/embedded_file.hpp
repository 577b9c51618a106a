// A file that cmake/EmbedFiles.cmake put into the binary.
#pragma once

#include <string>
#include <string_view>

namespace insightflow::http {

struct EmbeddedFile {
    std::string_view name;  // without its folder
    std::string_view bytes;
};

// Of the kinds that are embedded: html, js, css, png.
std::string content_type_of(std::string_view name);

}  // namespace insightflow::http
