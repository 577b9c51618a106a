// A file that cmake/EmbedFiles.cmake put into the binary.
#pragma once

#include <string_view>

namespace insightflow::http {

struct EmbeddedFile {
    std::string_view name;  // without its folder
    std::string_view bytes;
};

}  // namespace insightflow::http
