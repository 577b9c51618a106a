// One TCP connection: heads and bodies in, bytes out, each under its time limit. Everything happens on the
// connection's strand.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>

#include "http/core/body_reader.hpp"
#include "http/core/client_address.hpp"
#include "http/core/head.hpp"
#include "http/core/net.hpp"
#include "http/core/server.hpp"
#include "http/core/stream.hpp"

namespace insightflow::http {

using SteadyTime = std::chrono::steady_clock::time_point;

struct ConnectionClosed {};
struct ReceivedHead {
    RequestHead head{};
    std::size_t bytes = 0;
    SteadyTime began{};  // when its first byte was seen
};
using HeadOutcome = std::variant<ConnectionClosed, HeadRefusal, ReceivedHead>;

// What one reading of a body brought. gone: the client went away; refused: the body is malformed or too slow.
struct BodyPiece {
    enum class State : std::uint8_t { more, done, gone, refused };
    State state = State::more;
    std::size_t bytes = 0;
    HeadRefusal refusal{};
};

class Connection : public std::enable_shared_from_this<Connection> {
public:
    // tls: null for the clear.
    Connection(tcp::socket socket, std::shared_ptr<ssl::context> tls, const Limits& limits,
               const std::atomic<bool>& draining);

    // Comes first. False where the client does not speak the TLS that is asked for.
    asio::awaitable<bool> handshake();
    bool is_tls() const { return stream_.is_tls(); }
    // The next request's head; closed where none comes any more.
    asio::awaitable<HeadOutcome> read_head();
    // Fills `into` from the current request's body, as far as it goes.
    asio::awaitable<BodyPiece> read_body(std::span<std::byte> into);
    // True while a body was announced and not read to its end.
    bool body_pending() const { return body_ && !body_->done(); }
    // Bytes of the current request's body so far.
    std::uint64_t body_bytes() const { return body_bytes_; }
    // While a handler runs, and nothing else is read: asks `stop` to stop where the client closes its end.
    // One that sends on (pipelining) is there; after that it is not watched.
    void watch_client(std::stop_source stop);
    void end_watch();
    // True where the watch saw the client leave.
    bool client_left() const { return client_left_; }
    // Asks a client that waits for it to send the body.
    asio::awaitable<bool> send_continue();
    // False where the client does not take it.
    asio::awaitable<bool> write(std::string_view head, std::string_view body);
    // Reads on for a while after the last reply, so that a client that still sends gets to see it instead of
    // a reset. `suddenly`: it is known or likely to be in the middle of sending.
    asio::awaitable<void> linger(bool suddenly);
    void close();

    // Called on the strand by the drain. An idle connection ends; a busy one finishes its request.
    void begin_drain();
    void abort();

    // The stop source of the request being served, for abort().
    void set_stop(std::stop_source stop) { stop_ = std::move(stop); }
    asio::any_io_executor executor() { return stream_.get_executor(); }
    std::uint64_t bytes_written() const { return bytes_written_; }
    // The other end, which may be a proxy; no address where it had gone before it was served.
    const std::optional<IpAddress>& peer() const { return peer_; }
    const Client& client() const { return client_; }

private:
    std::string_view arrived() const;
    HeadOutcome take_head(std::size_t size, SteadyTime began);
    asio::awaitable<std::optional<BodyPiece>> receive_body();
    std::chrono::steady_clock::duration body_allowance() const;
    void set_deadline(std::chrono::steady_clock::duration from_now);
    void arm();
    void on_timer();

    Stream stream_;
    asio::steady_timer timer_;
    const Limits& limits_;
    const std::atomic<bool>& draining_;
    std::optional<IpAddress> peer_{};
    Client client_{};
    beast::flat_buffer buffer_;
    std::optional<BodyReader> body_{};
    std::stop_source stop_{std::nostopstate};
    std::uint64_t bytes_written_ = 0;
    std::uint64_t body_bytes_ = 0;
    std::chrono::steady_clock::duration body_reading_{};
    bool idle_ = false;
    bool client_left_ = false;
    std::size_t heads_ = 0;
    // One timer waits for the earliest deadline it was told of; a later one only moves the mark and costs
    // nothing.
    SteadyTime deadline_ = SteadyTime::max();
    SteadyTime armed_until_ = SteadyTime::max();
    bool timed_out_ = false;
};

}  // namespace insightflow::http
