#include "http/api/changes.hpp"

#include "http/api/group_fields.hpp"
#include "http/api/rows_query.hpp"

namespace insightflow::http {
namespace {

struct ChangesQuery {
    std::string since{};
    std::optional<std::string> until{}, campaign_id{}, platform{}, source{};
    std::optional<Day> from{}, to{};
    std::int64_t limit = 1000;

    RowsQuery rows() const {
        RowsQuery rows;
        rows.from = from;
        rows.to = to;
        rows.campaign_id = campaign_id;
        rows.platform = platform;
        rows.source = source;
        return rows;
    }

    static constexpr auto fields() {
        using Q = ChangesQuery;
        return std::tuple{
            required(
                "since", &Q::since,
                "What was shown then is compared: right after a batch (its id) or a commit (its number), at "
                "a time (with its offset), or at the end of a day in the workspace's time zone.",
                as_of_bounds),
            defaulted("until", &Q::until, "With what was shown then. Without it: with what is shown now.",
                      as_of_bounds),
            defaulted("from", &Q::from, "Only days from this one."),
            defaulted("to", &Q::to, "Only days up to this one."),
            defaulted("campaign_id", &Q::campaign_id, "Only campaigns of this id.", name_bounds),
            defaulted("platform", &Q::platform, "Only this ad platform, in any of its spellings.",
                      name_bounds),
            defaulted("source", &Q::source, "Only this source.", name_bounds),
            defaulted("limit", &Q::limit, "Most rows returned.",
                      {.min = 1, .max = static_cast<std::int64_t>(changes_max)}),
        };
    }
};

struct ChangedMetric {
    static constexpr std::string_view schema_name = "ChangedMetric";
    std::string metric{};
    std::optional<ExactNumber> before{}, after{};
    static constexpr auto fields() {
        using M = ChangedMetric;
        return std::tuple{required("metric", &M::metric, "The measure."),
                          nullable("before", &M::before, "Its sum then; null where no row carried it."),
                          nullable("after", &M::after, "Its sum later; null where no row carries it.")};
    }
};

struct ChangeCauseFields {
    static constexpr std::string_view schema_name = "ChangeCause";
    std::string batch_id{}, action{};
    std::int64_t commit_sequence = 0;
    static constexpr auto fields() {
        using C = ChangeCauseFields;
        return std::tuple{required("batch_id", &C::batch_id, "The batch."),
                          required("action", &C::action, "applied or undone."),
                          required("commit_sequence", &C::commit_sequence, "The commit that did it.")};
    }
};

struct ChangeFields {
    static constexpr std::string_view schema_name = "Change";
    Day date{};
    std::string source{}, platform{}, currency{};
    std::optional<std::string> account_id{}, campaign_id{}, campaign_name{};
    std::int64_t rows_before = 0, rows_after = 0;
    std::vector<ChangedMetric> changes{};
    std::vector<ChangeCauseFields> batches{};
    static constexpr auto fields() {
        using C = ChangeFields;
        return std::tuple{
            required("date", &C::date, "Day, as the platform reports it."),
            required("source", &C::source, "Source."),
            required("platform", &C::platform, "Ad platform."),
            nullable("account_id", &C::account_id, "Account."),
            nullable("campaign_id", &C::campaign_id, "Campaign."),
            nullable("campaign_name", &C::campaign_name, "Its name as it is now."),
            required("currency", &C::currency, "Currency of the rows."),
            required("rows_before", &C::rows_before, "Stored rows then; 0 where the campaign had none."),
            required("rows_after", &C::rows_after, "Stored rows later; 0 where it has none."),
            required("changes", &C::changes, "The measures whose sums differ."),
            required("batches", &C::batches, "What changed rows of it, in the order of commits."),
        };
    }
};

struct ChangesMeta {
    static constexpr std::string_view schema_name = "ChangesMeta";
    std::int64_t since_commit = 0, until_commit = 0;
    bool more_rows = false;
    static constexpr auto fields() {
        using M = ChangesMeta;
        return std::tuple{required("since_commit", &M::since_commit, "The commit that since meant."),
                          required("until_commit", &M::until_commit, "The commit that until meant."),
                          required("more_rows", &M::more_rows, "limit left rows out.")};
    }
};

struct ChangesReply {
    static constexpr std::string_view schema_name = "Changes";
    std::vector<ChangeFields> data{};
    ChangesMeta meta{};
    static constexpr auto fields() {
        return std::tuple{
            required("data", &ChangesReply::data,
                     "A row per day, source, campaign and currency with other figures, by day."),
            required("meta", &ChangesReply::meta, "What was compared.")};
    }
};

std::optional<ExactNumber> number(Measure measure, const std::optional<Int128>& sum) {
    if (!sum) return std::nullopt;
    return is_count(measure) ? ExactNumber{*sum, 0} : from_micros(*sum);
}

ChangeFields fields_of(const ChangedCell& cell) {
    ChangeFields out;
    out.date = cell.day;
    out.source = cell.source;
    out.platform = cell.platform;
    out.account_id = cell.account_id;
    out.campaign_id = cell.campaign_id;
    out.campaign_name = cell.campaign_name;
    out.currency = cell.currency;
    out.rows_before = cell.before.rows;
    out.rows_after = cell.after.rows;
    for (const Measure measure : all_measures) {
        const auto& before = cell.before.measures[static_cast<std::size_t>(measure)];
        const auto& after = cell.after.measures[static_cast<std::size_t>(measure)];
        if (before != after)
            out.changes.push_back(
                {std::string(name_of(measure)), number(measure, before), number(measure, after)});
    }
    for (const CommitCause& cause : cell.causes)
        out.batches.push_back({cause.batch_id, cause.undone ? "undone" : "applied", cause.sequence});
    return out;
}

}  // namespace

void add_changes(Router& router, ChangesServices services) {
    EndpointDoc doc{
        .operation_id = "listChanges",
        .summary = "What changed since then, and why",
        .description =
            "Compares what was shown at two times: per day, source and campaign the measures that "
            "differ, before and after, and the batches that were applied or taken back between. "
            "What changed and changed back is not listed.",
        .tag = "Data",
        .permission = Permission::analytics_read,
        .errors = errors_of_analytics()};
    router.get<ChangesQuery, ChangesReply>(
        "/api/v1/data/changes", std::move(doc), Place::pool,
        [services = std::move(services)](const Call& call,
                                         const ChangesQuery& asked) -> Result<ChangesReply> {
            const ChangesQuestion question{asked.since,
                                           asked.until,
                                           filters_of(asked.rows()),
                                           {asked.from, asked.to},
                                           static_cast<std::size_t>(asked.limit)};
            const auto changes =
                changes_since(question, call.scope, call.now,
                              {*services.changes, *services.facts, services.as_of}, call.stop);
            if (!changes) return changes.error();
            ChangesReply reply;
            for (const ChangedCell& cell : changes->cells) reply.data.push_back(fields_of(cell));
            reply.meta = {changes->since, changes->until, changes->more_rows};
            return reply;
        });
}

}  // namespace insightflow::http
