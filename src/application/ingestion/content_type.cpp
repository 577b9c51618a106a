#include "application/ingestion/content_type.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "domain/text/printable.hpp"
#include "domain/text/spelling.hpp"

namespace insightflow {
namespace {

constexpr std::array<std::string_view, 15> media_types{
    "application/json",
    "text/csv",
    "application/x-ndjson",
    "text/tab-separated-values",
    "application/ndjson",
    "application/jsonl",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.apache.parquet",
    "application/zip",
    "application/gzip",
    "application/zstd",
    "application/octet-stream",
    "application/x-gzip",
    "application/x-zip-compressed",
    "application/x-parquet"};
// What is not among these is told by its content.
constexpr std::array<BodyFormat, 6> formats{BodyFormat::json, BodyFormat::csv,    BodyFormat::ndjson,
                                            BodyFormat::csv,  BodyFormat::ndjson, BodyFormat::ndjson};
constexpr std::array<std::string_view, 4> charsets{"utf-8", "utf8", "us-ascii", "ascii"};
// Of tables also these, whichever is named: the bytes of the file tell which of them it is.
constexpr std::array<std::string_view, 7> table_charsets{"utf-16", "utf-16le",     "utf-16be", "iso-8859-1",
                                                         "latin1", "windows-1252", "cp1252"};

Error unsupported(const std::string& what) {
    return {
        ErrorCode::unsupported_media_type,
        what +
            " Send application/json, application/x-ndjson (or application/ndjson, application/jsonl), "
            "text/csv (or text/tab-separated-values), or application/octet-stream for XLSX, Parquet and "
            "whatever is in a zip, gzip or zstd file, as the body or as the file of a multipart/form-data.",
        {{"#/header/Content-Type", "must be one of the types that are read"}}};
}

// The text up to the separator, which is taken off the rest together with it.
std::string_view take(std::string_view& rest, char separator) {
    const std::size_t end = std::min(rest.find(separator), rest.size());
    const std::string_view piece = trimmed(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return piece;
}

std::string_view unquoted(std::string_view value) {
    if (value.size() < 2 || value.front() != '"' || value.back() != '"') return value;
    return value.substr(1, value.size() - 2);
}

Error unknown_type(const std::string& type) {
    const std::string what = "The content type " + in_quotes(type) + " is not read here.";
    if (type == "application/x-www-form-urlencoded")
        return unsupported(
            what +
            " (curl sends it unless told otherwise: add -H \"Content-Type: application/json\" or "
            "whichever fits the body.)");
    return unsupported(what);
}

}  // namespace

std::span<const std::string_view> accepted_media_types() { return media_types; }

Result<BodyFormat> body_format_of(std::string_view content_type) {
    std::string_view rest = content_type;
    const std::string type = lower_ascii(take(rest, ';'));
    if (type.empty())
        return unsupported(
            "There is no Content-Type: of a form, the part or the name of its file tells it (rows.csv).");
    const auto known = std::find(media_types.begin(), media_types.end(), type);
    if (known == media_types.end()) return unknown_type(type);
    const auto place = static_cast<std::size_t>(known - media_types.begin());
    const BodyFormat format = place < formats.size() ? formats[place] : BodyFormat::content;
    const auto is_read = [format](const std::string& charset) {
        return std::ranges::find(charsets, charset) != charsets.end() ||
               (format == BodyFormat::csv &&
                std::ranges::find(table_charsets, charset) != table_charsets.end());
    };
    while (!rest.empty()) {
        std::string_view parameter = take(rest, ';');
        if (lower_ascii(take(parameter, '=')) != "charset") continue;
        const std::string charset = lower_ascii(unquoted(trimmed(parameter)));
        if (!is_read(charset))
            return unsupported("The charset " + in_quotes(charset) + " is not read here: send UTF-8.");
    }
    return format;
}

}  // namespace insightflow
