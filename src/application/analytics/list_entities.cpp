#include "application/analytics/list_entities.hpp"

#include "application/analytics/answer_query.hpp"
#include "domain/query/planner.hpp"

namespace insightflow {
namespace {

Result<ListingPlan> plan_of(const EntityQuestion& question, const AuthorisedScope& scope) {
    if (question.range.from && question.range.to && *question.range.to < *question.range.from)
        return invalid_argument(
            "The query contradicts itself.",
            {{"#/query/to", "must not be before from (" + day_text(*question.range.from) + ")"}});
    ListingPlan plan;
    choose_columns(plan, question.kind);
    plan.facts.workspace = scope.workspace;
    plan.facts.days = question.range;
    plan.facts.filters = question.filters;
    plan.name_contains = question.name_contains;
    plan.order = question.order;
    // One more than asked for tells whether there is a next page.
    plan.rows_max = question.limit + 1;
    return plan;
}

PageCursor cursor_after(const EntityRow& row, const ListingPlan& plan, std::int64_t as_of) {
    const auto key_end = row.group.key.begin() + static_cast<std::ptrdiff_t>(plan.facts.keys.size());
    return {{row.place, {row.group.key.begin(), key_end}}, as_of};
}

std::vector<std::string> warnings_of(const ListingPlan& plan, const ListingPorts& ports,
                                     std::stop_token stop) {
    // Sources are listed apart from each other, so nothing is counted twice.
    if (plan.kind == EntityKind::source) return {};
    QueryAnswer answer;
    warn_of_overlaps(answer, plan.facts, ports.analytics, stop);
    return answer.facts.warnings;
}

}  // namespace

Result<EntityList> list_entities(const EntityQuestion& question, const AuthorisedScope& scope,
                                 const ListingPorts& ports, std::stop_token stop) {
    auto plan = plan_of(question, scope);
    if (!plan) return plan.error();
    const std::string bound_to = cursor_scope(*plan) + "\nas_of " + question.as_of_text;
    if (question.cursor) {
        auto cursor = open_cursor(*question.cursor, bound_to, ports.keyed_hash);
        if (!cursor) return cursor.error();
        plan->after = std::move(cursor->after);
        plan->facts.as_of = cursor->as_of;
    } else {
        plan->facts.as_of = question.as_of;
    }
    auto page = ports.entities.list(*plan, stop);
    if (!page) return page.error();
    EntityList list;
    for (const std::string_view name : key_names(plan->facts)) list.key_names.emplace_back(name);
    list.rows = std::move(page->rows);
    list.as_of = page->as_of;
    if (list.rows.size() > question.limit) {
        list.rows.resize(question.limit);
        list.next =
            seal_cursor(cursor_after(list.rows.back(), *plan, list.as_of), bound_to, ports.keyed_hash);
    }
    list.warnings = warnings_of(*plan, ports, stop);
    return list;
}

}  // namespace insightflow
