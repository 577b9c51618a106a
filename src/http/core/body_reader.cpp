#include "http/core/body_reader.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "domain/text/spelling.hpp"
#include "http/core/grammar.hpp"

namespace insightflow::http {
namespace {

// A quoted string at the front of `text` is taken off it; false where there is none that ends.
bool take_quoted(std::string_view& text) {
    if (!text.starts_with('"')) return false;
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '\\') {
            ++i;
        } else if (text[i] == '"') {
            text.remove_prefix(i + 1);
            return true;
        }
    }
    return false;
}

void skip_blanks(std::string_view& text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
}

// *( BWS ";" BWS name [ BWS "=" BWS ( token / quoted-string ) ] )
bool are_extensions(std::string_view text) {
    const auto take_token = [&text] {
        const auto end = std::min(text.find_first_of("=; \t\""), text.size());
        const bool is_name = is_token(text.substr(0, end));
        text.remove_prefix(end);
        return is_name;
    };
    while (!text.empty()) {
        skip_blanks(text);
        if (!text.starts_with(';')) return false;
        text.remove_prefix(1);
        skip_blanks(text);
        if (!take_token()) return false;
        std::string_view value = text;
        skip_blanks(value);
        if (!value.starts_with('=')) continue;
        text = value.substr(1);
        skip_blanks(text);
        if (!take_quoted(text) && !take_token()) return false;
    }
    return true;
}

}  // namespace

BodyReader::BodyReader(const RequestHead& head)
    : chunked_(head.chunked),
      place_(head.chunked ? Place::size_line : Place::data),
      left_(head.content_length.value_or(0)) {}

BodyReader::Step BodyReader::take(std::string_view arrived, std::span<std::byte> into) {
    Step step;
    while (!done() && step.consumed < arrived.size()) {
        if (place_ != Place::data) {
            step.malformed = take_framing(arrived[step.consumed++]);
            if (!step.malformed.empty()) return step;
            continue;
        }
        const auto size = static_cast<std::size_t>(
            std::min<std::uint64_t>({left_, arrived.size() - step.consumed, into.size() - step.written}));
        if (size == 0) return step;
        std::memcpy(into.data() + step.written, arrived.data() + step.consumed, size);
        step.consumed += size;
        step.written += size;
        left_ -= size;
        if (left_ == 0) place_ = chunked_ ? Place::data_end : Place::end;
    }
    return step;
}

std::string BodyReader::take_framing(char c) {
    if (line_ending_) {
        line_ending_ = false;
        return c == '\n' ? end_line() : "A CR is not followed by LF.";
    }
    if (c == '\r') {
        line_ending_ = true;
        return {};
    }
    if (c == '\n') return "A line of the body's framing ends with LF alone.";
    if (place_ == Place::data_end) return "A chunk is longer than it said.";
    if ((static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F)
        return "The body's framing holds a control character.";
    if (line_.size() == chunk_line_bytes_max) return "A line of the body's framing is too long.";
    line_ += c;
    return {};
}

std::string BodyReader::end_line() {
    std::string fault;
    if (place_ == Place::size_line) {
        fault = read_size_line();
    } else if (place_ == Place::data_end) {
        place_ = Place::size_line;
    } else if (line_.empty()) {
        place_ = Place::end;
    } else {
        fault = read_trailer_line();
    }
    line_.clear();
    return fault;
}

std::string BodyReader::read_size_line() {
    const char* const begin = line_.data();
    const char* const line_end = begin + line_.size();
    const auto [end, fault] = std::from_chars(begin, line_end, left_, 16);
    if (fault != std::errc{} || left_ > INT64_MAX) return "The size of a chunk is not a hexadecimal number.";
    const std::string_view extensions(end, static_cast<std::size_t>(line_end - end));
    if (!are_extensions(extensions)) return "What follows the size of a chunk is no extension.";
    extension_bytes_ += extensions.size();
    if (extension_bytes_ > chunk_extension_bytes_max) return "The extensions of the chunks are too long.";
    place_ = left_ == 0 ? Place::trailer : Place::data;
    return {};
}

// A trailer is checked and dropped: nothing here asks for one.
std::string BodyReader::read_trailer_line() {
    constexpr std::array<std::string_view, 3> framing{"content-length", "transfer-encoding", "host"};
    const std::string_view line = line_;
    const auto name = line.substr(0, line.find(':'));
    if (name.size() == line.size() || !is_token(name)) return "A line of the trailer is not 'Name: value'.";
    const auto forbidden = [&](std::string_view other) { return equal_ignoring_case(name, other); };
    if (std::any_of(framing.begin(), framing.end(), forbidden))
        return "The trailer holds a field that belongs into the header.";
    if (++trailers_ > trailer_fields_max) return "The trailer has too many fields.";
    return {};
}

}  // namespace insightflow::http
