#include "http/api/analytics_trends.hpp"

#include <variant>

#include "http/api/group_fields.hpp"
#include "http/api/metric_fields.hpp"
#include "http/api/rows_query.hpp"

namespace insightflow {

constexpr auto enum_names(TimeGrain) {
    return std::array{std::pair{TimeGrain::day, name_of(TimeGrain::day)},
                      std::pair{TimeGrain::week, name_of(TimeGrain::week)},
                      std::pair{TimeGrain::month, name_of(TimeGrain::month)}};
}

}  // namespace insightflow

namespace insightflow::http {
namespace {

// As many days as facts may lie apart.
constexpr std::int64_t days_max = (fact_day_max - fact_day_min).count() + 1;

struct TrendQuery : RowsQuery {
    std::vector<Metric> metrics{};
    TimeGrain grain = TimeGrain::day;
    std::optional<std::int64_t> days{};

    static constexpr auto fields() {
        using Q = TrendQuery;
        return std::tuple_cat(
            std::tuple{
                defaulted("metrics", &Q::metrics, "Metrics of each row. Without it: the whole catalogue.",
                          {.count_max = metric_count}),
                defaulted("grain", &Q::grain, "One row per day, ISO week (from Monday) or month."),
            },
            fields_with(
                "First day, inclusive. Without it: 30 days up to the last one, or as many as days says.",
                "Last day, inclusive. Without it: today.",
                "A series per group instead of one over everything."),
            std::tuple{defaulted("days", &Q::days, "Instead of from: so many days up to the last one.",
                                 {.min = 1, .max = days_max})});
    }
};

struct TrendMeta : AnswerMeta {
    static constexpr std::string_view schema_name = "TrendMeta";
    TimeGrain grain{};
    Day from{}, to{};
    static constexpr auto fields() {
        using M = TrendMeta;
        return std::tuple_cat(
            std::tuple{
                required("grain", &M::grain, "What a row is of."),
                required("from", &M::from,
                         "First day; a bucket that begins before holds only the days from here."),
                required("to", &M::to, "Last day; a bucket that ends after holds only the days up to here.")},
            AnswerMeta::fields());
    }
};

struct TrendRow : KeyFields, ChosenMetricFields {
    static constexpr std::string_view schema_name = "TrendRow";
    static constexpr auto fields() {
        return std::tuple_cat(KeyFields::fields(), ChosenMetricFields::fields());
    }
};

struct Trend {
    static constexpr std::string_view schema_name = "Trend";
    std::vector<TrendRow> data{};
    TrendMeta meta{};
    static constexpr auto fields() {
        return std::tuple{required("data", &Trend::data, "A row per bucket and group, by date, then group."),
                          required("meta", &Trend::meta, "What qualifies the numbers.")};
    }
};

// What the older system answered: a list of days, and nothing around it.
struct OlderTrendRow : KeyFields, OlderTotalsOf<std::optional<std::optional<ExactNumber>>> {
    static constexpr std::string_view schema_name = "OlderTrendRow";
    static constexpr auto fields() { return std::tuple_cat(KeyFields::fields(), OlderTotalsOf::fields()); }
};

using TrendReply = std::variant<Trend, std::vector<OlderTrendRow>>;

// Who speaks the older system's names expects its reply.
bool is_older(const TrendQuery& asked) { return asked.start_date || asked.end_date; }

Result<TrendQuestion> question_of(const TrendQuery& asked) {
    TrendQuestion question;
    std::vector<Fault> faults;
    question.metrics = asked.metrics.empty() ? all_metrics() : asked.metrics;
    question.grain = asked.grain;
    question.group_by = asked.group_by;
    question.filters = filters_of(asked);
    question.range = range_of(asked, faults);
    question.days = asked.days;
    if (!faults.empty()) return invalid_argument("The query contradicts itself.", std::move(faults));
    return question;
}

template <class Row>
std::vector<Row> rows_of(const TrendQuestion& question, const QueryAnswer& answer) {
    std::vector<Row> rows(answer.rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        fill_key(rows[i], answer.key_names, answer.rows[i].key);
        fill(rows[i], question.metrics, answer.rows[i].values);
    }
    return rows;
}

std::vector<OlderTrendRow> older_reply_of(const TrendQuestion& question, const TrendReport& report) {
    auto rows = rows_of<OlderTrendRow>(question, report.answer);
    for (OlderTrendRow& row : rows) row.copy_totals();
    return rows;
}

Trend reply_of(const TrendQuestion& question, const TrendReport& report) {
    Trend trend{rows_of<TrendRow>(question, report.answer), {}};
    static_cast<AnswerMeta&>(trend.meta) = meta_of(report.answer);
    trend.meta.grain = question.grain;
    trend.meta.from = report.from;
    trend.meta.to = report.to;
    return trend;
}

}  // namespace

void add_analytics_trends(Router& router, AnalyticsPorts ports, Today today, AsOf as_of) {
    EndpointDoc doc{
        .operation_id = "getTrends",
        .summary = "Metrics over time",
        .description =
            "One row per bucket of the range and group, from exact sums. No bucket is left out: one without "
            "rows has null metrics, never 0. Asked with the older names start_date or end_date, the answer "
            "is "
            "the older system's bare list.",
        .tag = "Analytics",
        .permission = Permission::analytics_read,
        .errors = errors_of_analytics()};
    router.get<TrendQuery, TrendReply>(
        "/api/v1/analytics/trends", std::move(doc), Place::pool,
        [ports = std::move(ports), today = std::move(today), as_of = std::move(as_of)](
            const Call& call, const TrendQuery& asked) -> Result<TrendReply> {
            auto question = question_of(asked);
            if (!question) return question.error();
            const auto commit = commit_of(asked.as_of, call, as_of);
            if (!commit) return commit.error();
            question->as_of = *commit;
            const auto report = trend_report(*question, call.scope, ports, today, call.stop);
            if (!report) return report.error();
            if (is_older(asked)) return TrendReply{older_reply_of(*question, *report)};
            return TrendReply{reply_of(*question, *report)};
        });
}

}  // namespace insightflow::http
