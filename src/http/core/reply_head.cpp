#include "http/core/reply_head.hpp"

#include <algorithm>
#include <array>
#include <ctime>

#include "http/core/trace_context.hpp"

namespace insightflow::http {
namespace {

// What a browser must not do with our replies, whatever they hold. OWASP Secure Headers.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> browser_rules{{
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
}};

// RFC 9110 IMF-fixdate, made once a second.
const std::string& http_date() {
    thread_local std::time_t made_at = 0;
    thread_local std::string text;
    const std::time_t now = std::time(nullptr);
    if (now == made_at) return text;
    std::tm parts{};
    gmtime_r(&now, &parts);
    char out[40];
    std::strftime(out, sizeof out, "%a, %d %b %Y %H:%M:%S GMT", &parts);
    text = out;
    made_at = now;
    return text;
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
    out += name;
    out += ": ";
    // A value that a client had a hand in can never end its line.
    for (const char c : value) out += c == '\r' || c == '\n' || c == '\0' ? ' ' : c;
    out += "\r\n";
}

bool has_header(const Response& response, std::string_view name) {
    return std::any_of(response.headers.begin(), response.headers.end(),
                       [&](const Header& header) { return header.first == name; });
}

// The origin that asks, where it is allowed to.
std::optional<std::string_view> allowed_origin(const Exchange& exchange) {
    const auto& allowed = exchange.context.config.cors_origins;
    const auto origin = exchange.head.header("Origin");
    if (!origin || std::find(allowed.begin(), allowed.end(), *origin) == allowed.end()) return std::nullopt;
    return origin;
}

void append_origin(std::string& out, const Exchange& exchange) {
    if (exchange.context.config.cors_origins.empty()) return;
    append_field(out, "Vary", "Origin");
    const auto origin = allowed_origin(exchange);
    if (!origin) return;
    append_field(out, "Access-Control-Allow-Origin", *origin);
    append_field(
        out, "Access-Control-Expose-Headers",
        "ETag, Idempotency-Replayed, Link, Location, RateLimit, RateLimit-Policy, Retry-After, traceparent, "
        "X-Request-Id");
}

// draft-ietf-httpapi-ratelimit-headers-10: quota and window, then what remains and when it is whole again.
void append_rate(std::string& out, const Exchange& exchange) {
    if (!exchange.rate) return;
    const RateLimit& limit = exchange.limiter->limit();
    const bool by_key = exchange.limiter == &exchange.context.rate_per_key;
    const std::string name = by_key ? "\"key\"" : "\"address\"";
    append_field(
        out, "RateLimit-Policy",
        name + ";q=" + std::to_string(limit.requests) + ";w=" + std::to_string(limit.window.count()));
    append_field(out, "RateLimit",
                 name + ";r=" + std::to_string(exchange.rate->remaining) +
                     ";t=" + std::to_string(exchange.rate->until_full.count()));
}

}  // namespace

std::string reply_head(const Exchange& exchange, const Response& response) {
    const auto reason =
        beast_http::obsolete_reason(beast_http::int_to_status(static_cast<unsigned>(response.status)));
    std::string out = "HTTP/1.1 " + std::to_string(response.status) + " ";
    out.reserve(1024);
    out += std::string_view(reason.data(), reason.size());
    out += "\r\n";
    append_field(out, "Date", http_date());
    if (!response.content_type.empty()) append_field(out, "Content-Type", response.content_type);
    if (response.stream && exchange.head.version == 11)
        append_field(out, "Transfer-Encoding", "chunked");
    else if (!response.stream && response.status != 204 && response.status != 304)
        append_field(out, "Content-Length", std::to_string(response.bytes().size()));
    append_field(out, "X-Request-Id", exchange.call.request_id);
    append_field(out, "traceparent", traceparent_of(exchange.call.trace));
    append_rate(out, exchange);
    for (const auto& [name, value] : response.headers) append_field(out, name, value);
    if (!has_header(response, "Cache-Control")) append_field(out, "Cache-Control", "no-store");
    if (!has_header(response, "Content-Security-Policy"))
        append_field(out, "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    for (const auto& [name, value] : browser_rules) append_field(out, name, value);
    if (exchange.connection.is_tls()) append_field(out, "Strict-Transport-Security", "max-age=31536000");
    append_origin(out, exchange);
    if (!exchange.keep_alive) {
        append_field(out, "Connection", "close");
    } else if (exchange.head.version == 10) {
        append_field(out, "Connection", "keep-alive");
    }
    return out += "\r\n";
}

bool is_preflight(const Exchange& exchange) {
    return exchange.head.method == "OPTIONS" && exchange.head.count("Access-Control-Request-Method") == 1 &&
           allowed_origin(exchange).has_value();
}

Response preflight_reply() {
    Response response{.status = 204};
    response.content_type.clear();
    response.headers = {
        {"Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE"},
        {"Access-Control-Allow-Headers",
         "Authorization, Content-Encoding, Content-Type, Idempotency-Key, If-Match, If-None-Match, "
         "traceparent, X-Request-Id"},
        {"Access-Control-Max-Age", "600"}};
    return response;
}

}  // namespace insightflow::http
