// One request and its answer on the way through the server.
#pragma once

#include <exception>
#include <memory>
#include <new>
#include <optional>
#include <stop_token>
#include <string>

#include "http/core/session.hpp"

namespace insightflow::http {

struct Exchange {
    const SessionContext& context;
    Connection& connection;
    RequestHead head{};
    RouteMatch match{};
    RequestParts parts{};
    Call call{};
    std::stop_source stop{};
    AccessRecord record{};
    Caller caller{};                    // whose queue its work waits in
    std::optional<RateVerdict> rate{};  // where the request was counted
    const RateLimiter* limiter = nullptr;
    SteadyTime began{};
    bool keep_alive = true;
    bool awaits_continue = false;  // the client sends its body only when it is asked to
    bool client_gone = false;      // there is nobody to answer

    const Route& route() const { return *match.route; }
};

// Who asks, and which route is meant. A refusal where the request is not let in; else exchange.match.route is
// set.
std::optional<Response> admit(Exchange& exchange);

// Runs the route of an admitted exchange. Every way ends in a reply, unless the client has gone.
asio::awaitable<Response> answer_endpoint(Exchange& exchange);
asio::awaitable<Response> answer_upload(Exchange& exchange);
// Waits for what a handler answers later, and gives that.
asio::awaitable<Result<Response>> answer_later(Exchange& exchange, std::shared_ptr<Later<Response>> later);
// Sends a reply that has a stream, head and all. False where the client did not get all of it.
asio::awaitable<bool> send_stream(Exchange& exchange, const Response& response);

// The problem reply of an error; an internal one is logged with its detail.
Response refusal(const Exchange& exchange, const Error& error);
Response refusal(const Exchange& exchange, const HeadRefusal& fault);

// Where its caller has too many requests waiting, or all have.
inline Error queue_is_full() {
    return {ErrorCode::unavailable, "Too many requests are waiting already.", {}};
}

// Tells the log what the client is not told.
void log_fault(const Exchange& exchange, std::string_view detail);

// Calls `work`; an exception becomes an internal error, its text goes to the log. Where the machine gives no
// memory the request is refused and the others go on.
template <class T, class Work>
Result<T> guarded(const Exchange& exchange, const Work& work) {
    try {
        return work();
    } catch (const std::bad_alloc&) {
        log_fault(exchange, "no memory was left");
        return Error{ErrorCode::out_of_memory, {}, {}};
    } catch (const std::exception& fault) {
        log_fault(exchange, fault.what());
    } catch (...) {
        log_fault(exchange, "an exception of unknown type");
    }
    return Error{ErrorCode::internal, {}, {}};
}

// Asks the exchange's work to stop when the client goes away, until it is destroyed: nobody waits for it
// then.
class ClientWatch {
public:
    explicit ClientWatch(Exchange& exchange) : connection_(exchange.connection) {
        connection_.watch_client(exchange.stop);
    }
    ~ClientWatch() { connection_.end_watch(); }
    ClientWatch(const ClientWatch&) = delete;
    ClientWatch& operator=(const ClientWatch&) = delete;

private:
    Connection& connection_;
};

// Asks the exchange's work to stop when the route's deadline has passed, until it is destroyed.
class DeadlineTimer {
public:
    explicit DeadlineTimer(Exchange& exchange)
        : timer_(exchange.connection.executor(), exchange.route().deadline) {
        timer_.async_wait([stop = exchange.stop](const error_code& ec) mutable {
            if (!ec) stop.request_stop();
        });
    }

private:
    asio::steady_timer timer_;
};

}  // namespace insightflow::http
