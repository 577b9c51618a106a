#include "application/analytics/changes.hpp"

#include <algorithm>

namespace insightflow {
namespace {

Error contradiction(std::string pointer, std::string what) {
    return invalid_argument("The query contradicts itself.", {{std::move(pointer), std::move(what)}});
}

// A fault of as_of is one of the parameter that was meant.
Result<std::int64_t> commit_named(const std::string& text, const std::string& pointer,
                                  const AuthorisedScope& scope, Timestamp now, const AsOf& as_of) {
    auto commit = as_of(text, scope, now);
    if (commit) return commit;
    Error error = commit.error();
    for (Fault& fault : error.faults) fault.pointer = pointer;
    return error;
}

}  // namespace

Result<Changes> changes_since(const ChangesQuestion& question, const AuthorisedScope& scope, Timestamp now,
                              const ChangesPorts& ports, std::stop_token stop) {
    if (question.range.from && question.range.to && *question.range.to < *question.range.from)
        return contradiction("#/query/to",
                             "must not be before from (" + day_text(*question.range.from) + ")");
    const auto since = commit_named(question.since, "#/query/since", scope, now, ports.as_of);
    if (!since) return since.error();
    const auto until = question.until
                           ? commit_named(*question.until, "#/query/until", scope, now, ports.as_of)
                           : ports.facts.last_commit_sequence();
    if (!until) return until.error();
    // A commit may be found in the store a moment before it is told as the last one.
    const std::int64_t last = question.until ? *until : std::max(*since, *until);
    if (last < *since) return contradiction("#/query/until", "must not be before since");
    ChangesPlan plan;
    plan.facts.workspace = scope.workspace;
    plan.facts.days = question.range;
    plan.facts.filters = question.filters;
    plan.since = *since;
    plan.until = last;
    plan.cells_max = question.limit + 1;
    auto cells = ports.changes.changes(plan, stop);
    if (!cells) return cells.error();
    Changes changes{*since, last, std::move(*cells), false};
    if (changes.cells.size() > question.limit) {
        changes.cells.resize(question.limit);
        changes.more_rows = true;
    }
    return changes;
}

}  // namespace insightflow
