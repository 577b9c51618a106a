// Steps from a request's head to its route. Whoever is not let in learns nothing of what exists.
#include "domain/text/printable.hpp"
#include "http/core/exchange.hpp"
#include "http/core/request_target.hpp"

namespace insightflow::http {
namespace {

std::optional<Error> authenticate(Exchange& exchange, Permission demanded) {
    const auto token = bearer_token(exchange.head);
    if (!token) return token.error();
    auto scope =
        guarded<AuthorisedScope>(exchange, [&] { return exchange.context.hooks.authenticate(*token); });
    if (!scope) return std::move(scope).error();
    exchange.call.scope = std::move(*scope);
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
    if (!is_open) {
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
