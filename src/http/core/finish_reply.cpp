#include "http/core/finish_reply.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

#include "domain/text/hex.hpp"
#include "domain/text/spelling.hpp"
#include "http/core/grammar.hpp"

namespace insightflow::http {
namespace {

// Half a SHA-256 in hex: two bodies never share it.
std::string hash_of(std::string_view bytes) {
    constexpr std::size_t bytes_kept = 16;
    std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
    EVP_Digest(bytes.data(), bytes.size(), hash.data(), nullptr, EVP_sha256(), nullptr);
    return to_hex(std::as_bytes(std::span(hash).first(bytes_kept)));
}

bool is_text(std::string_view content_type) {
    const std::string type = media_type_of(content_type);
    return type.starts_with("text/") || type == "application/json" || type.ends_with("+json") ||
           type.ends_with("+xml") || type == "application/x-ndjson";
}

const std::string* find_header(const Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers)
        if (key == name) return &value;
    return nullptr;
}

// A weight from 0 to 1000; nullopt where it is not "q=" and a number of RFC 9110, 12.4.2.
std::optional<int> weight_of(std::string_view parameter) {
    if (parameter.empty()) return 1000;
    if (parameter.size() < 3 || (parameter[0] | 0x20) != 'q' || parameter[1] != '=') return std::nullopt;
    const auto text = parameter.substr(2);
    const bool has_point = text.size() == 1 || text[1] == '.';
    if (text.size() > 5 || (text[0] != '0' && text[0] != '1') || !has_point) return std::nullopt;
    int weight = (text[0] - '0') * 1000;
    int place = 100;
    for (const char c : text.substr(std::min<std::size_t>(2, text.size()))) {
        if (!is_digit(c)) return std::nullopt;
        weight += (c - '0') * place;
        place /= 10;
    }
    return weight <= 1000 ? std::optional(weight) : std::nullopt;
}

bool holds_tag(const RequestHead& head, std::string_view tag) {
    for (const auto& [name, value] : head.headers) {
        if (!equal_ignoring_case(name, "If-None-Match")) continue;
        for (std::string_view rest = value; !rest.empty();) {
            auto given = next_element(rest);
            if (given == "*") return true;
            if (given.starts_with("W/")) given.remove_prefix(2);
            if (given == tag) return true;
        }
    }
    return false;
}

std::shared_ptr<SharedBody> prepared(std::string_view content_type, std::shared_ptr<SharedBody> body) {
    body->hash = hash_of(body->plain);
    if (is_text(content_type) && body->plain.size() >= compress_bytes_min) {
        body->gzip = encode(Coding::gzip, body->plain);
        body->zstd = encode(Coding::zstd, body->plain);
    }
    return body;
}

void compress(Response& response, Coding coding) {
    response.headers.emplace_back("Content-Encoding", std::string(name_of(coding)));
    if (response.shared) {
        response.shared_bytes = coding == Coding::gzip ? response.shared->gzip : response.shared->zstd;
    } else {
        response.body = encode(coding, response.body);
    }
}

}  // namespace

std::shared_ptr<const SharedBody> share_body(std::string_view content_type, std::string_view static_bytes) {
    auto body = std::make_shared<SharedBody>();
    body->plain = static_bytes;
    return prepared(content_type, std::move(body));
}

std::shared_ptr<const SharedBody> share_body(std::string_view content_type, std::string text) {
    auto body = std::make_shared<SharedBody>();
    body->text = std::move(text);
    body->plain = body->text;
    return prepared(content_type, std::move(body));
}

std::optional<Coding> preferred_coding(const RequestHead& head) {
    int gzip = -1, zstd = -1, identity = -1, others = 0;
    for (const auto& [name, value] : head.headers) {
        if (!equal_ignoring_case(name, "Accept-Encoding")) continue;
        for (std::string_view rest = value; !rest.empty();) {
            const auto element = next_element(rest);
            const auto semicolon = std::min(element.find(';'), element.size());
            const auto coding = without_blanks(element.substr(0, semicolon));
            const auto parameter = element.substr(std::min(semicolon + 1, element.size()));
            const auto weight = weight_of(without_blanks(parameter));
            if (!weight) continue;
            if (coding == "*") others = *weight;
            if (equal_ignoring_case(coding, "identity")) identity = *weight;
            const auto ours = coding_named(coding);
            if (ours) (*ours == Coding::gzip ? gzip : zstd) = *weight;
        }
    }
    if (gzip < 0) gzip = others;
    if (zstd < 0) zstd = others;
    const int best = std::max(gzip, zstd);
    if (best == 0 || best < identity) return std::nullopt;
    return zstd == best ? Coding::zstd : Coding::gzip;
}

void finish_reply(const RequestHead& head, Response& response) {
    const std::string* const cache_control = find_header(response, "Cache-Control");
    if (cache_control != nullptr && cache_control->find("no-store") != std::string::npos) return;
    const bool has_choice = is_text(response.content_type) && response.bytes().size() >= compress_bytes_min;
    std::optional<Coding> coding;
    if (has_choice) {
        coding = preferred_coding(head);
        response.headers.emplace_back("Vary", "Accept-Encoding");
    }
    const bool is_tagged = response.status == 200 && (head.method == "GET" || head.method == "HEAD") &&
                           !response.bytes().empty();
    if (is_tagged) {
        // Each coding is other bytes, hence another strong tag.
        const std::string hash = response.shared ? response.shared->hash : hash_of(response.body);
        const std::string tag = "\"" + hash + (coding ? "-" + std::string(name_of(*coding)) : "") + "\"";
        response.headers.emplace_back("ETag", tag);
        if (cache_control == nullptr) response.headers.emplace_back("Cache-Control", "private, no-cache");
        if (holds_tag(head, tag)) {
            response.status = 304;
            response.content_type.clear();
            response.body.clear();
            response.shared.reset();
            return;
        }
    }
    if (coding) compress(response, *coding);
}

}  // namespace insightflow::http
