// Replies that are made while they are sent: a piece from the pool, the piece to the client, and where the
// stream has nothing yet a pause without a thread. One piece of memory per reply.
#include <charconv>
#include <functional>

#include "http/core/exchange.hpp"
#include "http/core/reply_head.hpp"

namespace insightflow::http {
namespace {

using Piece = ReplyStream::Piece;

asio::awaitable<Result<Piece>> next_piece(Exchange& exchange, ReplyStream& stream) {
    auto work = [&exchange, &stream] { return guarded<Piece>(exchange, [&] { return stream.next(); }); };
    co_return co_await offload(exchange.context.pool, exchange.caller, std::move(work));
}

asio::awaitable<bool> write_piece(Exchange& exchange, std::string bytes, bool chunked) {
    if (bytes.empty()) co_return true;
    if (!chunked) co_return co_await exchange.connection.write({}, bytes);
    char size[17];
    const auto [end, fault] = std::to_chars(size, size + sizeof size, bytes.size(), 16);
    const std::string head = std::string(size, end) + "\r\n";
    bytes += "\r\n";
    co_return co_await exchange.connection.write(head, bytes);
}

// Ends early where the client goes away.
asio::awaitable<void> pause(Exchange& exchange, std::chrono::milliseconds time) {
    const auto timer = std::make_shared<asio::steady_timer>(exchange.connection.executor(), time);
    const std::function<void()> wake = [timer] {
        asio::post(timer->get_executor(), [timer] { timer->cancel(); });
    };
    const std::stop_callback stopped(exchange.stop.get_token(), wake);
    co_await timer->async_wait(as_result);
}

// True where all of it was sent.
asio::awaitable<bool> send_pieces(Exchange& exchange, ReplyStream& stream, bool chunked) {
    const ClientWatch watch(exchange);
    for (;;) {
        auto piece = co_await next_piece(exchange, stream);
        if (!piece) {
            log_fault(exchange, "a streamed reply broke off: " + piece.error().message);
            co_return false;
        }
        const bool written = co_await write_piece(exchange, std::move(piece->bytes), chunked);
        if (!written || exchange.stop.stop_requested()) co_return false;
        if (piece->is_last || (piece->pause.count() > 0 && exchange.context.draining)) co_return true;
        if (piece->pause.count() > 0) co_await pause(exchange, piece->pause);
    }
}

}  // namespace

asio::awaitable<bool> send_stream(Exchange& exchange, const Response& response) {
    Connection& connection = exchange.connection;
    // HTTP/1.0 knows no chunks: there the end of the connection ends the body.
    const bool chunked = exchange.head.version == 11;
    if (!chunked) exchange.keep_alive = false;
    const std::string head = reply_head(exchange, response);
    const bool begun = co_await connection.write(head, {});
    if (!begun || exchange.head.method == "HEAD") co_return begun;
    // The stop of the request so far is that of its deadline.
    exchange.stop = std::stop_source{};
    connection.set_stop(exchange.stop);
    const bool sent = co_await send_pieces(exchange, *response.stream, chunked);
    if (!sent || !chunked) co_return sent;
    co_return co_await connection.write("0\r\n\r\n", {});
}

}  // namespace insightflow::http
