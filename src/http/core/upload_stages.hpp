// What stands between a body's bytes and a route's upload: a content coding is decoded, a form gives its
// file. The route is handed plain bytes in every case, so that what it counts, hashes and keeps is the file
// itself.
#pragma once

#include <memory>
#include <optional>

#include "coding/coding.hpp"
#include "http/core/router.hpp"

namespace insightflow::http {

// The coding that Content-Encoding names, nullopt for none or identity. unsupported_media_type where it names
// another one, or several.
Result<std::optional<Coding>> content_coding_of(const RequestHead& head);

// Begins the upload of `route`, behind whatever stages the head asks for. Errors: those of Route::begin,
// which runs at once, or, for a form, when its file part begins; unsupported_media_type, invalid_argument.
// What is referred to must outlive the upload.
Result<std::unique_ptr<ByteUpload>> begin_upload(const Route& route, const Call& call,
                                                 const RequestHead& head, const RequestParts& parts);

}  // namespace insightflow::http
