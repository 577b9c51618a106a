#include "http/core/head.hpp"

#include <algorithm>
#include <charconv>

#include "domain/text/hex.hpp"
#include "domain/text/spelling.hpp"
#include "http/core/grammar.hpp"

namespace insightflow::http {
namespace {

HeadRefusal malformed(std::string detail) { return {ProtocolFault::malformed_request, std::move(detail)}; }

using MaybeRefusal = std::optional<HeadRefusal>;

MaybeRefusal read_request_line(std::string_view line, const HeadLimits& limits, RequestHead& head) {
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    if (first == std::string_view::npos || first == last)
        return malformed("The request line is not 'METHOD target HTTP/1.1'.");
    const auto method = line.substr(0, first);
    const auto target = line.substr(first + 1, last - first - 1);
    const auto version = line.substr(last + 1);
    if (!is_token(method) || method.size() > 32) return malformed("The method is not a token.");
    if (target.size() > limits.target_bytes_max)
        return HeadRefusal{ProtocolFault::uri_too_long,
                           "The target may have " + std::to_string(limits.target_bytes_max) + " bytes."};
    const auto is_visible = [](char c) { return c > 0x20 && c < 0x7F && c != '#'; };
    if (target.empty() || !std::all_of(target.begin(), target.end(), is_visible))
        return malformed("The target holds a character that must be percent-encoded.");
    const bool is_http = version.size() == 8 && version.substr(0, 5) == "HTTP/" && version[6] == '.' &&
                         version[5] >= '0' && version[5] <= '9' && version[7] >= '0' && version[7] <= '9';
    if (!is_http) return malformed("The request line does not end with an HTTP version.");
    if (version != "HTTP/1.1" && version != "HTTP/1.0")
        return HeadRefusal{ProtocolFault::version_not_supported, "This server speaks HTTP/1.1 and HTTP/1.0."};
    head.method = method;
    head.target = target;
    head.version = version.back() == '1' ? 11 : 10;
    return std::nullopt;
}

MaybeRefusal read_field(std::string_view line, RequestHead& head) {
    if (line.front() == ' ' || line.front() == '\t')
        return malformed("Folded header lines are obsolete and refused.");
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon)))
        return malformed("A header line is not 'Name: value'.");
    if (head.headers.size() == header_fields_max)
        return HeadRefusal{ProtocolFault::header_too_large,
                           "A header may have " + std::to_string(header_fields_max) + " fields."};
    head.headers.emplace_back(line.substr(0, colon), without_blanks(line.substr(colon + 1)));
    return std::nullopt;
}

MaybeRefusal check_host(const RequestHead& head) {
    const std::size_t hosts = head.count("Host");
    if (hosts > 1) return malformed("There is more than one Host header.");
    if (hosts == 0)
        return head.version == 11 ? MaybeRefusal(malformed("The Host header is missing.")) : std::nullopt;
    if (!is_authority(*head.header("Host"))) return malformed("The Host header is not a host.");
    return std::nullopt;
}

MaybeRefusal read_framing(RequestHead& head) {
    const std::size_t lengths = head.count("Content-Length");
    const std::size_t codings = head.count("Transfer-Encoding");
    if (lengths > 0 && codings > 0)
        return malformed("Content-Length and Transfer-Encoding exclude each other.");
    if (lengths > 1) return malformed("There is more than one Content-Length header.");
    if (codings > 1) return malformed("There is more than one Transfer-Encoding header.");
    if (codings == 1) {
        if (head.version == 10) return malformed("Transfer-Encoding needs HTTP/1.1.");
        if (!equal_ignoring_case(*head.header("Transfer-Encoding"), "chunked"))
            return malformed("The only transfer coding that is read is 'chunked'.");
        head.chunked = true;
        return std::nullopt;
    }
    if (lengths == 1) {
        const auto text = *head.header("Content-Length");
        std::uint64_t length = 0;
        const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), length);
        if (text.empty() || fault != std::errc{} || end != text.data() + text.size() || length > INT64_MAX)
            return malformed("Content-Length is not a number of bytes.");
        head.content_length = length;
        return std::nullopt;
    }
    head.content_length = 0;
    return std::nullopt;
}

}  // namespace

std::variant<std::size_t, HeadRefusal> find_head_end(std::string_view arrived, const HeadLimits& limits) {
    bool line_ended = false;
    const std::size_t looked_at = std::min(arrived.size(), limits.header_bytes_max);
    for (std::size_t i = 0; i < looked_at; ++i) {
        const auto c = static_cast<unsigned char>(arrived[i]);
        if (c == '\n') return malformed("A line ends with LF alone.");
        if (c == '\r') {
            if (i + 1 == arrived.size()) return std::size_t{0};
            if (arrived[i + 1] != '\n') return malformed("A CR is not followed by LF.");
            ++i;
            const bool is_empty_line =
                i + 2 < arrived.size() && arrived[i + 1] == '\r' && arrived[i + 2] == '\n';
            if (is_empty_line)
                return i + 3 > limits.header_bytes_max
                           ? std::variant<std::size_t, HeadRefusal>(HeadRefusal{
                                 ProtocolFault::header_too_large, "The header is over its limit."})
                           : i + 3;
            line_ended = true;
        } else if ((c < 0x20 && c != '\t') || c == 0x7F) {
            return malformed("The header holds a control character.");
        }
    }
    if (arrived.size() < limits.header_bytes_max) return std::size_t{0};
    if (!line_ended)
        return HeadRefusal{ProtocolFault::uri_too_long,
                           "The target may have " + std::to_string(limits.target_bytes_max) + " bytes."};
    return HeadRefusal{ProtocolFault::header_too_large,
                       "The header may have " + std::to_string(limits.header_bytes_max) + " bytes."};
}

std::variant<RequestHead, HeadRefusal> read_head(std::string_view block, const HeadLimits& limits) {
    RequestHead head;
    bool is_first = true;
    while (!block.empty()) {
        const auto end = block.find("\r\n");
        const auto line = block.substr(0, end);
        block.remove_prefix(std::min(line.size() + 2, block.size()));
        if (line.empty()) break;
        auto refusal = is_first ? read_request_line(line, limits, head) : read_field(line, head);
        if (refusal) return std::move(*refusal);
        is_first = false;
    }
    if (auto refusal = check_host(head)) return std::move(*refusal);
    if (auto refusal = read_framing(head)) return std::move(*refusal);
    return head;
}

bool wants_keep_alive(const RequestHead& head) {
    bool keep_alive = head.version == 11;
    for (const auto& [name, value] : head.headers) {
        if (!equal_ignoring_case(name, "connection")) continue;
        std::string_view rest = value;
        while (!rest.empty()) {
            const auto option = next_element(rest);
            if (equal_ignoring_case(option, "close")) return false;
            if (equal_ignoring_case(option, "keep-alive")) keep_alive = true;
        }
    }
    return keep_alive;
}

Result<std::string_view> bearer_token(const RequestHead& head) {
    const auto refuse = [](std::string message) {
        return Error{ErrorCode::unauthenticated, std::move(message), {}};
    };
    const std::size_t count = head.count("Authorization");
    if (count == 0) return refuse("Send the header 'Authorization: Bearer <key>'.");
    if (count > 1) return refuse("Send one Authorization header only.");
    const auto value = *head.header("Authorization");
    constexpr std::size_t scheme_size = 7;
    if (value.size() <= scheme_size || !equal_ignoring_case(value.substr(0, scheme_size), "bearer "))
        return refuse("The Authorization header is not 'Bearer <key>'.");
    const auto token = without_blanks(value.substr(scheme_size));
    const auto is_visible = [](char c) { return c > 0x20 && c < 0x7F; };
    if (token.empty() || !std::all_of(token.begin(), token.end(), is_visible))
        return refuse("The Authorization header is not 'Bearer <key>'.");
    return token;
}

std::string request_id_of(const RequestHead& head, std::uint64_t random) {
    constexpr std::size_t id_bytes_max = 64;
    const auto given = head.header("X-Request-Id").value_or("");
    const auto allowed = [](char c) { return is_alnum(c) || c == '.' || c == '_' || c == '-'; };
    if (!given.empty() && given.size() <= id_bytes_max && std::all_of(given.begin(), given.end(), allowed))
        return std::string(given);
    return to_hex(random);
}

}  // namespace insightflow::http
