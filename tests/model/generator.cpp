#include "model/generator.hpp"

#include <algorithm>
#include <numeric>

namespace model {
namespace {

constexpr int first_day = 20'022;             // 2024-10-26
constexpr int day_of_change = first_day + 1;  // in Berlin clocks go back from 3 to 2
constexpr std::int64_t hour_us = 3'600'000'000;
constexpr std::int64_t unit = 1'000'000;

bool may_be_complete(const Shape& shape) {
    return shape.grain != Grain::event && shape.versions == Versions::none;
}

std::string pick(const char* prefix, int number) {
    return std::string(prefix).append(std::to_string(number));
}

}  // namespace

std::vector<GeneratedBatch> Generator::sequence(int workspace) {
    const std::vector<Shape> shapes{shape(), shape()};
    std::vector<GeneratedBatch> batches;
    const int count = 3 + below(5);
    while (static_cast<int>(batches.size()) < count) {
        batches.push_back(batch(batches, shapes));
        // The last batch, or any, so that others stand on it.
        const int made = static_cast<int>(batches.size());
        for (int undos = one_in(3) ? 1 + below(2) : 0; undos > 0; --undos)
            batches.back().undo_then.push_back(static_cast<std::size_t>(one_in(2) ? made - 1 : below(made)));
        if (batches.back().batch.complete_for && one_in(3)) add_older(batches);
    }
    const std::vector<std::int64_t> acceptances = acceptances_of(batches);
    for (std::size_t i = 0; i < batches.size(); ++i) {
        batches[i].batch.workspace = workspace;
        batches[i].batch.acceptance = acceptances[i];
    }
    return batches;
}

// Two that share a transaction, after a complete one.
void Generator::add_older(std::vector<GeneratedBatch>& batches) {
    const GeneratedBatch complete = batches.back();
    for (const bool is_second : {false, true}) {
        GeneratedBatch older;
        older.batch.source = complete.batch.source;
        older.batch.shape = complete.batch.shape;
        older.zone_hours = complete.zone_hours;
        older.with_the_one_before = is_second;
        for (int rows = 1 + below(3); rows > 0; --rows) older.batch.rows.push_back(row(older, 1));
        batches.push_back(std::move(older));
    }
}

std::vector<std::int64_t> Generator::acceptances_of(const std::vector<GeneratedBatch>& batches) {
    const int count = static_cast<int>(batches.size());
    std::vector<std::int64_t> acceptances(batches.size());
    std::iota(acceptances.begin(), acceptances.end(), 1);
    // Mostly in the order in which they came; retries come later.
    for (int i = one_in(3) ? count : 1; i > 0; --i)
        std::swap(acceptances[static_cast<std::size_t>(i - 1)],
                  acceptances[static_cast<std::size_t>(below(count))]);
    // What a complete batch knows, older ones that come later run into.
    for (std::size_t i = 0; i < batches.size(); ++i)
        if (batches[i].batch.complete_for && !one_in(3))
            std::swap(acceptances[i], *std::max_element(acceptances.begin() + static_cast<std::ptrdiff_t>(i),
                                                        acceptances.end()));
    return acceptances;
}

Shape Generator::shape() {
    Shape shape;
    shape.grain = one_in(2) ? Grain::day : one_in(2) ? Grain::hour : Grain::event;
    shape.level = static_cast<Level>(below(4));
    shape.by_country = one_in(2);
    shape.by_device = one_in(3);
    shape.by_age = one_in(3);
    if (one_in(4)) shape.versions = one_in(2) ? Versions::integers : Versions::times;
    return shape;
}

GeneratedBatch Generator::batch(const std::vector<GeneratedBatch>& earlier,
                                const std::vector<Shape>& shapes) {
    GeneratedBatch made;
    const int source = one_in(3) ? 1 : 0;
    made.batch.source = pick("source", source);
    made.batch.shape = one_in(10) ? shape() : shapes[static_cast<std::size_t>(source)];
    made.batch.policy = static_cast<Policy>(below(3));
    if (one_in(4)) made.batch.value_per_conversion = unit * (1 + below(2));
    made.zone_hours = one_in(3) ? 12 : 0;
    made.clocks_go_back = made.batch.shape.grain == Grain::hour && one_in(2);
    made.apply_again = one_in(6);
    made.with_the_one_before = one_in(3);
    made.after_a_restart = !made.with_the_one_before && one_in(15);
    const int names = below(4);
    const int rows = one_in(8) ? 0 : 1 + below(10);
    for (int i = 0; i < rows; ++i) made.batch.rows.push_back(row(made, names));
    // Earlier batches come again, as they were, with rows changed or without one.
    if (!earlier.empty() && !one_in(3)) {
        const auto& first = earlier[static_cast<std::size_t>(below(static_cast<int>(earlier.size())))];
        made.batch.source = first.batch.source;
        made.batch.shape = first.batch.shape;
        made.batch.rows = first.batch.rows;
        made.zone_hours = first.zone_hours;
        made.clocks_go_back = first.clocks_go_back;
        made.batch.value_per_conversion = first.batch.value_per_conversion;
        if (one_in(2)) report_revenue(made.batch);
        // What it leaves out it does not confirm.
        if (made.batch.rows.size() > 1 && one_in(3))
            made.batch.rows.erase(made.batch.rows.begin() + below(static_cast<int>(made.batch.rows.size())));
        for (Row& row : made.batch.rows) {
            if (one_in(3)) row.measures = measures();
            if (one_in(4)) row.own = own();
            if (one_in(3)) row.version = version(made.batch.shape);
        }
    }
    if (!made.batch.rows.empty() && one_in(may_be_complete(made.batch.shape) ? 2 : 30))
        make_complete(made.batch);
    return made;
}

// Real revenue where it was estimated before, and equal to it.
void Generator::report_revenue(Batch& batch) {
    if (!batch.value_per_conversion) return;
    for (Row& row : batch.rows) {
        if (!row.measures[revenue] && row.measures[conversions])
            row.measures[revenue] = *row.measures[conversions] * (*batch.value_per_conversion / unit);
    }
    batch.value_per_conversion.reset();
}

Row Generator::row(const GeneratedBatch& made, int names) {
    const Shape& shape = made.batch.shape;
    Row row;
    row.line = line(shape);
    row.day = first_day + below(2);
    if (shape.grain == Grain::hour) {
        row.bucket = 2 + below(2) * 9;
        row.repeated_hour = made.clocks_go_back && row.day == day_of_change && row.bucket == 2;
    }
    if (shape.grain == Grain::event) {
        row.bucket = (first_day * 24LL + below(2) * 18) * hour_us;
        row.day = static_cast<int>((row.bucket + made.zone_hours * hour_us) / (24 * hour_us));
    }
    row.version = version(shape);
    row.measures = measures();
    row.own = own();
    row.currency = one_in(5) ? "EUR" : "USD";
    // Within a batch a campaign has one name: which of two would be the last is not what is tested here.
    if (row.line.campaign && one_in(2)) row.campaign_name = *row.line.campaign + pick(" named ", names);
    return row;
}

std::int64_t Generator::version(const Shape& shape) {
    switch (shape.versions) {
        case Versions::none: return 0;
        case Versions::integers: return below(4) - 1;
        case Versions::times: break;
    }
    return first_day * 24 * hour_us + below(4) * 500'000;
}

// For the account of one of the rows, or sometimes for another. Some rows are left out: those that were there
// before are then ended.
void Generator::make_complete(Batch& batch) {
    CompleteFor scope;
    scope.account =
        batch.rows[static_cast<std::size_t>(below(static_cast<int>(batch.rows.size())))].line.account;
    if (one_in(10)) scope.account = "a1";
    scope.from = first_day + (one_in(3) ? 1 : 0);
    scope.to = first_day + (one_in(3) ? 0 : 1);
    scope.to = std::max(scope.from, scope.to);
    batch.complete_for = scope;
    if (!one_in(3)) batch.policy = Policy::sum;
    while (batch.rows.size() > 1 && one_in(2)) batch.rows.pop_back();
}

Line Generator::line(const Shape& shape) {
    Line line;
    line.platform = one_in(8) ? "meta_ads" : "google_ads";
    if (!one_in(5)) line.account = pick("a", one_in(8));
    if (shape.level >= Level::campaign) line.campaign = pick("c", below(2));
    if (shape.level >= Level::ad_group) line.ad_group = pick("g", one_in(5));
    if (shape.level >= Level::ad) line.ad = pick("d", one_in(5));
    if (shape.by_country && !one_in(3)) line.country = one_in(5) ? "DE" : "US";
    if (shape.by_device && !one_in(3)) line.device = "mobile";
    if (shape.by_age && !one_in(3)) line.age = one_in(4) ? "25-34" : "65+";
    return line;
}

Measures Generator::measures() {
    Measures measures;
    for (std::size_t m = 0; m < measures.size(); ++m) {
        if (one_in(3)) continue;  // null
        const bool count = m == impressions || m == clicks;
        measures[m] = below(3) * (count ? 1 : unit);
        if (one_in(20)) measures[m] = count ? 4'000'000'000'000'000'000 / 16 : 99'999'999'999'000'001;
        if (!count && m != conversions && one_in(12)) measures[m] = -unit / 4;  // refunds and corrections
    }
    // With a value per conversion the product must be a whole number of millionths in range.
    if (measures[conversions] && *measures[conversions] > 3 * unit) measures[conversions] = unit / 2;
    return measures;
}

// Most batches carry none, so that sources get theirs early, late or never.
OwnMeasures Generator::own() {
    OwnMeasures own;
    for (Number& measure : own)
        if (one_in(4)) measure = below(3) * unit - unit / 4;
    return own;
}

}  // namespace model
