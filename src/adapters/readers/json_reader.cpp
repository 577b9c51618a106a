#include "adapters/readers/json_reader.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include <boost/json/basic_parser_impl.hpp>

#include "adapters/readers/byte_order_mark.hpp"
#include "adapters/readers/chunk_sender.hpp"
#include "adapters/readers/json_fault.hpp"
#include "adapters/readers/json_row.hpp"
#include "adapters/readers/limits.hpp"

namespace insightflow::readers {
namespace {

using boost::json::error;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

boost::json::parse_options depth(std::size_t depth_max) {
    boost::json::parse_options options;
    options.max_depth = depth_max;
    return options;
}

bool is_limit(const boost::json::error_code& code) {
    return code == error::object_too_large || code == error::key_too_large || code == error::string_too_large;
}

std::string text_of(const boost::json::error_code& code) {
    if (code == error::object_too_large)
        return "the file has more than " + std::to_string(columns_max) + " different keys";
    if (code == error::key_too_large) return "a key is longer than 1,024 bytes";
    if (code == error::string_too_large) return "a text is longer than 1 MiB";
    if (code == error::too_deep)
        return "arrays and objects are nested more than " + std::to_string(json_depth_max) + " deep";
    if (code == error::incomplete) return "the JSON ends too early";
    return "this is not JSON";
}

std::string words_of(const JsonFault& fault, const boost::json::error_code& code) {
    if (fault.is_bad_utf8) return "this is not UTF-8";
    if (fault.is_half_pair) return "an escape is half of a surrogate pair, so it is no character";
    return text_of(code);
}

class JsonText {
public:
    JsonText(MappedFile& file, std::size_t begin, RowSink& sink, std::stop_token stop)
        : text_(file.bytes()),
          at_(begin),
          sender_(file, sink, std::move(stop)),
          element_(depth(json_depth_max - 1), sender_, text_),
          value_(depth(json_depth_max), sender_, text_),
          counted_to_(begin),
          line_begin_(begin) {}

    Result<void> read_document();
    Result<void> read_lines();

private:
    using Parser = boost::json::basic_parser<JsonRow>;

    Result<void> read_array();
    Result<void> read_values();
    Result<void> read_value(Parser& parser);
    Result<void> read_line(std::string_view line);
    // Begins a row with the value at the front of the text; gives how many bytes it took. is_all: no more
    // bytes of the value come.
    std::size_t parse(Parser& parser, std::string_view text, bool is_all, boost::json::error_code& code);
    // Looks at the stop token now and then, however long the space is.
    Result<void> skip_space();
    char next() const { return at_ < text_.size() ? text_[at_] : '\0'; }
    std::uint64_t line_at(std::size_t offset);
    Error error_at(std::size_t offset, const std::string& message);

    std::string_view text_;
    std::size_t at_;
    ChunkSender sender_;
    Parser element_;           // of values in an array
    Parser value_;             // of values by themselves
    std::string countable_{};  // the row under way, where it had to be written anew
    std::size_t counted_to_;
    std::uint64_t line_ = 1;
    std::size_t line_begin_;
};

Result<void> JsonText::read_document() {
    if (const auto skipped = skip_space(); !skipped) return skipped;
    if (at_ == text_.size()) return error_at(at_, "the body is empty");
    const Result<void> read = next() == '[' ? read_array() : read_values();
    return read ? sender_.finish() : read;
}

Result<void> JsonText::read_array() {
    ++at_;
    if (const auto skipped = skip_space(); !skipped) return skipped;
    const bool empty = next() == ']';
    while (!empty) {
        if (const auto skipped = skip_space(); !skipped) return skipped;
        if (const auto read = read_value(element_); !read) return read;
        if (const auto skipped = skip_space(); !skipped) return skipped;
        if (next() == ']') break;
        if (at_ == text_.size()) return error_at(at_, text_of(make_error_code(error::incomplete)));
        if (next() != ',') return error_at(at_, "expected ',' or ']' here");
        ++at_;
    }
    ++at_;
    if (const auto skipped = skip_space(); !skipped) return skipped;
    if (at_ < text_.size()) return error_at(at_, "there is text after the end of the array");
    return {};
}

Result<void> JsonText::read_values() {
    while (at_ < text_.size()) {
        if (next() != '{') return error_at(at_, "expected an array of objects, or objects");
        if (const auto read = read_value(value_); !read) return read;
        if (const auto skipped = skip_space(); !skipped) return skipped;
    }
    return {};
}

Result<void> JsonText::read_value(Parser& parser) {
    const std::uint64_t line = line_at(at_);
    const std::size_t begin = at_;
    const std::string_view rest = text_.substr(at_, row_bytes_max + 1);
    boost::json::error_code code;
    at_ += parse(parser, rest, begin + rest.size() == text_.size(), code);
    if (code) {
        const JsonFault fault = json_fault(rest, at_ - begin);
        return error_at(begin + fault.place, words_of(fault, code));
    }
    if (!parser.done()) return error_at(begin, "the row that begins here is longer than 4 MiB");
    parser.handler().commit(line);
    return sender_.row_ended(at_);
}

Result<void> JsonText::read_lines() {
    for (;;) {
        if (const auto skipped = skip_space(); !skipped) return skipped;
        if (at_ == text_.size()) return sender_.finish();
        line_at(at_);
        const std::size_t end = std::min(text_.find('\n', at_), text_.size());
        std::string_view line = text_.substr(line_begin_, end - line_begin_);
        if (line.size() > row_bytes_max) return error_at(line_begin_, "the line is longer than 4 MiB");
        while (is_space(line.back())) line.remove_suffix(1);
        if (const auto read = read_line(line); !read) return read;
        at_ = end;
        if (const auto ended = sender_.row_ended(at_); !ended) return ended;
    }
}

Result<void> JsonText::read_line(std::string_view line) {
    boost::json::error_code code;
    const std::size_t used = parse(value_, line, true, code);
    const JsonFault fault = code ? json_fault(line, used) : JsonFault{used};
    const std::string place = "column " + std::to_string(fault.place + 1) + ": ";
    if (is_limit(code))
        return invalid_argument("line " + std::to_string(line_) + ", " + place + text_of(code));
    if (!code && used == line.size()) {
        value_.handler().commit(line_);
        return {};
    }
    value_.handler().drop();
    if (fault.is_bad_utf8)
        sender_.add_broken({line_, "bad_utf8", place + words_of(fault, code)});
    else if (code)
        sender_.add_broken({line_, "malformed_json", place + words_of(fault, code)});
    else
        sender_.add_broken({line_, "malformed_json", place + "there is text after the object"});
    return {};
}

std::size_t JsonText::parse(Parser& parser, std::string_view text, bool is_all,
                            boost::json::error_code& code) {
    parser.reset();
    parser.handler().begin();
    const std::size_t used = parser.write_some(!is_all, text.data(), text.size(), code);
    if (code != error::exponent_overflow) return used;
    // The number is JSON all the same; the rules say of its row that it is beyond their bounds.
    code = {};
    countable_ = with_countable_exponents(text);
    parser.handler().drop();
    parser.reset();
    parser.handler().begin();
    return parser.write_some(!is_all && countable_.size() == text.size(), countable_.data(),
                             countable_.size(), code);
}

Result<void> JsonText::skip_space() {
    for (;;) {
        const std::size_t end = at_ + std::min(text_.size() - at_, bytes_between_checks);
        while (at_ < end && is_space(text_[at_])) ++at_;
        if (at_ < end || at_ == text_.size()) return {};
        line_at(at_);  // now, for counting the lines takes its time too
        if (const auto passed = sender_.passed(at_); !passed) return passed;
    }
}

// Offsets come in rising order.
std::uint64_t JsonText::line_at(std::size_t offset) {
    for (;;) {
        const std::size_t end = text_.substr(0, offset).find('\n', counted_to_);
        if (end == std::string_view::npos) break;
        ++line_;
        counted_to_ = end + 1;
        line_begin_ = end + 1;
    }
    counted_to_ = std::max(counted_to_, offset);
    return line_;
}

Error JsonText::error_at(std::size_t offset, const std::string& message) {
    const std::uint64_t line = line_at(offset);
    return invalid_argument("line " + std::to_string(line) + ", column " +
                            std::to_string(offset - line_begin_ + 1) + ": " + message);
}

}  // namespace

Result<void> read_json(MappedFile& file, RowSink& sink, std::stop_token stop) {
    const auto begin = byte_order_mark(file.bytes());
    if (!begin) return begin.error();
    return JsonText(file, *begin, sink, std::move(stop)).read_document();
}

Result<void> read_ndjson(MappedFile& file, RowSink& sink, std::stop_token stop) {
    const auto begin = byte_order_mark(file.bytes());
    if (!begin) return begin.error();
    return JsonText(file, *begin, sink, std::move(stop)).read_lines();
}

}  // namespace insightflow::readers
