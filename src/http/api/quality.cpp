#include "http/api/quality.hpp"

#include <algorithm>

#include "http/api/quality_fields.hpp"
#include "http/api/rows_query.hpp"

namespace insightflow::http {
namespace {

struct QualityQuery {
    std::optional<std::string> source{};
    std::optional<Day> from{}, to{};
    static constexpr auto fields() {
        using Q = QualityQuery;
        return std::tuple{
            defaulted("source", &Q::source, "Only this source, and what it meets.", name_bounds),
            defaulted("from", &Q::from, "Only rows and findings of days from this one."),
            defaulted("to", &Q::to, "Only rows and findings of days up to this one."),
        };
    }
};

Result<void> check(const QualityQuery& asked) {
    if (asked.from && asked.to && *asked.to < *asked.from)
        return invalid_argument("The query contradicts itself.", {{"#/query/to", "is before from"}});
    return {};
}

QualityReply reply_of(const QualityQuery& asked, const KnownQuality& known, Timestamp now) {
    QualityReply reply;
    const DayRange range{asked.from, asked.to};
    for (const SourceQuality& source : known.report->sources)
        if (!asked.source || source.source == *asked.source)
            reply.sources.push_back(fields_of(source, range, known.today, now));
    for (const QualityFinding& finding : *known.findings) {
        const bool is_of_it = !asked.source || std::ranges::count(finding.sources, *asked.source) > 0;
        if (is_of_it && touches(finding, range)) reply.findings.push_back(fields_of(finding));
    }
    reply.meta.commit_sequence = known.report->commit_sequence;
    reply.meta.found_at = known.found_at;
    reply.meta.is_current = known.is_current;
    reply.meta.findings_left_out = static_cast<std::int64_t>(known.report->left_out);
    reply.meta.days_from = known.report->days_from;
    return reply;
}

}  // namespace

void add_quality(Router& router, QualityBoard* board) {
    EndpointDoc doc{
        .operation_id = "getDataQuality",
        .summary = "How far the stored data can be trusted",
        .description =
            "Per source and batch how much was accepted and which fields are null, how fresh a source is "
            "against its own habit, and what was found: gaps and outliers in its days, missing values, "
            "accounts that two sources hold. Answers that touch the days of a warning tell it, too.",
        .tag = "Data",
        .permission = Permission::data_read,
        .errors = {ErrorCode::deadline_exceeded}};
    router.get<QualityQuery, QualityReply>(
        "/api/v1/data/quality", std::move(doc), Place::pool,
        [board](const Call& call, const QualityQuery& asked) -> Result<QualityReply> {
            if (const auto checked = check(asked); !checked) return checked.error();
            const auto known = board->look(call.scope.workspace, call.stop);
            if (!known) return known.error();
            return reply_of(asked, *known, call.now);
        });
}

}  // namespace insightflow::http
