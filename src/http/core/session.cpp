#include "http/core/session.hpp"

#include <random>

#include "http/core/exchange.hpp"
#include "http/core/reply_head.hpp"
#include "http/core/trace_context.hpp"

namespace insightflow::http {
namespace {

// What the log says of a client that left before it was answered; it is never sent.
constexpr int status_client_gone = 499;

std::uint64_t random_bits() {
    thread_local std::mt19937_64 engine{std::random_device{}() * std::uint64_t{0x9E3779B97F4A7C15}};
    return engine();
}

Client client_of(const SessionContext& context, const Connection& connection, const RequestHead& head) {
    const auto& proxies = context.config.trusted_proxies;
    if (!is_trusted(proxies, connection.peer())) return connection.client();
    return client_behind(connection.client(), head, proxies);
}

Exchange begin_exchange(const SessionContext& context, Connection& connection, HeadOutcome& outcome) {
    Exchange exchange{.context = context, .connection = connection};
    exchange.began = std::chrono::steady_clock::now();
    if (auto* received = std::get_if<ReceivedHead>(&outcome)) {
        exchange.head = std::move(received->head);
        exchange.began = received->began;
        exchange.record.bytes_in = received->bytes;
        exchange.keep_alive = wants_keep_alive(exchange.head);
    }
    const auto& now = context.hooks.now;
    exchange.call.now =
        now ? now()
            : std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
    exchange.call.request_id = request_id_of(exchange.head, random_bits());
    exchange.call.trace = trace_of(exchange.head, &random_bits);
    exchange.call.draining = context.draining;
    exchange.call.stop = exchange.stop.get_token();
    exchange.record.method = exchange.head.method;
    if (exchange.record.method.empty()) exchange.record.method = "-";
    exchange.record.route = "-";
    exchange.record.request_id = exchange.call.request_id;
    exchange.record.trace_id = exchange.call.trace.trace_id;
    const Client client = client_of(context, connection, exchange.head);
    exchange.record.remote = client.remote;
    exchange.call.remote = client.remote;
    exchange.call.client = client.share;
    connection.set_stop(exchange.stop);
    return exchange;
}

asio::awaitable<Response> answer(Exchange& exchange) {
    auto refused = admit(exchange);
    if (refused) co_return std::move(*refused);
    exchange.record.route = exchange.route().path;
    if (exchange.route().upload) co_return co_await answer_upload(exchange);
    co_return co_await answer_endpoint(exchange);
}

asio::awaitable<bool> send(Exchange& exchange, const Response& response) {
    Connection& connection = exchange.connection;
    if (exchange.context.draining || connection.body_pending()) exchange.keep_alive = false;
    const std::uint64_t before = connection.bytes_written();
    bool sent = false;
    if (response.stream) {
        sent = co_await send_stream(exchange, response);
    } else {
        const std::string head = reply_head(exchange, response);
        sent = co_await connection.write(
            head, exchange.head.method == "HEAD" ? std::string_view{} : response.bytes());
    }
    exchange.record.bytes_out = connection.bytes_written() - before;
    co_return sent;
}

void log_access(Exchange& exchange, int status) {
    exchange.record.status = status;
    exchange.record.bytes_in += exchange.connection.body_bytes();
    exchange.record.actor = exchange.call.scope.actor;
    exchange.record.actor_id = exchange.call.scope.actor_id;
    exchange.record.key_label = exchange.call.scope.key_label;
    const auto taken = std::chrono::steady_clock::now() - exchange.began;
    exchange.record.duration_us = std::chrono::duration_cast<std::chrono::microseconds>(taken).count();
    if (exchange.context.hooks.log_access) exchange.context.hooks.log_access(exchange.record);
}

// Counts the exchange among the active ones for as long as it lives.
class ActiveRequest {
public:
    explicit ActiveRequest(const Exchange& exchange)
        : count_(exchange.context.hooks.count_active), method_(exchange.record.method) {
        if (count_) count_(method_, 1);
    }
    ~ActiveRequest() {
        if (count_) count_(method_, -1);
    }
    ActiveRequest(const ActiveRequest&) = delete;
    ActiveRequest& operator=(const ActiveRequest&) = delete;

private:
    const std::function<void(std::string_view, int)>& count_;
    std::string method_;
};

// Its timer would hold a connection that ends by an exception until it fires.
class ClosedAtTheEnd {
public:
    explicit ClosedAtTheEnd(Connection& connection) : connection_(connection) {}
    ~ClosedAtTheEnd() { connection_.close(); }
    ClosedAtTheEnd(const ClosedAtTheEnd&) = delete;
    ClosedAtTheEnd& operator=(const ClosedAtTheEnd&) = delete;

private:
    Connection& connection_;
};

// False where the connection ends with this exchange.
asio::awaitable<bool> serve_one(const SessionContext& context, Connection& connection, HeadOutcome& outcome) {
    Exchange exchange = begin_exchange(context, connection, outcome);
    const ActiveRequest active(exchange);
    const auto* bad_head = std::get_if<HeadRefusal>(&outcome);
    Response response;
    if (bad_head != nullptr) {
        exchange.keep_alive = false;
        response = refusal(exchange, *bad_head);
    } else {
        response = co_await answer(exchange);
    }
    if (exchange.client_gone) {
        log_access(exchange, status_client_gone);
        co_return false;
    }
    const bool sent = co_await send(exchange, response);
    log_access(exchange, response.status);
    if (sent && !exchange.keep_alive)
        co_await connection.linger(bad_head != nullptr || connection.body_pending());
    co_return sent&& exchange.keep_alive;
}

}  // namespace

asio::awaitable<void> serve_connection(const SessionContext& context,
                                       std::shared_ptr<Connection> connection) {
    const ClosedAtTheEnd closed(*connection);
    for (bool goes_on = co_await connection->handshake(); goes_on;) {
        HeadOutcome outcome = co_await connection->read_head();
        if (std::holds_alternative<ConnectionClosed>(outcome)) break;
        goes_on = co_await serve_one(context, *connection, outcome);
    }
}

void log_fault(const Exchange& exchange, std::string_view detail) {
    const auto& log = exchange.context.hooks.log_fault;
    if (log)
        log({exchange.call.request_id, exchange.call.trace.trace_id, exchange.record.route,
             std::string(detail)});
}

Response refusal(const Exchange& exchange, const Error& error) {
    if (error.code == ErrorCode::internal && !error.message.empty()) log_fault(exchange, error.message);
    return problem(error, exchange.call.request_id, exchange.call.trace.trace_id);
}

Response refusal(const Exchange& exchange, const HeadRefusal& fault) {
    return problem(fault.fault, fault.detail, exchange.call.request_id, exchange.call.trace.trace_id);
}

}  // namespace insightflow::http
