#include "domain/text/first_line.hpp"

#include <algorithm>

namespace insightflow {

std::optional<std::string> first_line(std::istream& in, std::size_t bytes_max) {
    std::string line(bytes_max + 1, '\0');
    in.read(line.data(), static_cast<std::streamsize>(line.size()));
    if (in.gcount() == 0) return std::nullopt;
    line.resize(static_cast<std::size_t>(in.gcount()));
    const auto end = line.find('\n');
    if (end == std::string::npos && line.size() > bytes_max) return line;
    line.resize(std::min(end, line.size()));
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
    return line;
}

}  // namespace insightflow
