#include "adapters/readers/body_kind.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace insightflow::readers {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view parquet_mark = "PAR1";
constexpr std::size_t parquet_bytes_min = 12;  // both marks, and the length of what stands before the last

constexpr std::array foreign_beginnings{
    std::pair{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, "an old Excel file (.xls), or one with a password"sv},
    std::pair{"%PDF-"sv, "a PDF"sv},
    std::pair{"\xFD"
              "7zXZ\0"sv,
              "an xz file"sv},
    std::pair{"7z\xBC\xAF\x27\x1C"sv, "a 7-Zip file"sv},
    std::pair{"Rar!\x1A\x07"sv, "a RAR file"sv},
};

constexpr std::string_view space = " \t\r\n";

// Where the first line is longer than a row may be, it does not matter what it is.
constexpr std::size_t looked_at_bytes_max = 8 * 1024 * 1024;

}  // namespace

std::string_view foreign_name(std::string_view bytes) {
    for (const auto& [beginning, name] : foreign_beginnings)
        if (bytes.starts_with(beginning)) return name;
    if (bytes.starts_with("BZh") && bytes.substr(4).starts_with("1AY&SY")) return "a bzip2 file";
    if (bytes.starts_with("PARE") && bytes.ends_with("PARE")) return "an encrypted Parquet file";
    return {};
}

BodyKind kind_of(std::string_view bytes) {
    if (bytes.starts_with("\x1F\x8B")) return BodyKind::gzip;
    if (bytes.starts_with("\x28\xB5\x2F\xFD")) return BodyKind::zstd;
    // The second is a zip without any file.
    if (bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06")) return BodyKind::zip;
    // A file that is cut short lacks the second mark, and its first bytes are no text all the same.
    if (bytes.starts_with(parquet_mark) && (bytes.ends_with(parquet_mark) || bytes.substr(4, 1) < " "))
        return bytes.size() >= parquet_bytes_min ? BodyKind::parquet : BodyKind::text;
    return foreign_name(bytes).empty() ? BodyKind::text : BodyKind::foreign;
}

BodyFormat text_format(std::string_view bytes) {
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    bytes = bytes.substr(0, looked_at_bytes_max);
    const std::size_t first = bytes.find_first_not_of(space);
    if (first == std::string_view::npos || (bytes[first] != '{' && bytes[first] != '['))
        return BodyFormat::csv;
    if (bytes[first] == '[') return BodyFormat::json;
    const std::size_t end = bytes.substr(first).find('\n');
    if (end == std::string_view::npos) return BodyFormat::json;
    const std::string_view line = bytes.substr(first, end);
    const std::size_t next = bytes.find_first_not_of(space, first + end);
    const bool is_by_itself = line[line.find_last_not_of(space)] == '}';
    const bool goes_on = next != std::string_view::npos && bytes[next] == '{';
    return is_by_itself && goes_on ? BodyFormat::ndjson : BodyFormat::json;
}

}  // namespace insightflow::readers
