#include "http/core/multipart.hpp"

#include <algorithm>

#include "domain/text/printable.hpp"
#include "domain/text/spelling.hpp"
#include "http/core/grammar.hpp"
#include "json/fault_list.hpp"

namespace insightflow::http {
namespace {

constexpr std::size_t boundary_bytes_max = 70;

// The next "; name=value" of a field's parameters, its value without quotes. False where it is none. Browsers
// write a quote in a value as %22, so that the next quote is always the last.
bool take_parameter(std::string_view& rest, std::string& name, std::string& value) {
    const auto equals = rest.find('=');
    if (!rest.starts_with(';') || equals == std::string_view::npos) return false;
    const auto key = without_blanks(rest.substr(1, equals - 1));
    if (!is_token(key)) return false;
    name = lower_ascii(key);
    rest.remove_prefix(equals + 1);
    const bool is_quoted = rest.starts_with('"');
    if (is_quoted) rest.remove_prefix(1);
    const auto end = is_quoted ? rest.find('"') : std::min(rest.find(';'), rest.size());
    if (end == std::string_view::npos) return false;
    const auto text = rest.substr(0, end);
    if (!is_quoted && !is_token(without_blanks(text))) return false;
    value = is_quoted ? text : without_blanks(text);
    rest = without_blanks(rest.substr(end + (is_quoted ? 1 : 0)));
    return true;
}

// What is wrong with the header line; empty where nothing is.
std::string read_disposition(std::string_view value, PartHead& part) {
    const auto end = std::min(value.find(';'), value.size());
    if (!equal_ignoring_case(without_blanks(value.substr(0, end)), "form-data"))
        return "has a part whose Content-Disposition is not form-data";
    std::string_view rest = value.substr(end);
    bool has_name = false;
    while (!rest.empty()) {
        std::string name;
        std::string text;
        if (!take_parameter(rest, name, text)) return "has a part whose Content-Disposition cannot be read";
        if (name == "name" && !has_name) {
            part.name = text;
            has_name = true;
        } else if (name == "filename" && !part.file_name) {
            part.file_name = text;
        } else {
            return "has a part whose Content-Disposition says " + in_quotes(name) + " where it may not";
        }
    }
    return part.name.empty() ? "has a part without a name" : "";
}

std::string read_part_line(std::string_view line, PartHead& part) {
    const auto colon = line.find(':');
    const auto is_control = [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7F; };
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon)) ||
        std::any_of(line.begin(), line.end(), is_control))
        return "has a part whose header is not lines of 'Name: value'";
    const auto name = line.substr(0, colon);
    const auto value = without_blanks(line.substr(colon + 1));
    if (equal_ignoring_case(name, "Content-Disposition")) {
        if (!part.name.empty()) return "has a part with two Content-Disposition headers";
        return read_disposition(value, part);
    }
    if (equal_ignoring_case(name, "Content-Type")) part.content_type = value;
    const auto codings = {"7bit", "8bit", "binary"};
    const auto is_plain = [&](const char* coding) { return equal_ignoring_case(value, coding); };
    if (equal_ignoring_case(name, "Content-Transfer-Encoding") &&
        std::none_of(codings.begin(), codings.end(), is_plain))
        return "has a part in the coding " + in_quotes(value) + ", which form data has not";
    return {};
}

}  // namespace

std::optional<std::string> boundary_of(std::string_view content_type) {
    std::string_view rest = content_type;
    rest.remove_prefix(std::min(rest.find(';'), rest.size()));
    std::optional<std::string> boundary;
    while (!rest.empty()) {
        std::string name;
        std::string value;
        if (!take_parameter(rest, name, value)) return std::nullopt;
        if (name == "boundary" && boundary) return std::nullopt;
        if (name == "boundary") boundary = value;
    }
    constexpr std::string_view marks = "'()+_,-./:=? ";
    const auto allowed = [&](char c) { return is_alnum(c) || marks.find(c) != std::string_view::npos; };
    if (!boundary || boundary->empty() || boundary->size() > boundary_bytes_max || boundary->back() == ' ' ||
        !std::all_of(boundary->begin(), boundary->end(), allowed))
        return std::nullopt;
    return boundary;
}

// The first boundary has no line end before it; it is given one, so that all look alike.
MultipartReader::MultipartReader(const std::string& boundary, PartSink& sink)
    : delimiter_("\r\n--" + boundary), sink_(sink), buffer_("\r\n") {}

Result<void> MultipartReader::take(std::span<const std::byte> piece) {
    buffer_.append(reinterpret_cast<const char*>(piece.data()), piece.size());
    for (;;) {
        const auto went_on = step();
        if (!went_on) return went_on.error();
        if (!*went_on) return {};
    }
}

// False where more has to arrive first.
Result<bool> MultipartReader::step() {
    const auto go_on = [this](std::size_t size, Place place) {
        buffer_.erase(0, size);
        taken_ += size;
        place_ = place;
        return true;
    };
    const std::string_view arrived = buffer_;
    switch (place_) {
        case Place::start:
            if (!arrived.starts_with(std::string_view(delimiter_).substr(0, arrived.size())))
                return fault("does not begin with the boundary of its Content-Type");
            if (arrived.size() < delimiter_.size()) return false;
            return go_on(delimiter_.size(), Place::behind_boundary);
        case Place::behind_boundary:
            if (arrived.size() < 2) return false;
            if (arrived.starts_with("\r\n")) return go_on(2, Place::head);
            if (arrived.starts_with("--")) return go_on(2, Place::end);
            return fault("has a boundary that does not end its line");
        case Place::head: return begin_part();
        case Place::content: return take_content();
        case Place::end:
            if (!std::string_view("\r\n").starts_with(arrived))
                return fault("goes on behind its last boundary");
            return false;
    }
    return false;
}

Result<bool> MultipartReader::begin_part() {
    const auto end = buffer_.find("\r\n\r\n");
    if (end == std::string::npos && buffer_.size() <= part_head_bytes_max) return false;
    if (end == std::string::npos || end > part_head_bytes_max)
        return fault("has a part whose header is over " + std::to_string(part_head_bytes_max) + " bytes");
    if (has_file_) return fault("has a part behind the file, which must be the last one");
    part_ = {};
    for (std::string_view rest = std::string_view(buffer_).substr(0, end); !rest.empty();) {
        const auto line_end = std::min(rest.find("\r\n"), rest.size());
        auto what = read_part_line(rest.substr(0, line_end), part_);
        if (!what.empty()) return fault(std::move(what));
        rest.remove_prefix(std::min(line_end + 2, rest.size()));
    }
    if (part_.name.empty()) return fault("has a part without a Content-Disposition");
    if (part_.name != file_part && part_.file_name)
        return fault("has a file in the part " + in_quotes(part_.name) +
                     "; the file's part is called 'file'");
    if (++fields_ > part_fields_max)
        return fault("has more than " + std::to_string(part_fields_max) + " parts");
    buffer_.erase(0, end + 4);
    taken_ += end + 4;
    place_ = Place::content;
    field_.clear();
    has_file_ = part_.name == file_part;
    if (has_file_)
        if (const auto begun = sink_.begin_file(part_); !begun) return begun.error();
    return true;
}

Result<bool> MultipartReader::take_content() {
    const auto end = buffer_.find(delimiter_);
    if (end == std::string::npos) {
        // The last bytes may be the beginning of a boundary.
        const std::size_t kept = std::min(buffer_.size(), delimiter_.size() - 1);
        if (const auto passed = pass_on(buffer_.size() - kept); !passed) return passed.error();
        return false;
    }
    if (const auto passed = pass_on(end); !passed) return passed.error();
    if (const auto ended = end_part(); !ended) return ended.error();
    buffer_.erase(0, delimiter_.size());
    taken_ += delimiter_.size();
    place_ = Place::behind_boundary;
    return true;
}

Result<void> MultipartReader::pass_on(std::size_t size) {
    if (size == 0) return {};
    const std::string_view bytes = std::string_view(buffer_).substr(0, size);
    if (part_.name == file_part) {
        if (const auto passed = sink_.file_bytes(std::as_bytes(std::span(bytes))); !passed) return passed;
    } else {
        if (field_.size() + size > part_field_bytes_max)
            return fault("has a field " + in_quotes(part_.name) + " of more than " +
                         std::to_string(part_field_bytes_max) + " bytes");
        field_ += bytes;
    }
    buffer_.erase(0, size);
    taken_ += size;
    return {};
}

Result<void> MultipartReader::end_part() {
    if (part_.name == file_part) return {};
    return sink_.field(part_.name, field_);
}

Result<void> MultipartReader::finish() const {
    if (place_ != Place::end) return fault("breaks off before its last boundary");
    if (!has_file_) return invalid_argument("The form has no file.", {{"#/body/file", "is required"}});
    return {};
}

Error MultipartReader::fault(std::string what) const {
    const std::uint64_t line_end_before = 2;  // the one that was put before the first boundary
    const std::uint64_t at = taken_ > line_end_before ? taken_ - line_end_before : 0;
    return invalid_argument("The body is not the form that multipart/form-data promises.",
                            {{"#/body", std::move(what) + ", at byte " + std::to_string(at)}});
}

}  // namespace insightflow::http
