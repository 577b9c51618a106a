// Answers that wait for work elsewhere: the connection waits, without a thread, until it is woken.
#include <functional>
#include <memory>
#include <stop_token>

#include "http/core/exchange.hpp"
#include "http/core/finish_reply.hpp"

namespace insightflow::http {
namespace {

// While it lives, what is waited for may wake the connection; afterwards the connection may be gone.
class Wakeable {
public:
    Wakeable(const Later<Response>& later, const std::function<void()>& wake) : later_(later) {
        later_.when_ready(wake);
    }
    ~Wakeable() { later_.when_ready({}); }
    Wakeable(const Wakeable&) = delete;
    Wakeable& operator=(const Wakeable&) = delete;

private:
    const Later<Response>& later_;
};

// Until there is an answer, or the request's time is over or its client gone.
asio::awaitable<void> wait_for(Exchange& exchange, const Later<Response>& later) {
    const auto timer =
        std::make_shared<asio::steady_timer>(exchange.connection.executor(), exchange.route().deadline);
    // The strand runs it only when this waits.
    const std::function<void()> wake = [timer] {
        asio::post(timer->get_executor(), [timer] { timer->cancel(); });
    };
    const std::stop_callback stopped(exchange.call.stop, wake);
    const Wakeable wakeable(later, wake);
    co_await timer->async_wait(as_result);
}

}  // namespace

asio::awaitable<Result<Response>> answer_later(Exchange& exchange, std::shared_ptr<Later<Response>> later) {
    co_await wait_for(exchange, *later);
    auto work = [&exchange, &later] {
        return guarded<Response>(exchange, [&]() -> Result<Response> {
            auto response = later->answer();
            if (response) finish_reply(exchange.head, *response);
            return response;
        });
    };
    co_return co_await offload(exchange.context.pool, exchange.caller, std::move(work));
}

}  // namespace insightflow::http
