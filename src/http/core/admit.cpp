// Steps from a request's head to its route. Whoever is not let in learns nothing of what exists.
#include "domain/text/printable.hpp"
#include "http/core/exchange.hpp"
#include "http/core/reply_head.hpp"
#include "http/core/request_target.hpp"

namespace insightflow::http {
namespace {

using SteadyClock = std::chrono::steady_clock;

// The limiter's verdict on the request, for the reply's headers; rate_limited where it is one too many.
std::optional<Error> judge(Exchange& exchange, const RateLimiter& limiter, const RateVerdict& verdict) {
    exchange.rate = verdict;
    exchange.limiter = &limiter;
    if (verdict.allowed) return std::nullopt;
    const auto wait = static_cast<int>(verdict.until_next.count());
    return Error{ErrorCode::rate_limited, "Ask again in " + std::to_string(wait) + " s.", {}, wait};
}

std::optional<Error> count_request(Exchange& exchange, RateLimiter& limiter, const std::string& client) {
    if (limiter.limit().requests == 0) return std::nullopt;
    return judge(exchange, limiter, limiter.take(client, SteadyClock::now()));
}

// Refused tokens are counted apart from what open routes are asked: a page that many of an office load does
// not keep anybody from showing a key.
std::string bucket_of_refused(const Exchange& exchange) { return "refused " + exchange.call.client; }

std::optional<Error> count_refused(Exchange& exchange) {
    return count_request(exchange, exchange.context.rate_per_client, bucket_of_refused(exchange));
}

// rate_limited where too many tokens of this address were refused, before another one is looked at. One that
// was good here lately is looked at all the same: a neighbour who guesses does not shut it out.
std::optional<Error> forbid_guessing(Exchange& exchange, std::string_view token) {
    const SessionContext& context = exchange.context;
    const auto now = SteadyClock::now();
    const auto verdict = context.rate_per_client.look(bucket_of_refused(exchange), now);
    if (verdict.allowed || context.accepted_tokens.holds(exchange.call.client, token, now))
        return std::nullopt;
    return judge(exchange, context.rate_per_client, verdict);
}

Result<AuthorisedScope> scope_of(Exchange& exchange) {
    const auto token = bearer_token(exchange.head);
    if (auto too_many = forbid_guessing(exchange, token ? *token : "")) return std::move(*too_many);
    auto scope = token ? guarded<AuthorisedScope>(exchange,
                                                  [&] { return exchange.context.hooks.authenticate(*token); })
                       : Result<AuthorisedScope>(token.error());
    AcceptedTokens& accepted = exchange.context.accepted_tokens;
    if (scope) {
        accepted.add(exchange.call.client, *token, SteadyClock::now());
        return scope;
    }
    if (scope.error().code != ErrorCode::unauthenticated) return scope;
    if (token) accepted.remove(exchange.call.client, *token);
    if (auto too_many = count_refused(exchange)) return std::move(*too_many);
    return scope;
}

// Whoever tries keys is slowed down by its address; whoever has one, by the key.
std::optional<Error> authenticate(Exchange& exchange, Permission demanded) {
    auto scope = scope_of(exchange);
    if (!scope) return std::move(scope).error();
    exchange.call.scope = std::move(*scope);
    const auto& known = exchange.call.scope;
    // Labels may be shared, ids are not; the kinds without an id are one caller each.
    const std::string client = std::to_string(known.workspace.value) + "/" +
                               std::string(name_of(known.actor)) + "/" + known.actor_id;
    exchange.caller = {"workspace " + std::to_string(known.workspace.value),
                       client + " " + exchange.call.client};
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
        exchange.caller = {exchange.call.client, exchange.call.client};
        const bool is_limited = route == nullptr || route->doc.is_limited;
        std::optional<Error> fault;
        if (is_limited)
            fault = count_request(exchange, exchange.context.rate_per_client, exchange.call.client);
        if (fault) return refusal(exchange, *fault);
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
