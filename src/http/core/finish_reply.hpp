// The last step of a reply, where the request's conditions meet its bytes: a strong ETag and 304, and a
// coding that the client reads. It may cost milliseconds for a large body, so it runs where the handler ran.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "coding/coding.hpp"
#include "http/core/endpoint.hpp"

namespace insightflow::http {

// Smaller bodies are not worth a coding.
inline constexpr std::size_t compress_bytes_min = 1024;

// Bytes that many replies share: hashed and compressed once.
std::shared_ptr<const SharedBody> share_body(std::string_view content_type, std::string_view static_bytes);
std::shared_ptr<const SharedBody> share_body(std::string_view content_type, std::string text);

// A successful GET (and HEAD) gets an ETag, and 304 where If-None-Match holds it; bodies of text get a coding
// of Accept-Encoding. A reply whose route says "no-store" keeps its bytes: it may hold a secret (BREACH).
void finish_reply(const RequestHead& head, Response& response);

// The best of ours that Accept-Encoding allows; nullopt for none. RFC 9110, 12.5.3.
std::optional<Coding> preferred_coding(const RequestHead& head);

}  // namespace insightflow::http
