#include "http/core/trace_context.hpp"

#include <algorithm>

#include "domain/text/hex.hpp"

namespace insightflow::http {
namespace {

constexpr std::size_t trace_digits = 32;
constexpr std::size_t span_digits = 16;
constexpr std::size_t text_size = 2 + 1 + trace_digits + 1 + span_digits + 1 + 2;

bool are_hex(std::string_view text) {
    const auto is_lower_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    return std::all_of(text.begin(), text.end(), is_lower_hex);
}

bool are_zeros(std::string_view text) { return text.find_first_not_of('0') == std::string_view::npos; }

std::string new_span(const std::function<std::uint64_t()>& random) {
    std::string id = to_hex(random());
    if (are_zeros(id)) id.back() = '1';
    return id;
}

// A later version may say more behind what version 00 says.
bool is_traceparent(std::string_view text) {
    if (text.size() < text_size || text[2] != '-' || text[35] != '-' || text[52] != '-') return false;
    const auto version = text.substr(0, 2);
    if (!are_hex(version) || version == "ff") return false;
    if (version == "00" ? text.size() != text_size : text.size() > text_size && text[text_size] != '-')
        return false;
    const auto trace = text.substr(3, trace_digits);
    const auto span = text.substr(36, span_digits);
    return are_hex(trace) && !are_zeros(trace) && are_hex(span) && !are_zeros(span) &&
           are_hex(text.substr(53, 2));
}

}  // namespace

Trace trace_of(const RequestHead& head, const std::function<std::uint64_t()>& random) {
    const auto given = head.header("traceparent");
    if (!given || head.count("traceparent") > 1 || !is_traceparent(*given))
        return {.trace_id = new_span(random) + to_hex(random()), .span_id = new_span(random)};
    const int flags = std::stoi(std::string(given->substr(53, 2)), nullptr, 16);
    return {.trace_id = std::string(given->substr(3, trace_digits)),
            .span_id = new_span(random),
            .sampled = (flags & 1) != 0};
}

std::string traceparent_of(const Trace& trace) {
    return "00-" + trace.trace_id + "-" + trace.span_id + (trace.sampled ? "-01" : "-00");
}

}  // namespace insightflow::http
