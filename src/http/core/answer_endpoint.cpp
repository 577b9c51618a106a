// Endpoints whose body, if any, is small JSON: read it whole, then run the handler in place or on the pool.
#include <algorithm>

#include "coding/body_decoder.hpp"
#include "domain/text/printable.hpp"
#include "http/core/exchange.hpp"
#include "http/core/finish_reply.hpp"
#include "http/core/upload_stages.hpp"

namespace insightflow::http {
namespace {

constexpr std::size_t body_step_bytes = 64 * 1024;

Error too_large(std::uint64_t bytes_max) {
    return {ErrorCode::payload_too_large, "The body may have " + std::to_string(bytes_max) + " bytes.", {}};
}

// What forbids reading the body at all.
std::optional<Error> judge_body(const Exchange& exchange) {
    const Route& route = exchange.route();
    const bool takes_any_body = !route.in_document && route.method != Method::get;
    if (!route.request.json_body && !takes_any_body)
        return invalid_argument("This endpoint takes no body.", {{"#/body", "must be absent"}});
    const auto given = exchange.head.header("Content-Type");
    if (route.request.json_body && (!given || media_type_of(*given) != "application/json")) {
        const std::string got = given ? "; got " + in_quotes(*given) : "";
        return Error{ErrorCode::unsupported_media_type,
                     "The body must be JSON.",
                     {{"#/header/Content-Type", "must be application/json" + got}}};
    }
    if (const auto coding = content_coding_of(exchange.head); !coding) return coding.error();
    const auto bytes_max = exchange.context.limits.body_bytes_max;
    if (exchange.head.content_length.value_or(0) > bytes_max) return too_large(bytes_max);
    return std::nullopt;
}

asio::awaitable<std::optional<Response>> receive_body(Exchange& exchange) {
    if (!exchange.head.has_body()) co_return std::nullopt;
    const auto fault = judge_body(exchange);
    if (fault) co_return refusal(exchange, *fault);
    if (exchange.awaits_continue) co_await exchange.connection.send_continue();

    std::string& body = exchange.parts.body;
    const auto bytes_max = exchange.context.limits.body_bytes_max;
    for (bool done = false; !done;) {
        const std::size_t before = body.size();
        body.resize(before + std::min<std::size_t>(body_step_bytes, bytes_max + 1 - before));
        const std::span<char> room(body.data() + before, body.size() - before);
        const BodyPiece piece = co_await exchange.connection.read_body(std::as_writable_bytes(room));
        body.resize(before + piece.bytes);
        if (piece.state == BodyPiece::State::gone) {
            exchange.client_gone = true;
            co_return Response{};
        }
        if (piece.state == BodyPiece::State::refused) co_return refusal(exchange, piece.refusal);
        if (body.size() > bytes_max) co_return refusal(exchange, too_large(bytes_max));
        done = piece.state == BodyPiece::State::done;
    }
    co_return std::nullopt;
}

// In place of a compressed body, what it says.
Result<void> decode_body(Exchange& exchange) {
    const auto coding = content_coding_of(exchange.head);
    if (!exchange.head.has_body() || !*coding) return {};
    BodyDecoder decoder(**coding, {.bytes_max = exchange.context.limits.body_bytes_max});
    std::string plain;
    const auto append = [&plain](std::span<const std::byte> bytes) -> Result<void> {
        plain.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        return {};
    };
    const auto decoded = decoder.decode(std::as_bytes(std::span(exchange.parts.body)), append);
    if (!decoded) return decoded;
    exchange.parts.body = std::move(plain);
    return decoder.finish();
}

Result<Response> run_on_time(Exchange& exchange) {
    return guarded<Response>(exchange, [&]() -> Result<Response> {
        if (exchange.call.stop.stop_requested())
            return Error{ErrorCode::deadline_exceeded, "The request waited too long for its turn.", {}};
        if (const auto decoded = decode_body(exchange); !decoded) return decoded.error();
        auto response = exchange.route().run(exchange.call, exchange.parts);
        if (response) finish_reply(exchange.head, *response);
        return response;
    });
}

asio::awaitable<Result<Response>> run_on_pool(Exchange& exchange) {
    WorkerPool& pool = exchange.context.pool;
    const auto ticket = pool.admit(exchange.caller);
    if (!ticket) co_return queue_is_full();
    auto work = [&exchange] { return run_on_time(exchange); };
    co_return co_await offload(pool, exchange.caller, std::move(work));
}

asio::awaitable<Response> answer_on_pool(Exchange& exchange) {
    const DeadlineTimer deadline(exchange);
    const ClientWatch watch(exchange);
    auto result = co_await run_on_pool(exchange);
    const auto later = result ? result->later : nullptr;
    if (later) result = co_await answer_later(exchange, later);
    exchange.client_gone = !result && exchange.connection.client_left();
    co_return result ? std::move(*result) : refusal(exchange, result.error());
}

}  // namespace

asio::awaitable<Response> answer_endpoint(Exchange& exchange) {
    auto refused = co_await receive_body(exchange);
    if (refused) co_return std::move(*refused);
    if (exchange.route().place == Place::in_place) {
        auto result = run_on_time(exchange);
        co_return result ? std::move(*result) : refusal(exchange, result.error());
    }
    co_return co_await answer_on_pool(exchange);
}

}  // namespace insightflow::http
