// The HTTP/1.1 server: listens, reads requests within limits, authenticates, routes, answers, logs, drains.
//
// Life: construct; bind() (so that the real port and a bind failure are known early); run() blocks until a
// drain has ended; request_stop() starts the drain and may be called from any thread, also from a
// signal-waiting one, more than once. Drain: /readyz says 503 at once, nothing new is accepted, idle
// connections are closed, running requests are finished with "Connection: close"; after Limits::drain their
// stop tokens are asked to stop and their connections are closed. A handler that never looks at its stop
// token holds run() back.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "application/accounts/scope.hpp"
#include "domain/base/ids.hpp"
#include "domain/base/result.hpp"
#include "http/core/client_address.hpp"
#include "http/core/rate_limiter.hpp"
#include "http/core/router.hpp"

namespace insightflow::http {

// Every bound of the server. The defaults are for production; tests make them small.
struct Limits {
    std::size_t header_bytes_max = 16 * 1024;  // 431
    std::size_t target_bytes_max = 8 * 1024;   // 414
    std::uint64_t body_bytes_max =
        json_body_bytes_max;             // 413, for JSON bodies; an upload route brings its own
    std::size_t connections_max = 4096;  // more wait in the listen backlog
    // See client_address.hpp; more are closed at once. A trusted proxy may have any number.
    std::size_t connections_per_client_max = 256;
    // Requests that wait for a thread of the pool; more are 503. A client is here a key at an address, a
    // tenant a workspace.
    std::size_t waiting_per_client_max = 64;
    std::size_t waiting_per_tenant_max = 256;
    std::size_t waiting_max = 1'024;
    std::chrono::milliseconds header_timeout{10'000};  // from a request's first byte to the end of its header
    std::chrono::milliseconds idle_timeout{30'000};    // between requests of a connection
    std::chrono::milliseconds body_idle_timeout{20'000};  // without one byte of the body
    std::chrono::milliseconds body_grace{20'000};         // before the rate below is asked for
    std::size_t body_bytes_per_second_min = 1024;         // slower over the whole body is 408
    std::chrono::milliseconds write_timeout{30'000};      // for each 256 KiB of a reply
    std::chrono::milliseconds linger{5'000};  // reading on after a refusal, so that the client gets to see it
    std::chrono::milliseconds linger_quiet{500};  // the same where nothing more is expected
    std::chrono::milliseconds drain{30'000};
    std::chrono::milliseconds drain_first_request{
        1'000};  // a connection accepted just before the drain may still send its request
    std::chrono::milliseconds handshake_end{50};          // from the drain's begin to the listener's close
    std::chrono::milliseconds accept_backoff{50};         // after EMFILE and the like
    std::chrono::milliseconds refusal_log_pause{10'000};  // between two records of refused connections
};

struct TlsFiles {
    std::string certificate{};  // PEM: ours first, then the chain
    std::string key{};          // PEM
};

struct ServerConfig {
    std::string address = "127.0.0.1";  // an IP address; "::1" and "0.0.0.0" too
    std::uint16_t port = 8080;          // 0: any free one
    std::size_t io_threads = 2;
    std::size_t pool_threads = 8;  // most of their time they wait for the disk
    std::chrono::milliseconds alive_every{1'000};
    Limits limits{};
    RateLimit rate_per_key{.requests = 10'000, .window = std::chrono::seconds{10}};
    // Of requests that nobody was authenticated for, by client address (see client_address.hpp): those of
    // open routes, and, counted apart, those whose token was refused.
    RateLimit rate_per_client{.requests = 1'000, .window = std::chrono::seconds{10}};
    // Pages of these origins ("https://dash.example") may ask from a browser; empty: of ours alone.
    std::vector<std::string> cors_origins{};
    std::optional<TlsFiles> tls{};  // TLS 1.2 and later; without it, the clear
    // Whose X-Forwarded-For is believed; empty: nobody's.
    TrustedProxies trusted_proxies{};
};

// One line of the access log.
struct AccessRecord {
    std::string method{};  // "-" where the request line could not be read
    std::string route{};   // the template, never the raw path; "-" where none matched
    int status = 0;
    std::int64_t duration_us = 0;
    std::uint64_t bytes_in = 0;
    std::uint64_t bytes_out = 0;
    std::string request_id{};
    std::string trace_id{};
    ActorKind actor = ActorKind::nobody;
    std::string actor_id{};
    std::string key_label{};  // empty where nobody was authenticated
    std::string remote{};     // the client's address, with the port where it is known
};

// A fault of ours: what the client was not told.
struct InternalFault {
    std::string request_id{};
    std::string trace_id{};
    std::string route{};
    std::string detail{};
};

// What the application lends to the server. All are called from several threads at once.
struct ServerHooks {
    // Called on an I/O thread for each request that is not open: it must not block. Required.
    std::function<Result<AuthorisedScope>(std::string_view bearer_token)> authenticate{};
    std::function<void(const AccessRecord&)> log_access{};
    std::function<void(const InternalFault&)> log_fault{};
    // A request of the method began (+1), or the last one that began has ended (-1).
    std::function<void(std::string_view method, int change)> count_active{};
    // Called by an I/O thread every ServerConfig::alive_every, from run() until the drain.
    std::function<void()> alive{};
    // A client has as many connections as it may have, and another was closed. Called at most once in
    // Limits::refusal_log_pause, with the number refused since.
    std::function<void(const std::string& client, std::size_t refused)> log_refused{};
    // The clock of Call::now; the system's where empty.
    std::function<Timestamp()> now{};
};

class Server {
public:
    Server(ServerConfig config, Router router, ServerHooks hooks);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    // Errors: invalid_argument (no IP address, no usable certificate), unavailable (port taken, address not
    // ours, not permitted): the message says which.
    Result<void> bind();
    // The bound port; 0 before bind().
    std::uint16_t port() const;
    // Serves until a drain has ended. The calling thread is one of the I/O threads. bind() must have
    // succeeded.
    void run();
    void request_stop();
    // Reads the certificate's files again, for new connections; open ones go on. Where that fails, nothing
    // changes. Any thread; nothing to do without TLS.
    Result<void> reload_certificate();

private:
    class State;
    std::unique_ptr<State> state_;
};

}  // namespace insightflow::http
