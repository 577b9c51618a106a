// Bodies that are too large to hold. An upload route's begin() runs before the body is read, so that its
// refusals (415, 413, 507, 422) come before a byte is sent by a client that waits for 100 Continue; then the
// body passes through write() piece by piece, then finish() answers. All run on the worker pool, one at a
// time per request. The Upload is destroyed, without finish(), when the client goes away, when write() fails,
// or when the body breaks its limits.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "http/core/endpoint.hpp"
#include "http/core/read_request.hpp"

namespace insightflow::http {

// Largest piece that write() is given.
inline constexpr std::size_t upload_piece_bytes_max = 1024 * 1024;

template <class Reply>
class Upload {
public:
    virtual ~Upload() = default;
    virtual Result<void> write(std::span<const std::byte> piece) = 0;
    virtual Result<Answer<Reply>> finish() = 0;
};

struct UploadDoc {
    // What the document says is read. begin() judges the Content-Type: it knows best what to say of another.
    std::vector<std::string> media_types;
    std::string body_doc;
    // More is 413: at once where Content-Length says so, else as soon as it is passed. It bounds what
    // arrives, and what a compressed body is decoded to.
    std::uint64_t body_bytes_max = 0;
    // Endings of file names and the types they stand for (".csv", "text/csv"). Where there are any, the body
    // may also be a form with the file in it; begin() then runs when the file's part begins.
    std::vector<std::pair<std::string, std::string>> file_endings{};
};

// An Upload whose reply is already bytes: what the server sees.
class ByteUpload {
public:
    virtual ~ByteUpload() = default;
    virtual Result<void> write(std::span<const std::byte> piece) = 0;
    virtual Result<Response> finish() = 0;
};

using BeginUpload =
    std::function<Result<std::unique_ptr<ByteUpload>>(const Call&, const RequestHead&, const RequestParts&)>;

}  // namespace insightflow::http
