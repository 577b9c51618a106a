// Which format a request's body has, told by its Content-Type: where that names a text, the body is never
// guessed at; where it names something packed, or says nothing, the content tells (BodyFormat::content).
#pragma once

#include <span>
#include <string_view>

#include "application/ingestion/batch_reader.hpp"
#include "domain/base/result.hpp"

namespace insightflow {

// What is read, the usual name of each format first.
std::span<const std::string_view> accepted_media_types();

// The header's value; empty where the request has none. Parameters are allowed, a charset only where it is
// one that is read. Errors: unsupported_media_type, saying what is taken instead.
Result<BodyFormat> body_format_of(std::string_view content_type);

}  // namespace insightflow
