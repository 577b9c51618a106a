// Uploads: begin on the pool, then piece after piece from the socket to the pool, then finish on the pool.
// One piece of memory per upload.

#include "http/core/exchange.hpp"
#include "http/core/upload_stages.hpp"

namespace insightflow::http {
namespace {

// Lets go of an upload on the pool, for that may delete a file.
class PooledUpload {
public:
    PooledUpload(const Exchange& exchange, std::unique_ptr<ByteUpload> upload)
        : exchange_(exchange), upload_(std::move(upload)) {}
    PooledUpload(const PooledUpload&) = delete;
    PooledUpload& operator=(const PooledUpload&) = delete;
    ~PooledUpload() {
        exchange_.context.pool.run(exchange_.caller,
                                   [upload = std::move(upload_)]() mutable { upload.reset(); });
    }
    ByteUpload& operator*() { return *upload_; }

private:
    const Exchange& exchange_;
    std::shared_ptr<ByteUpload> upload_;
};

Error too_large(const UploadDoc& doc) {
    return {ErrorCode::payload_too_large,
            "The body may have " + std::to_string(doc.body_bytes_max) + " bytes.",
            {}};
}

// What can be refused without asking the route.
std::optional<Error> judge_head(const Exchange& exchange) {
    const UploadDoc& doc = *exchange.route().upload;
    if (exchange.head.content_length.value_or(0) > doc.body_bytes_max) return too_large(doc);
    return std::nullopt;
}

asio::awaitable<Result<std::unique_ptr<ByteUpload>>> begin_on_pool(Exchange& exchange) {
    WorkerPool& pool = exchange.context.pool;
    const auto ticket = pool.admit(exchange.caller);
    if (!ticket) co_return queue_is_full();
    const DeadlineTimer deadline(exchange);
    auto work = [&exchange] {
        return guarded<std::unique_ptr<ByteUpload>>(exchange, [&] {
            return begin_upload(exchange.route(), exchange.call, exchange.head, exchange.parts);
        });
    };
    co_return co_await offload(pool, exchange.caller, std::move(work));
}

// Work of an upload that was let in is never refused for a full queue: the client has sent its bytes.
asio::awaitable<Result<void>> write_piece(Exchange& exchange, ByteUpload& upload,
                                          std::span<const std::byte> piece) {
    auto work = [&exchange, &upload, piece] {
        return guarded<void>(exchange, [&] { return upload.write(piece); });
    };
    co_return co_await offload(exchange.context.pool, exchange.caller, std::move(work));
}

asio::awaitable<Result<Response>> finish_upload(Exchange& exchange, ByteUpload& upload) {
    const DeadlineTimer deadline(exchange);
    auto work = [&exchange, &upload] { return guarded<Response>(exchange, [&] { return upload.finish(); }); };
    co_return co_await offload(exchange.context.pool, exchange.caller, std::move(work));
}

// Nothing where the whole body went through.
asio::awaitable<std::optional<Response>> pass_body(Exchange& exchange, ByteUpload& upload) {
    const UploadDoc& doc = *exchange.route().upload;
    const std::uint64_t announced = exchange.head.content_length.value_or(upload_piece_bytes_max);
    const auto room_size =
        static_cast<std::size_t>(std::min<std::uint64_t>(announced, upload_piece_bytes_max));
    const auto room = std::make_unique_for_overwrite<std::byte[]>(room_size);
    std::uint64_t total = 0;
    for (bool done = false; !done;) {
        const BodyPiece piece = co_await exchange.connection.read_body({room.get(), room_size});
        if (piece.state == BodyPiece::State::gone) {
            exchange.client_gone = true;
            exchange.stop.request_stop();
            co_return Response{};
        }
        if (piece.state == BodyPiece::State::refused) co_return refusal(exchange, piece.refusal);
        total += piece.bytes;
        if (total > doc.body_bytes_max) co_return refusal(exchange, too_large(doc));
        if (piece.bytes > 0) {
            const auto written = co_await write_piece(exchange, upload, {room.get(), piece.bytes});
            if (!written) co_return refusal(exchange, written.error());
        }
        done = piece.state == BodyPiece::State::done;
    }
    co_return std::nullopt;
}

}  // namespace

asio::awaitable<Response> answer_upload(Exchange& exchange) {
    const auto fault = judge_head(exchange);
    if (fault) co_return refusal(exchange, *fault);
    auto begun = co_await begin_on_pool(exchange);
    if (!begun) co_return refusal(exchange, begun.error());
    PooledUpload upload(exchange, std::move(*begun));
    if (exchange.head.has_body()) {
        if (exchange.awaits_continue) co_await exchange.connection.send_continue();
        auto refused = co_await pass_body(exchange, *upload);
        if (refused) co_return std::move(*refused);
    }
    auto result = co_await finish_upload(exchange, *upload);
    co_return result ? std::move(*result) : refusal(exchange, result.error());
}

}  // namespace insightflow::http
