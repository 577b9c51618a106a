// What happens on one connection, request after request: authenticate, route, read the body, run, answer,
// log.
#pragma once

#include <atomic>
#include <memory>

#include "http/core/accepted_tokens.hpp"
#include "http/core/connection.hpp"
#include "http/core/server.hpp"
#include "http/core/worker_pool.hpp"

namespace insightflow::http {

// What the sessions of one server share. Outlives them all.
struct SessionContext {
    const ServerConfig& config;
    const Limits& limits;
    const Router& router;
    const ServerHooks& hooks;
    WorkerPool& pool;
    const std::atomic<bool>& draining;
    RateLimiter& rate_per_key;
    RateLimiter& rate_per_client;
    AcceptedTokens& accepted_tokens;
};

asio::awaitable<void> serve_connection(const SessionContext& context, std::shared_ptr<Connection> connection);

}  // namespace insightflow::http
