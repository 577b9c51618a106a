#include "model/product_side.hpp"

#include <chrono>
#include <stdexcept>

#include "application/ingestion/batch_group.hpp"
#include "domain/ingestion/normalise_batch.hpp"
#include "domain/query/convert.hpp"

namespace model {
namespace {

namespace product = insightflow;

// A batch as columns of text.
class Cells {
public:
    void column(std::string name) { chunk_.columns.push_back(std::move(name)); }
    void begin_row() { rows_.emplace_back(); }
    void text(const Text& value) { rows_.back().push_back(value); }
    void number(const Number& value, int decimals) {
        if (!value) return text(std::nullopt);
        text(product::ExactNumber{*value, decimals}.text());
    }

    product::TextChunk chunk() {
        chunk_.cells.assign(chunk_.columns.size(), {});
        for (std::size_t row = 0; row < rows_.size(); ++row) {
            chunk_.line.push_back(row + 2);
            for (std::size_t column = 0; column < chunk_.columns.size(); ++column) {
                const Text& value = rows_[row][column];
                chunk_.cells[column].push_back(value ? product::Cell{*value, product::CellKind::text}
                                                     : product::Cell{{}, product::CellKind::null});
            }
        }
        return chunk_;
    }

private:
    product::TextChunk chunk_;
    std::vector<std::vector<Text>> rows_;
};

std::string timestamp_text(std::int64_t instant_us) {
    const std::int64_t day_us = 86'400'000'000;
    const std::int64_t rest = instant_us % day_us;
    char text[48];
    std::snprintf(text, sizeof text, "T%02lld:%02lld:%02lld.%06lldZ",
                  static_cast<long long>(rest / 3'600'000'000),
                  static_cast<long long>(rest / 60'000'000 % 60),
                  static_cast<long long>(rest / 1'000'000 % 60), static_cast<long long>(rest % 1'000'000));
    return date_text(static_cast<int>(instant_us / day_us)).append(text);
}

void name_columns(Cells& cells, const Shape& shape) {
    cells.column(shape.grain == Grain::event ? "timestamp" : "date");
    if (shape.grain == Grain::hour) cells.column("hour");
    cells.column("platform");
    cells.column("account_id");
    if (shape.level >= Level::campaign) {
        cells.column("campaign_id");
        cells.column("campaign_name");
    }
    if (shape.level >= Level::ad_group) cells.column("ad_group_id");
    if (shape.level >= Level::ad) cells.column("ad_id");
    if (shape.by_country) cells.column("country");
    if (shape.by_device) cells.column("device");
    if (shape.by_age) cells.column("Age group");
    for (const char* name :
         {"currency", "impressions", "clicks", "cost", "revenue", "conversions", "new_customers"}) {
        cells.column(name);
    }
    cells.column("Video views");
    cells.column("Refunds");
    if (shape.versions != Versions::none) cells.column("Updated At");
}

void write_row(Cells& cells, const Shape& shape, const Row& row) {
    cells.begin_row();
    cells.text(shape.grain == Grain::event ? timestamp_text(row.bucket) : date_text(row.day));
    if (shape.grain == Grain::hour) cells.text(std::to_string(row.bucket));
    cells.text(row.line.platform);
    cells.text(row.line.account);
    if (shape.level >= Level::campaign) {
        cells.text(row.line.campaign);
        cells.text(row.campaign_name);
    }
    if (shape.level >= Level::ad_group) cells.text(row.line.ad_group);
    if (shape.level >= Level::ad) cells.text(row.line.ad);
    if (shape.by_country) cells.text(row.line.country);
    if (shape.by_device) cells.text(row.line.device);
    if (shape.by_age) cells.text(row.line.age);
    cells.text(row.currency);
    for (std::size_t m = 0; m < row.measures.size(); ++m) {
        cells.number(row.measures[m], m == impressions || m == clicks ? 0 : 6);
    }
    for (const Number& own : row.own) cells.number(own, 6);
    if (shape.versions == Versions::integers) cells.text(std::to_string(row.version));
    if (shape.versions == Versions::times) cells.text(timestamp_text(row.version));
}

product::Day day_of(int day) { return product::Day{std::chrono::days{day}}; }

product::CheckedBatch checked(const GeneratedBatch& generated) {
    const Batch& batch = generated.batch;
    product::BatchOptions options;
    options.source = batch.source;
    options.collisions = batch.policy == Policy::reject ? product::CollisionPolicy::reject
                         : batch.policy == Policy::last ? product::CollisionPolicy::last
                                                        : product::CollisionPolicy::sum;
    options.value_per_conversion_micros = batch.value_per_conversion;
    options.promotions = {{"age-group", "age"},
                          {"video views", "views", product::PromotedAs::measure},
                          {"refunds", "refunds", product::PromotedAs::amount}};
    if (batch.shape.versions != Versions::none) options.version_column = "updated_at";
    if (const auto& scope = batch.complete_for)
        options.complete_for = product::CompleteFor{scope->account, day_of(scope->from), day_of(scope->to)};
    options.time_zone = generated.clocks_go_back     ? "Europe/Berlin"
                        : generated.zone_hours == 12 ? "Etc/GMT-12"  // the sign is POSIX's
                                                     : "UTC";
    product::BatchNormaliser normaliser(options, [](std::string_view text) { return std::string(text); });
    Cells cells;
    name_columns(cells, batch.shape);
    for (const Row& row : batch.rows) write_row(cells, batch.shape, row);
    normaliser.add(cells.chunk());
    return std::move(normaliser).finish();
}

Outcomes outcomes_of(const product::RowOutcomes& rows) {
    return {rows.received,  rows.accepted, rows.rejected, rows.added, rows.restated,
            rows.unchanged, rows.folded,   rows.stale,    0,          {}};
}

// No clock is asked what is compared here.
product::Timestamp never() { return {}; }

product::KeyColumn column_of(Column column) { return static_cast<product::KeyColumn>(column); }
static_assert(static_cast<int>(Column::campaign) == static_cast<int>(product::KeyColumn::campaign_id));
static_assert(static_cast<int>(Column::currency) == static_cast<int>(product::KeyColumn::currency));

template <class T>
T value_or_throw(product::Result<T> result) {
    if (!result) throw std::runtime_error(result.error().message);
    return std::move(*result);
}

}  // namespace

void ProductSide::reopen() {
    engine_.reset();
    product::duckdb::EngineConfig config;
    config.threads = 1;  // the batches are small: threads would only wait for each other
    config.on_failure = [](std::string_view detail) { throw std::runtime_error(std::string(detail)); };
    engine_ = value_or_throw(product::duckdb::open(file_, config));
}

namespace {

// nullopt: there is nothing to apply.
std::optional<product::StagedBatch> staged(const GeneratedBatch& generated, const std::string& batch_id,
                                           ProductAnswer& answer) {
    product::CheckedBatch read = checked(generated);
    if (read.refusal && !generated.batch.complete_for)
        throw std::runtime_error("refused by the normaliser: " + read.refusal->message);
    answer = {true, read.refusal ? Outcomes{} : outcomes_of(read.outcomes)};
    if (read.outcomes.accepted == 0) return std::nullopt;
    product::StagedBatch staged;
    staged.workspace = {generated.batch.workspace};
    staged.batch_id = batch_id;
    staged.acceptance = generated.batch.acceptance;
    staged.source = generated.batch.source;
    staged.shape = read.shape;
    staged.facts = std::move(read.facts);
    staged.complete_for = read.complete_for;
    staged.outcomes = read.outcomes;
    staged.warnings = std::move(read.warnings);
    return staged;
}

Sums sums_of(const product::RowSums& told) {
    Sums sums{told.rows, {}};
    for (std::size_t m = 0; m < sums.measures.size(); ++m)
        if (told.sums[m]) sums.measures[m] = told.sums[m]->units;
    return sums;
}

// The product tells how many days were touched, not which.
Moved moved_of(std::int64_t days, const std::vector<product::MovedTotals>& told) {
    Moved moved{days, {}};
    for (const product::MovedTotals& totals : told)
        if (!moved.totals.try_emplace(totals.currency, sums_of(totals.before), sums_of(totals.after)).second)
            throw std::runtime_error("a currency came twice");
    return moved;
}

ProductAnswer answer_of(const product::AppliedBatch& applied) {
    Outcomes outcomes = outcomes_of(applied.outcomes);
    outcomes.retired = applied.retired;
    outcomes.moved = moved_of(applied.days, applied.totals);
    return {false, outcomes};
}

}  // namespace

ProductAnswer ProductSide::apply(const product::StagedBatch& staged) {
    const auto applied = engine_->facts().apply_one(staged, never, {});
    if (applied) return answer_of(*applied);
    if (applied.error().code == product::ErrorCode::unprocessable) return {};
    throw std::runtime_error(applied.error().message);
}

std::vector<ProductAnswer> ProductSide::apply(std::span<const GeneratedBatch> batches,
                                              std::span<const std::string> ids) {
    std::vector<ProductAnswer> answers(batches.size());
    std::vector<std::optional<product::StagedBatch>> all;
    std::vector<const product::StagedBatch*> group;
    bool together = true;
    for (std::size_t i = 0; i < batches.size(); ++i) all.push_back(staged(batches[i], ids[i], answers[i]));
    for (const auto& batch : all) {
        if (!batch) continue;
        together = together && (group.empty() || product::may_join(group, *batch));
        group.push_back(&*batch);
    }
    if (group.size() > 1 && together) {
        const auto applied = engine_->facts().apply(group, never, {});
        for (std::size_t i = 0, next = 0; applied && i < all.size(); ++i)
            if (all[i]) answers[i] = answer_of((*applied)[next++]);
        if (applied) return answers;
    }
    for (std::size_t i = 0; i < all.size(); ++i)
        if (all[i]) answers[i] = apply(*all[i]);
    return answers;
}

std::optional<Undone> ProductSide::undo(int workspace, const std::string& batch_id) {
    const auto undone = engine_->facts().undo({workspace}, batch_id, never, {});
    if (undone) {
        const product::BatchUndo& undo = *undone->undo;
        return Undone{undo.ended, undo.restored, moved_of(undo.days, undo.totals)};
    }
    const auto code = undone.error().code;
    if (code == product::ErrorCode::not_found || code == product::ErrorCode::conflict) return std::nullopt;
    throw std::runtime_error(undone.error().message);
}

namespace {

Totals totals_of(const product::PartSums& sums) {
    Totals totals;
    for (std::size_t part = 0; part < totals.parts.size(); ++part)
        totals.parts[part] = {sums.parts[part].sum, sums.parts[part].rows};
    totals.rows = sums.rows;
    totals.first_currency = sums.first_currency;
    totals.last_currency = sums.last_currency;
    return totals;
}

}  // namespace

std::map<std::vector<Text>, Totals> ProductSide::campaigns_as_of(int workspace, std::int64_t commit) {
    product::ListingPlan plan;
    product::choose_columns(plan, product::EntityKind::campaign);
    plan.facts.workspace = {workspace};
    plan.facts.as_of = commit;
    plan.rows_max = 10'000;
    std::map<std::vector<Text>, Totals> campaigns;
    for (const auto& row : value_or_throw(engine_->entities().list(plan, {})).rows) {
        const std::vector<Text> key(row.group.key.begin(), row.group.key.begin() + 3);
        if (!campaigns.emplace(key, totals_of(row.group.sums)).second)
            throw std::runtime_error("a campaign came twice");
    }
    return campaigns;
}

namespace {

product::FactsPlan plan_of(const Query& query) {
    product::FactsPlan plan;
    plan.workspace = {query.workspace};
    if (query.from) plan.days.from = day_of(*query.from);
    if (query.to) plan.days.to = day_of(*query.to);
    for (const Column key : query.keys) plan.keys.push_back(column_of(key));
    if (query.campaign_name) plan.names = {product::NameColumn::campaign_name};
    for (const auto& [column, values] : query.filters) plan.filters.push_back({column_of(column), values});
    plan.groups_max = 10'000;
    plan.grain = static_cast<product::TimeGrain>(query.bucket);
    plan.as_of = query.as_of;
    return plan;
}

product::RateTable table_of(const Rates& rates) {
    product::RateTable table(rates.base);
    for (const auto& [place, thousandths] : rates.of_day) {
        const std::string text = product::ExactNumber{thousandths, 3}.text();
        table.add({day_of(place.second), place.first, product::parse_rate(text).value()});
    }
    return table;
}

std::string shown(const product::MetricValue& value) {
    if (value.empty == product::EmptyReason::no_rate) return "no rate";
    const auto number = value.number();
    return number ? number->text() : "null";
}

}  // namespace

std::map<std::vector<Text>, ShownMoney> ProductSide::converted(const Query& query, const Rates& rates,
                                                               const std::string& into) {
    const product::FactsPlan plan = plan_of(query);
    product::MetricQuery asked;
    asked.metrics = {product::Metric::cost, product::Metric::revenue, product::Metric::roas};
    const product::FactsPlan cells_plan = product::cells_plan(plan, into);
    const auto cells = value_or_throw(engine_->analytics().run(cells_plan, {}));
    std::map<std::vector<Text>, ShownMoney> groups;
    for (const auto& group :
         value_or_throw(product::converted_groups(cells, asked, plan, cells_plan, table_of(rates))).groups) {
        const product::MetricParts parts(group.sums);
        groups[group.key] = {shown(product::derive(product::Metric::cost, parts)),
                             shown(product::derive(product::Metric::revenue, parts)),
                             shown(product::derive(product::Metric::roas, parts))};
    }
    return groups;
}

std::map<std::vector<Text>, Totals> ProductSide::totals(const Query& query) {
    std::map<std::vector<Text>, Totals> groups;
    for (const auto& group : value_or_throw(engine_->analytics().run(plan_of(query), {}))) {
        if (!groups.emplace(group.key, totals_of(group.sums)).second)
            throw std::runtime_error("a group came twice");
    }
    return groups;
}

std::map<Cell, Change> ProductSide::changes(int workspace, std::int64_t since, std::int64_t until) {
    product::ChangesPlan plan;
    plan.facts.workspace = {workspace};
    plan.since = since;
    plan.until = until;
    plan.cells_max = 10'000;
    std::map<Cell, Change> changes;
    for (const auto& told : value_or_throw(engine_->changes().changes(plan, {}))) {
        const Cell cell{static_cast<int>(told.day.time_since_epoch().count()),
                        told.source,
                        told.platform,
                        told.account_id,
                        told.campaign_id,
                        told.currency};
        Change change;
        change.before = told.before.measures;
        change.after = told.after.measures;
        change.rows_before = told.before.rows;
        change.rows_after = told.after.rows;
        for (const auto& cause : told.causes) change.commits.insert(cause.sequence);
        if (!changes.emplace(cell, change).second) throw std::runtime_error("a cell came twice");
    }
    return changes;
}

}  // namespace model
