#include "adapters/duckdb/quality_store.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "adapters/duckdb/group_rows.hpp"
#include "adapters/sql_text/quality_sql.hpp"

namespace insightflow::duckdb {
namespace {

// A source in the making.
struct Gathered {
    SourceFigures figures{};
    std::map<std::pair<std::string, std::optional<std::string>>, std::size_t> accounts{};
    std::vector<std::int64_t> commits{};  // of the batches
};

using Sources = std::map<std::int32_t, Gathered>;

class Reading {
public:
    Reading(Connection& connection, const std::stop_token& stop) : connection_(connection), stop_(stop) {}

    Rows run(const sql_text::SqlQuery& query) {
        return connection_.run(query.text, params_of(query.params), stop_);
    }

private:
    Connection& connection_;
    const std::stop_token& stop_;
};

Sources read_sources(Reading& reading, WorkspaceId workspace) {
    Sources sources;
    for (Rows rows = reading.run(sql_text::quality_sources_query(workspace)); rows.next();) {
        SourceFigures& source = sources[rows.int32(0)].figures;
        source.source = rows.text(1);
        source.shape = {static_cast<Grain>(rows.int32(2)), static_cast<Level>(rows.int32(3)), rows.boolean(4),
                        rows.boolean(5), VersionKind::none};
    }
    return sources;
}

// rows at that column, the fields behind it.
FieldCounts read_counts(const Rows& rows, idx_t column) {
    FieldCounts counts;
    counts.rows = rows.int64(column);
    for (std::size_t i = 0; i < quality_field_count; ++i) counts.present[i] = rows.int64(column + 1 + i);
    return counts;
}

constexpr idx_t cell_counts = 5;
constexpr idx_t cell_cost = cell_counts + 1 + quality_field_count;

void add_cell(Gathered& source, const Rows& rows) {
    const std::pair key{std::string(rows.text(1)), rows.text_or_null(2)};
    const auto [known, added] = source.accounts.emplace(key, source.figures.accounts.size());
    if (added) source.figures.accounts.push_back({key.first, key.second, {}});
    auto& days = source.figures.accounts[known->second].days;
    if (days.empty() || days.back().day != rows.day(3)) days.push_back({rows.day(3), {}, {}});
    add(days.back().counts, read_counts(rows, cell_counts));
    if (!rows.is_null(cell_cost))
        days.back().spend.push_back({std::string(rows.text(4)), rows.int128(cell_cost)});
}

// The first day that is whole, where some are left out.
std::optional<Day> read_cells(Reading& reading, WorkspaceId workspace, Day until, Sources& sources) {
    std::size_t read = 0;
    std::optional<Day> cut;
    for (Rows rows = reading.run(sql_text::quality_cells_query(workspace, until)); rows.next();) {
        if (++read > quality_cells_max) {
            cut = rows.day(3) + std::chrono::days{1};
            break;
        }
        if (const auto source = sources.find(rows.int32(0)); source != sources.end())
            add_cell(source->second, rows);
    }
    for (auto& [id, source] : sources) {
        for (AccountFigures& account : source.figures.accounts) {
            std::ranges::reverse(account.days);
            if (cut) std::erase_if(account.days, [&](const DayFigures& day) { return day.day < *cut; });
        }
        std::erase_if(source.figures.accounts,
                      [](const AccountFigures& account) { return account.days.empty(); });
    }
    return cut;
}

void read_batches(Reading& reading, WorkspaceId workspace, Sources& sources) {
    for (Rows rows = reading.run(sql_text::quality_batches_query(workspace)); rows.next();) {
        const auto source = sources.find(rows.int32(0));
        if (source == sources.end()) continue;
        BatchFigures batch;
        batch.batch_id = rows.text(1);
        batch.ended_at = rows.timestamp(3);
        batch.received = rows.int64(4);
        batch.accepted = rows.int64(5);
        if (!rows.is_null(6)) batch.first_day = rows.day(6);
        if (!rows.is_null(7)) batch.last_day = rows.day(7);
        source->second.figures.batches.push_back(std::move(batch));
        source->second.commits.push_back(rows.int64(2));
    }
    for (Rows rows = reading.run(sql_text::quality_arrivals_query(workspace)); rows.next();) {
        const auto source = sources.find(rows.int32(0));
        if (source == sources.end()) continue;
        Arrival arrival{rows.timestamp(1), {}};
        if (!rows.is_null(2)) arrival.last_day = rows.day(2);
        source->second.figures.arrivals.push_back(arrival);
    }
}

// What is shown of the batches that were read.
void read_shown(Reading& reading, WorkspaceId workspace, Sources& sources) {
    std::map<std::int64_t, BatchFigures*> batches;
    for (auto& [id, source] : sources)
        for (std::size_t i = 0; i < source.commits.size(); ++i)
            batches.emplace(source.commits[i], &source.figures.batches[i]);
    if (batches.empty()) return;
    const auto query = sql_text::quality_shown_query(workspace, batches.begin()->first);
    for (Rows rows = reading.run(query); rows.next();) {
        const auto batch = batches.find(rows.int64(0));
        if (batch != batches.end()) batch->second->shown = read_counts(rows, 1);
    }
}

}  // namespace

Result<QualityFigures> DuckQualityStore::figures(WorkspaceId workspace, Day until, std::stop_token stop) {
    return guard_.run<QualityFigures>([&]() -> Result<QualityFigures> {
        // One loan is one transaction: all is of one commit.
        const auto reader = readers_.lend(stop);
        Reading reading(*reader, stop);
        QualityFigures figures;
        {
            Rows version = reading.run(sql_text::workspace_version_query(workspace));
            version.next();
            figures.commit_sequence = version.int64(0);
        }
        Sources sources = read_sources(reading, workspace);
        figures.days_from = read_cells(reading, workspace, until, sources);
        read_batches(reading, workspace, sources);
        read_shown(reading, workspace, sources);
        for (auto& [id, source] : sources) {
            std::ranges::sort(source.figures.accounts, {}, [](const AccountFigures& account) {
                return std::pair(account.platform, account.account_id);
            });
            figures.sources.push_back(std::move(source.figures));
        }
        std::ranges::sort(figures.sources, {}, &SourceFigures::source);
        return figures;
    });
}

Result<std::vector<WorkspaceVersion>> DuckQualityStore::versions(std::stop_token stop) {
    using Versions = std::vector<WorkspaceVersion>;
    return guard_.run<Versions>([&]() -> Result<Versions> {
        const auto reader = readers_.lend(stop);
        Reading reading(*reader, stop);
        Versions versions;
        for (Rows rows = reading.run(sql_text::workspace_versions_query()); rows.next();)
            versions.push_back({WorkspaceId{rows.int32(0)}, rows.int64(1)});
        return versions;
    });
}

}  // namespace insightflow::duckdb
