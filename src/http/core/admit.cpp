// Steps from a request's head to its route. Whoever is not let in learns nothing of what exists.
#include "domain/text/printable.hpp"
#include "http/core/exchange.hpp"
#include "http/core/reply_head.hpp"
#include "http/core/request_target.hpp"

namespace insightflow::http {
namespace {

// Counts the request; rate_limited where it is one too many.
std::optional<Error> count_request(Exchange& exchange, RateLimiter& limiter, const std::string& client) {
    if (limiter.limit().requests == 0) return std::nullopt;
    exchange.rate = limiter.take(client, std::chrono::steady_clock::now());
    exchange.limiter = &limiter;
    if (exchange.rate->allowed) return std::nullopt;
    return Error{ErrorCode::rate_limited,
                 "Ask again in " + std::to_string(exchange.rate->until_next.count()) + " s.",
                 {}};
}

std::optional<Error> count_unknown(Exchange& exchange) {
    return count_request(exchange, exchange.context.rate_per_client, exchange.connection.client());
}

Result<AuthorisedScope> scope_of(const Exchange& exchange) {
    const auto token = bearer_token(exchange.head);
    if (!token) return token.error();
    return guarded<AuthorisedScope>(exchange, [&] { return exchange.context.hooks.authenticate(*token); });
}

// Whoever tries keys is slowed down by its address; whoever has one, by the key.
std::optional<Error> authenticate(Exchange& exchange, Permission demanded) {
    auto scope = scope_of(exchange);
    if (!scope) {
        auto too_many = count_unknown(exchange);
        return too_many ? std::move(too_many) : std::move(scope).error();
    }
    exchange.call.scope = std::move(*scope);
    const auto& known = exchange.call.scope;
    // Labels may be shared, ids are not; the kinds without an id are one caller each.
    const std::string client = std::to_string(known.workspace.value) + "/" +
                               std::string(name_of(known.actor)) + "/" + known.actor_id;
    if (auto too_many = count_request(exchange, exchange.context.rate_per_key, client)) return too_many;
    if (allows(exchange.call.scope, demanded)) return std::nullopt;
    return Error{
        ErrorCode::forbidden, "This needs the permission '" + std::string(name_of(demanded)) + "'.", {}};
}

Response method_not_allowed(const Exchange& exchange) {
    std::string allowed;
    for (const auto method : exchange.match.allowed)
        allowed += (allowed.empty() ? "" : ", ") + std::string(method);
    Response response =
        refusal(exchange, Error{ErrorCode::method_not_allowed,
                                "This path knows " + allowed + "; got " + exchange.head.method + ".",
                                {}});
    response.headers.emplace_back("Allow", allowed);
    return response;
}

}  // namespace

std::optional<Response> admit(Exchange& exchange) {
    const RequestHead& head = exchange.head;
    const auto target = split_target(head.target);
    if (!target) {
        exchange.keep_alive = false;
        return refusal(exchange,
                       HeadRefusal{ProtocolFault::malformed_request, "The request target is not a path."});
    }
    auto match = exchange.context.router.match(head.method, target->path);
    if (match) exchange.match = std::move(*match);
    const Route* route = exchange.match.route;

    const bool is_open =
        route != nullptr ? route->doc.permission.value == Permission::none : exchange.match.open;
    if (is_preflight(exchange)) return preflight_reply();
    if (is_open) {
        if (const auto fault = count_unknown(exchange)) return refusal(exchange, *fault);
    } else {
        const Permission demanded = route != nullptr ? route->doc.permission.value : Permission::none;
        if (const auto fault = authenticate(exchange, demanded)) return refusal(exchange, *fault);
    }
    const auto expect = head.version == 11 ? head.header("Expect") : std::nullopt;
    if (expect && media_type_of(*expect) != "100-continue")
        return refusal(exchange,
                       HeadRefusal{ProtocolFault::expectation_failed, "Got " + in_quotes(*expect) + "."});
    exchange.awaits_continue = expect.has_value();
    if (!match) return refusal(exchange, match.error());
    if (route == nullptr && exchange.match.allowed.empty())
        return refusal(exchange, not_found("There is nothing at " + in_quotes(target->path) + "."));
    if (route == nullptr) return method_not_allowed(exchange);

    FaultList faults;
    exchange.parts.path = std::move(exchange.match.path);
    exchange.parts.query = query_parameters(target->query, faults);
    exchange.parts.faults = faults.take();
    return std::nullopt;
}

}  // namespace insightflow::http
