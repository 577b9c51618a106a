#include "http/api/quality_fields.hpp"

namespace insightflow::http {
namespace {

std::optional<ExactNumber> share(std::int64_t part, std::int64_t whole) {
    if (whole == 0) return std::nullopt;
    return rounded({part, whole}, share_decimals);
}

// Whether rows of the shape may carry the field at all.
bool has_field(const Shape& shape, std::size_t field) {
    if (field == field_campaign_id) return shape.level >= Level::campaign;
    if (field == field_country) return shape.by_country;
    if (field == field_device) return shape.by_device;
    return true;
}

Shares null_rates(const Shape& shape, const FieldCounts& counts) {
    Shares rates;
    for (std::size_t field = 0; field < quality_field_count; ++field) {
        const bool carried = counts.present[field] > 0 || field >= measure_count;
        if (!carried || !has_field(shape, field)) continue;
        if (const auto rate = share(counts.rows - counts.present[field], counts.rows))
            rates.emplace_back(quality_field_names[field], *rate);
    }
    return rates;
}

BatchQualityFields fields_of(const BatchFigures& batch, const Shape& shape) {
    BatchQualityFields fields;
    fields.batch_id = batch.batch_id;
    fields.ended_at = batch.ended_at;
    fields.applied = batch.applied;
    fields.received = batch.received;
    fields.accepted = batch.accepted;
    fields.rows_shown = batch.shown.rows;
    fields.validation_rate = share(batch.accepted, batch.received);
    fields.null_rates = null_rates(shape, batch.shown);
    return fields;
}

// Tenths are as much as anybody wants to know.
ExactNumber hours(Timestamp from, Timestamp to) { return {(to - from) / std::chrono::minutes{6}, 1}; }

}  // namespace

SourceQualityFields fields_of(const SourceQuality& source, const DayRange& range, Day today, Timestamp now) {
    SourceQualityFields fields;
    fields.source = source.source;
    fields.grain = source.shape.grain;
    fields.level = source.shape.level;
    fields.accounts = static_cast<std::int64_t>(source.accounts);
    const FieldCounts counts = counts_in(source, range);
    fields.rows = counts.rows;
    fields.null_rates = null_rates(source.shape, counts);
    if (!source.days.empty()) {
        fields.first_day = source.days.front().day;
        fields.last_day = source.days.back().day;
        fields.days_since_last_day = (today - source.days.back().day).count();
    }
    const Validation validation = validation_of(source.batches);
    fields.received = validation.received;
    fields.accepted = validation.accepted;
    fields.validation_rate = share(validation.accepted, validation.received);
    fields.last_batch_at = source.habit.last_at;
    if (source.habit.last_at) fields.hours_since_last_batch = hours(*source.habit.last_at, now);
    fields.usual_days_between_batches = source.habit.usual_days_between;
    fields.usual_days_behind = source.habit.usual_days_behind;
    fields.late = late_finding(source, today).has_value();
    for (auto batch = source.batches.rbegin(); batch != source.batches.rend(); ++batch)
        fields.batches.push_back(fields_of(*batch, source.shape));
    return fields;
}

FindingFields fields_of(const QualityFinding& finding) {
    FindingFields fields;
    fields.code = finding.code;
    fields.severity = finding.severity;
    fields.sources = finding.sources;
    fields.platform = finding.platform;
    fields.account_id = finding.account_id;
    fields.field = finding.field;
    fields.currency = finding.currency;
    fields.batch_id = finding.batch_id;
    fields.first_day = finding.first_day;
    fields.last_day = finding.last_day;
    fields.days = finding.days;
    fields.seen = finding.seen;
    fields.expected = finding.expected;
    fields.message = finding.message;
    return fields;
}

}  // namespace insightflow::http
