#include "http/core/server.hpp"

#include <atomic>
#include <cassert>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "http/core/certificate.hpp"
#include "http/core/client_address.hpp"
#include "http/core/client_counts.hpp"
#include "http/core/session.hpp"
#include "http/core/syn_filter.hpp"

namespace insightflow::http {
namespace {

std::string text_of(const std::exception_ptr& fault) {
    try {
        std::rethrow_exception(fault);
    } catch (const std::exception& exception) {
        return exception.what();
    } catch (...) {
        return "an exception of unknown type";
    }
}

}  // namespace

class Server::State {
public:
    State(ServerConfig config, Router router, ServerHooks hooks);

    Result<void> bind();
    std::uint16_t port() const { return port_; }
    void run();
    void request_stop();
    Result<void> reload_certificate() { return certificate_ ? certificate_->load() : Result<void>{}; }

private:
    asio::awaitable<void> accept_connections();
    asio::awaitable<bool> accept_one();
    void accept_backlog();
    void start(tcp::socket socket);
    bool is_counted(const Connection& connection) const;
    void note_refused(const std::string& client);
    void forget(const Connection* connection, const std::optional<std::string>& counted_for);
    asio::awaitable<void> say_alive();
    asio::awaitable<void> drain();
    std::vector<std::shared_ptr<Connection>> connections() const;
    void log_fault(const std::exception_ptr& fault) const noexcept;

    ServerConfig config_;
    Router router_;
    ServerHooks hooks_;
    std::optional<Certificate> certificate_{};
    std::atomic<bool> draining_{false};
    std::atomic<std::size_t> open_{0};
    std::uint16_t port_ = 0;
    mutable std::mutex mutex_{};
    std::unordered_map<const Connection*, std::weak_ptr<Connection>> connections_{};
    ClientCounts counts_;
    std::size_t refused_ = 0;
    std::chrono::steady_clock::time_point refusals_logged_{};
    WorkerPool pool_;
    asio::io_context io_;
    tcp::acceptor acceptor_;
    asio::steady_timer alive_timer_;
    RateLimiter rate_per_key_;
    RateLimiter rate_per_client_;
    AcceptedTokens accepted_tokens_{};
    SessionContext context_;
};

Server::State::State(ServerConfig config, Router router, ServerHooks hooks)
    : config_(std::move(config)),
      router_(std::move(router)),
      hooks_(std::move(hooks)),
      counts_(config_.limits.connections_per_client_max),
      pool_(config_.pool_threads, config_.limits),
      io_(static_cast<int>(config_.io_threads)),
      acceptor_(asio::make_strand(io_)),
      alive_timer_(acceptor_.get_executor()),
      rate_per_key_(config_.rate_per_key),
      rate_per_client_(config_.rate_per_client),
      context_{config_,   config_.limits, router_,          hooks_,          pool_,
               draining_, rate_per_key_,  rate_per_client_, accepted_tokens_} {
    assert(hooks_.authenticate && config_.io_threads > 0 && config_.pool_threads > 0);
}

Result<void> Server::State::bind() {
    if (config_.tls) {
        certificate_.emplace(*config_.tls);
        if (const auto loaded = certificate_->load(); !loaded) return loaded;
    }
    const std::string place = config_.address + ":" + std::to_string(config_.port);
    error_code ec;
    const auto address = asio::ip::make_address(config_.address, ec);
    if (ec) return invalid_argument("'" + config_.address + "' is not an IP address to listen on.");
    const tcp::endpoint endpoint(address, config_.port);
    acceptor_.open(endpoint.protocol(), ec);
    if (!ec) acceptor_.set_option(tcp::acceptor::reuse_address(true), ec);
    if (!ec) acceptor_.bind(endpoint, ec);
    if (!ec) acceptor_.listen(asio::socket_base::max_listen_connections, ec);
    if (!ec) {
        port_ = acceptor_.local_endpoint(ec).port();
        return {};
    }
    error_code ignored;
    acceptor_.close(ignored);
    std::string message = "Cannot listen on " + place + ".";
    if (ec == asio::error::address_in_use) message = "Cannot listen on " + place + ": another program does.";
    if (ec == asio::error::access_denied)
        message = "Cannot listen on " + place + ": this user may not use that port.";
    if (ec == boost::system::errc::address_not_available)
        message = "Cannot listen on " + place + ": this machine has no such address.";
    return Error{ErrorCode::unavailable, std::move(message), {}};
}

void Server::State::run() {
    assert(acceptor_.is_open() && "bind() comes first");
    asio::co_spawn(acceptor_.get_executor(), accept_connections(),
                   [this](const std::exception_ptr& fault) { log_fault(fault); });
    if (hooks_.alive)
        asio::co_spawn(acceptor_.get_executor(), say_alive(),
                       [this](const std::exception_ptr& fault) { log_fault(fault); });
    std::vector<std::thread> threads;
    for (std::size_t i = 1; i < config_.io_threads; ++i) threads.emplace_back([this] { io_.run(); });
    io_.run();
    for (auto& thread : threads) thread.join();
    pool_.join();
}

asio::awaitable<void> Server::State::accept_connections() {
    asio::steady_timer pause(acceptor_.get_executor());
    while (!draining_) {
        bool goes_on = false;
        try {
            goes_on = open_ < config_.limits.connections_max && co_await accept_one();
        } catch (...) {
            log_fault(std::current_exception());
        }
        if (draining_) break;
        if (goes_on) continue;
        // Out of descriptors, connections or memory: those that end make room, and asking again at once would
        // only burn the processor.
        pause.expires_after(config_.limits.accept_backoff);
        co_await pause.async_wait(as_result);
    }
    begin_no_connections(acceptor_.native_handle());
    accept_backlog();
    pause.expires_after(config_.limits.handshake_end);
    co_await pause.async_wait(as_result);
    accept_backlog();
    error_code ignored;
    acceptor_.close(ignored);
}

// False where the machine has no room for another.
asio::awaitable<bool> Server::State::accept_one() {
    tcp::socket socket(asio::make_strand(io_));
    auto [ec] = co_await acceptor_.async_accept(socket, as_result);
    if (!ec) start(std::move(socket));
    co_return !ec || ec == asio::error::connection_aborted;
}

// Clients that the kernel has connected already would be reset by closing the listener: they are served their
// first request. Called once more when the handshakes that were under way have had time to end.
void Server::State::accept_backlog() {
    error_code ec;
    acceptor_.non_blocking(true, ec);
    while (!ec) {
        tcp::socket socket(asio::make_strand(io_));
        acceptor_.accept(socket, ec);
        try {
            if (!ec) start(std::move(socket));
        } catch (...) {
            log_fault(std::current_exception());
        }
    }
}

// A connection over its client's share is closed before it costs anything.
void Server::State::start(tcp::socket socket) {
    const auto connection = std::make_shared<Connection>(
        std::move(socket), certificate_ ? certificate_->context() : nullptr, config_.limits, draining_);
    std::optional<std::string> counted_for;
    if (is_counted(*connection)) counted_for = connection->client().share;
    {
        const std::lock_guard lock(mutex_);
        if (counted_for && !counts_.enter(*counted_for)) return note_refused(*counted_for);
    }
    ++open_;
    try {
        {
            const std::lock_guard lock(mutex_);
            connections_.emplace(connection.get(), connection);
        }
        asio::co_spawn(connection->executor(), serve_connection(context_, connection),
                       [this, key = connection.get(), counted_for](const auto& fault) {
                           log_fault(fault);
                           forget(key, counted_for);
                       });
    } catch (...) {
        forget(connection.get(), counted_for);
        throw;
    }
}

// A proxy's connections are those of many clients.
bool Server::State::is_counted(const Connection& connection) const {
    return !is_trusted(config_.trusted_proxies, connection.peer());
}

void Server::State::note_refused(const std::string& client) {
    ++refused_;
    const auto now = std::chrono::steady_clock::now();
    if (!hooks_.log_refused || now < refusals_logged_ + config_.limits.refusal_log_pause) return;
    hooks_.log_refused(client, refused_);
    refused_ = 0;
    refusals_logged_ = now;
}

void Server::State::forget(const Connection* connection, const std::optional<std::string>& counted_for) {
    {
        const std::lock_guard lock(mutex_);
        connections_.erase(connection);
        if (counted_for) counts_.leave(*counted_for);
    }
    --open_;
}

asio::awaitable<void> Server::State::say_alive() {
    while (!draining_) {
        hooks_.alive();
        alive_timer_.expires_after(config_.alive_every);
        co_await alive_timer_.async_wait(as_result);
    }
}

void Server::State::request_stop() {
    if (draining_.exchange(true)) return;
    asio::co_spawn(acceptor_.get_executor(), drain(),
                   [this](const std::exception_ptr& fault) { log_fault(fault); });
}

asio::awaitable<void> Server::State::drain() {
    constexpr std::chrono::milliseconds look_again{10};
    const auto until = std::chrono::steady_clock::now() + config_.limits.drain;
    error_code ignored;
    acceptor_.cancel(ignored);
    alive_timer_.cancel();
    for (const auto& connection : connections())
        asio::post(connection->executor(), [connection] { connection->begin_drain(); });
    asio::steady_timer pause(acceptor_.get_executor());
    while ((open_ > 0 || acceptor_.is_open()) && std::chrono::steady_clock::now() < until) {
        pause.expires_after(look_again);
        co_await pause.async_wait(as_result);
    }
    for (const auto& connection : connections())
        asio::post(connection->executor(), [connection] { connection->abort(); });
}

std::vector<std::shared_ptr<Connection>> Server::State::connections() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::shared_ptr<Connection>> out;
    for (const auto& [key, weak] : connections_)
        if (auto connection = weak.lock()) out.push_back(std::move(connection));
    return out;
}

// Where there is no memory to say it, nobody is told, and the server goes on.
void Server::State::log_fault(const std::exception_ptr& fault) const noexcept {
    if (!fault || !hooks_.log_fault) return;
    try {
        hooks_.log_fault({"-", "-", "-", text_of(fault)});
    } catch (...) {
        return;
    }
}

Server::Server(ServerConfig config, Router router, ServerHooks hooks)
    : state_(std::make_unique<State>(std::move(config), std::move(router), std::move(hooks))) {}
Server::~Server() = default;

Result<void> Server::bind() { return state_->bind(); }
std::uint16_t Server::port() const { return state_->port(); }
void Server::run() { state_->run(); }
void Server::request_stop() { state_->request_stop(); }
Result<void> Server::reload_certificate() { return state_->reload_certificate(); }

}  // namespace insightflow::http
