#include "http/core/connection.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace insightflow::http {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t read_bytes = 64 * 1024;
constexpr std::size_t write_slice_bytes = 256 * 1024;

BodyPiece refused_body(ProtocolFault fault, std::string detail) {
    return {.state = BodyPiece::State::refused, .refusal = {fault, std::move(detail)}};
}

}  // namespace

Connection::Connection(tcp::socket socket, std::shared_ptr<ssl::context> tls, const Limits& limits,
                       const std::atomic<bool>& draining)
    : stream_(std::move(socket), std::move(tls)),
      timer_(stream_.get_executor()),
      limits_(limits),
      draining_(draining),
      buffer_(std::max(read_bytes, limits.header_bytes_max)) {
    error_code ec;
    const auto remote = stream_.socket().remote_endpoint(ec);
    if (!ec) {
        peer_ = read_ip_address(remote.address().to_string());
        if (peer_) client_ = client_at(*peer_, remote.port());
    }
    stream_.socket().set_option(tcp::no_delay(true), ec);
    stream_.socket().non_blocking(true, ec);  // for the look that the watch takes, which must never wait
}

asio::awaitable<bool> Connection::handshake() {
    if (!stream_.is_tls()) co_return true;
    set_deadline(limits_.header_timeout);
    auto [ec] = co_await stream_.async_handshake(as_result);
    deadline_ = SteadyTime::max();
    co_return !ec;
}

asio::awaitable<HeadOutcome> Connection::read_head() {
    body_.reset();
    body_bytes_ = 0;
    body_reading_ = {};
    const HeadLimits head_limits{limits_.header_bytes_max, limits_.target_bytes_max};
    std::optional<SteadyTime> began;
    bool skipped = false;
    for (;;) {
        if (!skipped && arrived().substr(0, 2) == "\r\n") {
            // RFC 9112, 2.2: one empty line before a request line is ignored, for the sake of old clients.
            buffer_.consume(2);
            skipped = true;
        }
        if (buffer_.size() > 0) {
            const auto end = find_head_end(arrived(), head_limits);
            if (const auto* refusal = std::get_if<HeadRefusal>(&end)) co_return *refusal;
            const auto size = std::get<std::size_t>(end);
            if (!began) {
                began = Clock::now();
                if (size == 0) set_deadline(limits_.header_timeout);
            }
            if (size != 0) co_return take_head(size, *began);
        } else {
            const bool is_first = heads_ == 0;
            error_code ignored;
            if (draining_ && !is_first && stream_.socket().available(ignored) == 0)
                co_return ConnectionClosed{};
            set_deadline(draining_ && is_first ? limits_.drain_first_request : limits_.idle_timeout);
            idle_ = true;
        }
        auto [ec, bytes] = co_await stream_.async_read_some(
            buffer_.prepare(std::min(limits_.header_bytes_max, buffer_.max_size() - buffer_.size())),
            as_result);
        idle_ = false;
        buffer_.commit(bytes);
        if (ec && timed_out_ && buffer_.size() > 0)
            co_return HeadRefusal{ProtocolFault::request_timeout, "The header did not arrive in time."};
        if (ec) co_return ConnectionClosed{};
    }
}

std::string_view Connection::arrived() const {
    const auto data = buffer_.cdata();
    return {static_cast<const char*>(data.data()), data.size()};
}

HeadOutcome Connection::take_head(std::size_t size, SteadyTime began) {
    auto outcome =
        http::read_head(arrived().substr(0, size), {limits_.header_bytes_max, limits_.target_bytes_max});
    ++heads_;
    if (auto* refusal = std::get_if<HeadRefusal>(&outcome)) return std::move(*refusal);
    auto& head = std::get<RequestHead>(outcome);
    buffer_.consume(size);
    if (head.has_body()) body_.emplace(head);
    return ReceivedHead{std::move(head), size, began};
}

asio::awaitable<BodyPiece> Connection::read_body(std::span<std::byte> into) {
    std::size_t filled = 0;
    while (!body_->done() && filled < into.size()) {
        if (buffer_.size() == 0) {
            const auto ended = co_await receive_body();
            if (ended) co_return *ended;
        }
        auto step = body_->take(arrived(), into.subspan(filled));
        buffer_.consume(step.consumed);
        filled += step.written;
        body_bytes_ += step.written;
        if (!step.malformed.empty())
            co_return refused_body(ProtocolFault::malformed_request, std::move(step.malformed));
    }
    deadline_ = SteadyTime::max();
    const auto state = body_->done() ? BodyPiece::State::done : BodyPiece::State::more;
    co_return BodyPiece{.state = state, .bytes = filled};
}

// Waits for more of the body; what it gives is why none comes.
asio::awaitable<std::optional<BodyPiece>> Connection::receive_body() {
    const auto allowance = body_allowance();
    if (allowance <= Clock::duration::zero())
        co_return refused_body(ProtocolFault::request_timeout, "The body came too slowly.");
    set_deadline(std::min<Clock::duration>(limits_.body_idle_timeout, allowance));
    const auto before = Clock::now();
    auto [ec, bytes] = co_await stream_.async_read_some(buffer_.prepare(buffer_.max_size()), as_result);
    body_reading_ += Clock::now() - before;
    buffer_.commit(bytes);
    if (!ec) co_return std::nullopt;
    if (timed_out_)
        co_return refused_body(ProtocolFault::request_timeout, "The body did not arrive in time.");
    co_return BodyPiece{.state = BodyPiece::State::gone};
}

// How long the client may still take: a grace, then the time that its bytes earned at the least rate.
Clock::duration Connection::body_allowance() const {
    const std::chrono::milliseconds earned{body_bytes_ * 1000 / limits_.body_bytes_per_second_min};
    return limits_.body_grace + earned - body_reading_;
}

void Connection::watch_client(std::stop_source stop) {
    auto look = [self = shared_from_this(), stop = std::move(stop)](const error_code& ec) mutable {
        if (ec) return;
        char next = 0;
        error_code fault;
        const std::size_t bytes =
            self->stream_.socket().receive(asio::buffer(&next, 1), tcp::socket::message_peek, fault);
        if (bytes > 0 || fault == asio::error::would_block) return;
        self->client_left_ = true;
        stop.request_stop();
    };
    stream_.socket().async_wait(tcp::socket::wait_read, std::move(look));
}

void Connection::end_watch() {
    error_code ignored;
    stream_.socket().cancel(ignored);
}

asio::awaitable<bool> Connection::send_continue() {
    if (buffer_.size() > 0) co_return true;  // the body is on its way already
    const bool sent = co_await write("HTTP/1.1 100 Continue\r\n\r\n", {});
    co_return sent;
}

asio::awaitable<bool> Connection::write(std::string_view head, std::string_view body) {
    while (!head.empty() || !body.empty()) {
        const auto slice = body.substr(0, write_slice_bytes);
        const std::array buffers{asio::buffer(head.data(), head.size()),
                                 asio::buffer(slice.data(), slice.size())};
        set_deadline(limits_.write_timeout);
        auto [ec, bytes] = co_await asio::async_write(stream_, buffers, as_result);
        bytes_written_ += bytes;
        if (ec) co_return false;
        head = {};
        body.remove_prefix(slice.size());
    }
    deadline_ = SteadyTime::max();
    co_return true;
}

asio::awaitable<void> Connection::linger(bool suddenly) {
    set_deadline(suddenly ? limits_.linger : limits_.linger_quiet);
    // The end of TLS is said first, as far as the client listens; then both kinds end alike.
    if (stream_.is_tls()) co_await stream_.async_end(as_result);
    error_code ec;
    stream_.socket().shutdown(tcp::socket::shutdown_send, ec);
    std::vector<std::byte> scratch(read_bytes);
    while (!ec && !timed_out_) {
        auto [read_ec, bytes] = co_await stream_.socket().async_read_some(asio::buffer(scratch), as_result);
        static_cast<void>(bytes);
        ec = read_ec;
    }
}

void Connection::close() {
    error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_both, ignored);
    stream_.socket().close(ignored);
    deadline_ = SteadyTime::max();
    timer_.cancel();
}

void Connection::begin_drain() {
    if (!idle_) return;
    error_code ignored;
    if (heads_ == 0) {
        set_deadline(limits_.drain_first_request);
    } else if (stream_.socket().available(ignored) == 0) {
        stream_.socket().cancel(ignored);
    }
}

void Connection::abort() {
    stop_.request_stop();
    error_code ignored;
    stream_.socket().close(ignored);
}

void Connection::set_deadline(Clock::duration from_now) {
    timed_out_ = false;
    deadline_ = Clock::now() + from_now;
    if (deadline_ < armed_until_) arm();
}

void Connection::arm() {
    armed_until_ = deadline_;
    timer_.expires_at(deadline_);
    timer_.async_wait([self = shared_from_this()](const error_code& ec) {
        if (!ec) self->on_timer();
    });
}

void Connection::on_timer() {
    armed_until_ = SteadyTime::max();
    if (deadline_ == SteadyTime::max()) return;
    if (Clock::now() < deadline_) return arm();
    timed_out_ = true;
    deadline_ = SteadyTime::max();
    error_code ignored;
    stream_.socket().cancel(ignored);
}

}  // namespace insightflow::http
