#include "application/analytics/as_of.hpp"

#include <algorithm>
#include <charconv>

#include "domain/base/ulid.hpp"
#include "domain/ingestion/timestamps.hpp"
#include "domain/text/printable.hpp"
#include "domain/time/day_in_zone.hpp"

namespace insightflow {
namespace {

Error as_of_fault(std::string what) {
    return invalid_argument("The query cannot be answered.", {{"#/query/as_of", std::move(what)}});
}

Result<std::int64_t> commit_of_batch(const BatchId& id, const AuthorisedScope& scope,
                                     const AsOfPorts& ports) {
    const auto applied = ports.facts.applied(scope.workspace, {&id, 1});
    if (!applied) return applied.error();
    if (!applied->empty()) return applied->front().commit_sequence;
    const auto known = ports.intakes.find(scope.workspace, id);
    if (!known) return known.error();
    if (!*known)
        return Error{ErrorCode::not_found,
                     "There is no batch with the id " + in_quotes(id) + ".",
                     {{"#/query/as_of", "is no batch's id"}}};
    return Error{ErrorCode::conflict,
                 "Nothing was shown of the batch " + id + ": it is not applied.",
                 {{"#/query/as_of", "is a batch that is not applied"}}};
}

// Digits that no store counts to are as much in the future as any.
Result<std::int64_t> commit_of_number(std::string_view digits, const AsOfPorts& ports) {
    const auto last = ports.facts.last_commit_sequence();
    if (!last) return last.error();
    std::int64_t number = 0;
    const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (fault == std::errc{} && number <= *last) return number;
    return as_of_fault("has yet to come: the last commit is " + std::to_string(*last));
}

Result<std::int64_t> commit_of_instant(Timestamp time, const AuthorisedScope& scope, Timestamp now,
                                       const AsOfPorts& ports) {
    if (time > now) return as_of_fault("has yet to come");
    return ports.facts.commit_at(scope.workspace, time);
}

Result<std::int64_t> commit_of_day(Day day, const AuthorisedScope& scope, Timestamp now,
                                   const AsOfPorts& ports) {
    const std::string zone = ports.time_zone(scope.workspace);
    const Day today = day_in_zone(now, zone);
    if (day > today) return as_of_fault("has yet to come: it is " + day_text(today) + " in " + zone);
    // Clocks jump back, and commits of today may then be of a later time than now.
    if (day == today) return ports.facts.last_commit_sequence();
    return ports.facts.commit_at(scope.workspace, end_of_day(day, zone));
}

}  // namespace

Result<std::int64_t> commit_of(std::string_view text, const AuthorisedScope& scope, Timestamp now,
                               const AsOfPorts& ports) {
    if (is_ulid(text)) return commit_of_batch(BatchId(text), scope, ports);
    if (const auto day = parse_day(text)) return commit_of_day(*day, scope, now, ports);
    if (!text.empty() && std::ranges::all_of(text, [](char c) { return '0' <= c && c <= '9'; }))
        return commit_of_number(text, ports);
    const ParsedTime time = parse_timestamp(text);
    if (!time.value || !time.value->offset_us)
        return as_of_fault(
            "must be a batch's id, the number of a commit, a date, or a time with its offset such as "
            "2024-07-01T12:00:00Z");
    const Timestamp instant{std::chrono::microseconds{time.value->local_us - *time.value->offset_us}};
    return commit_of_instant(instant, scope, now, ports);
}

}  // namespace insightflow
