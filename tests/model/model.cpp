#include "model/model.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <tuple>

namespace model {
namespace {

bool same_values(const Row& a, const Row& b) {
    return a.measures == b.measures && a.currency == b.currency && a.revenue_estimated == b.revenue_estimated;
}

// value_per_conversion writes revenue where revenue is null, marked.
Row estimated(Row row, const Number& value_per_conversion) {
    if (value_per_conversion && !row.measures[revenue] && row.measures[conversions]) {
        const Wide product = Wide{*row.measures[conversions]} * *value_per_conversion;
        row.measures[revenue] =
            static_cast<std::int64_t>(product / 1'000'000);  // the generator keeps it whole
        row.revenue_estimated = true;
    }
    return row;
}

std::optional<Row> summed(const std::vector<Row>& rows) {
    Row total = rows.back();
    total.measures = {};
    total.revenue_estimated = false;
    for (const Row& row : rows) {
        if (row.currency != total.currency) return std::nullopt;
        for (std::size_t m = 0; m < total.measures.size(); ++m) {
            if (row.measures[m]) total.measures[m] = total.measures[m].value_or(0) + *row.measures[m];
        }
        total.revenue_estimated = total.revenue_estimated || row.revenue_estimated;
    }
    return total;
}

// A name is an attribute: the last one that the key's rows give stays, whichever row does.
std::vector<Row> with_last_name(std::vector<Row> rows) {
    for (std::size_t i = 1; i < rows.size(); ++i) {
        if (!rows[i].campaign_name) rows[i].campaign_name = rows[i - 1].campaign_name;
    }
    return rows;
}

// One row for all rows of a key, or none where they are rejected.
std::optional<Row> settled(const std::vector<Row>& given, Policy policy) {
    const std::vector<Row> rows = with_last_name(given);
    const bool both_hours = rows[0].repeated_hour && rows.size() == 2;
    if (policy == Policy::sum || both_hours) return summed(rows);
    const bool equal =
        std::all_of(rows.begin(), rows.end(), [&](const Row& row) { return same_values(row, rows[0]); });
    if (equal || policy == Policy::last) return rows.back();
    return std::nullopt;
}

void add(Sum& sum, const Number& value) {
    if (!value) return;
    sum.sum = sum.sum.value_or(0) + *value;
    ++sum.rows;
}

void add(Totals& totals, const Row& row) {
    ++totals.rows;
    for (std::size_t m = 0; m < row.measures.size(); ++m) add(totals.parts[m], row.measures[m]);
    if (row.revenue_estimated) add(totals.parts[6], row.measures[revenue]);
    add(totals.parts[7],
        row.measures[new_customers] ? row.measures[new_customers] : row.measures[conversions]);
    if (!row.measures[cost] && !row.measures[revenue]) return;
    totals.first_currency = std::min(totals.first_currency.value_or(row.currency), row.currency);
    totals.last_currency = std::max(totals.last_currency.value_or(row.currency), row.currency);
}

Text value_of(Column column, const Version& version) {
    const Row& row = version.row;
    switch (column) {
        case Column::day: return date_text(row.day);
        case Column::source: return version.source;
        case Column::platform: return row.line.platform;
        case Column::account: return row.line.account;
        case Column::campaign: return row.line.campaign;
        case Column::ad_group: return row.line.ad_group;
        case Column::ad: return row.line.ad;
        case Column::country: return row.line.country;
        case Column::device: return row.line.device;
        case Column::currency: break;
    }
    return row.currency;
}

bool passes(const Query& query, const Version& version) {
    if (query.from && version.row.day < *query.from) return false;
    if (query.to && version.row.day > *query.to) return false;
    return std::all_of(query.filters.begin(), query.filters.end(), [&](const auto& filter) {
        const Text value = value_of(filter.first, version);
        return value && std::count(filter.second.begin(), filter.second.end(), *value) > 0;
    });
}

// 1970-01-01 was a Thursday, the fourth day of its week.
int bucket_of(int day, Query::Bucket bucket) {
    if (bucket == Query::Bucket::week) return day - ((day + 3) % 7 + 7) % 7;
    if (bucket == Query::Bucket::day) return day;
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
    return day - static_cast<int>(static_cast<unsigned>(date.day())) + 1;
}

}  // namespace

std::vector<Row> fold(const Batch& batch, Outcomes& outcomes) {
    const bool events = batch.shape.grain == Grain::event;
    std::map<std::tuple<Line, int, std::int64_t>, std::vector<Row>> by_key;
    for (const Row& row : batch.rows) {
        by_key[{row.line, events ? 0 : row.day, row.bucket}].push_back(
            estimated(row, batch.value_per_conversion));
    }
    std::vector<Row> kept;
    for (const auto& [key, rows] : by_key) {
        const auto count = static_cast<std::int64_t>(rows.size());
        outcomes.received += count;
        if (const auto one = settled(rows, batch.policy)) {
            outcomes.accepted += count;
            outcomes.folded += count - 1;
            kept.push_back(*one);
        } else {
            outcomes.rejected += count;
        }
    }
    return kept;
}

std::optional<Outcomes> Store::apply(const Batch& batch) {
    const SourceKey source{batch.workspace, batch.source};
    const auto shape = shapes_.find(source);
    if (shape != shapes_.end() && shape->second != batch.shape) return std::nullopt;
    shapes_[source] = batch.shape;
    const std::int64_t commit = ++commits_;

    Outcomes outcomes;
    for (const Row& row : fold(batch, outcomes)) {
        take_name(batch, row);
        const Version asserted{batch.source, row, batch.acceptance, commit, std::nullopt};
        const int day = batch.shape.grain == Grain::event ? 0 : row.day;
        const auto [stored, is_new] = current_.try_emplace(Key{source, row.line, day, row.bucket}, asserted);
        Version& version = stored->second;
        if (is_new) {
            ++outcomes.added;
        } else if (batch.acceptance <= version.acceptance) {
            ++outcomes.stale;
        } else if (same_values(row, version.row)) {
            ++outcomes.unchanged;
            version.acceptance = batch.acceptance;
        } else {
            ++outcomes.restated;
            version.to = commit;
            history_.emplace_back(batch.workspace, version);
            version = asserted;
        }
    }
    return outcomes;
}

// Names are attributes, not part of the key: the one of the highest acceptance counts.
void Store::take_name(const Batch& batch, const Row& row) {
    if (!row.campaign_name) return;
    const CampaignKey campaign{{batch.workspace, batch.source},
                               {row.line.platform, row.line.account, row.line.campaign}};
    const auto [stored, is_new] = names_.try_emplace(campaign, Name{*row.campaign_name, batch.acceptance});
    if (!is_new && stored->second.acceptance <= batch.acceptance) {
        stored->second = {*row.campaign_name, batch.acceptance};
    }
}

std::vector<Version> Store::versions(int workspace) const {
    std::vector<Version> found;
    for (const auto& [owner, version] : history_) {
        if (owner == workspace) found.push_back(version);
    }
    for (const auto& [key, version] : current_) {
        if (key.source.first == workspace) found.push_back(version);
    }
    return found;
}

std::vector<Text> Store::group_of(const Query& query, const Key& key, const Version& version) const {
    std::vector<Text> group;
    for (const Column column : query.keys) {
        group.push_back(column == Column::day ? date_text(bucket_of(version.row.day, query.bucket))
                                              : value_of(column, version));
    }
    if (query.campaign_name) {
        const auto name = names_.find({key.source, {key.line.platform, key.line.account, key.line.campaign}});
        group.push_back(name == names_.end() ? Text{} : Text{name->second.text});
    }
    return group;
}

std::map<std::vector<Text>, Totals> Store::totals(const Query& query) const {
    std::map<std::vector<Text>, Totals> groups;
    if (query.keys.empty()) groups[{}];
    for (const auto& [key, version] : current_) {
        if (key.source.first != query.workspace || !passes(query, version)) continue;
        add(groups[group_of(query, key, version)], version.row);
    }
    if (!query.campaign_name) return groups;
    // Several sources may name a campaign differently: the greatest name is shown.
    std::map<std::vector<Text>, Totals> merged;
    std::map<std::vector<Text>, Text> names;
    for (const auto& [group, totals] : groups) {
        const std::vector<Text> plain(group.begin(), group.end() - 1);
        names[plain] = std::max(names[plain], group.back());
    }
    for (const auto& [key, version] : current_) {
        if (key.source.first != query.workspace || !passes(query, version)) continue;
        std::vector<Text> group = group_of(query, key, version);
        group.pop_back();
        const Text name = names[group];
        group.push_back(name);
        add(merged[group], version.row);
    }
    return merged;
}

std::map<std::vector<Text>, Totals> Store::campaigns_as_of(int workspace, std::int64_t commit) const {
    std::map<std::vector<Text>, Totals> groups;
    for (const Version& version : versions(workspace)) {
        const Line& line = version.row.line;
        const bool shown = version.from <= commit && (!version.to || commit < *version.to);
        if (shown && line.campaign) add(groups[{line.platform, line.account, line.campaign}], version.row);
    }
    return groups;
}

std::string date_text(int day) {
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
    char text[32];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return text;
}

}  // namespace model
