#include "http/api/preview_fields.hpp"

#include <array>

#include "application/ingestion/names.hpp"

namespace insightflow::http {
namespace {

constexpr std::int64_t hours_per_day = 24;

std::optional<std::string> told(std::string_view text) {
    return text.empty() ? std::nullopt : std::optional(std::string(text));
}

PreviewColumnFields fields_of(const ColumnReading& column) {
    constexpr std::array<std::string_view, 6> origins{"",        "option",   "profile",
                                                      "heading", "likeness", "promotion"};
    PreviewColumnFields out;
    out.heading = column.heading;
    out.by = told(origins[static_cast<std::size_t>(column.origin)]);
    out.used = column.is_used;
    (column.promoted_as == PromotedAs::dimension ? out.dimension : out.measure) = told(column.promoted);
    if (column.promoted_as == PromotedAs::amount) out.unit = "units";
    if (!column.meaning) return out;
    out.field = name_of(column.meaning->field);
    if (is_money(column.meaning->field))
        out.unit = column.meaning->unit == AmountUnit::micros ? "micros" : "units";
    out.currency = told(column.meaning->currency);
    return out;
}

PreviewRowFields row_of(const BatchPreview& preview, std::size_t row) {
    const FactColumns& facts = preview.rows;
    const LineKey& line = facts.lines[facts.line[row]];
    const LineNames& names = facts.names[facts.line[row]];
    PreviewRowFields out;
    out.date = Day{std::chrono::days{facts.day[row]}};
    if (preview.shape.grain == Grain::hour)
        out.hour = facts.bucket[row] - std::int64_t{facts.day[row]} * hours_per_day;
    if (!facts.utc_start_us.empty())
        out.timestamp = Timestamp{std::chrono::microseconds{facts.utc_start_us[row]}};
    out.platform = line.platform;
    out.account_id = line.account_id;
    out.account_name = names.account;
    out.campaign_id = line.campaign_id;
    out.campaign_name = names.campaign;
    out.ad_group_id = line.ad_group_id;
    out.ad_group_name = names.ad_group;
    out.ad_id = line.ad_id;
    out.ad_name = names.ad;
    out.country = line.country;
    out.device = line.device;
    for (const Attribute& attribute : line.attributes)
        out.dimensions.emplace_back(attribute.name, attribute.value);
    out.currency = facts.currencies[facts.currency[row]];
    const auto amount = [&](Measure measure) -> std::optional<ExactNumber> {
        const MeasureColumn& column = facts.of(measure);
        if (column.present[row] == 0) return std::nullopt;
        return is_count(measure) ? from_count(column.value[row]) : from_micros(column.value[row]);
    };
    out.impressions = amount(Measure::impressions);
    out.clicks = amount(Measure::clicks);
    out.cost = amount(Measure::cost);
    out.revenue = amount(Measure::revenue);
    out.conversions = amount(Measure::conversions);
    out.new_customers = amount(Measure::new_customers);
    for (const auto& [measure, column] : facts.own_measures)
        if (column.present[row] != 0) out.measures.emplace_back(measure.name, from_micros(column.value[row]));
    out.revenue_estimated = facts.revenue_estimated[row] != 0;
    if (!facts.extra.empty()) out.other_columns = told(facts.extras[facts.extra[row]]);
    return out;
}

QuestionFields fields_of(const Question& question) {
    QuestionFields out{
        question.code, question.field, question.message, static_cast<std::int64_t>(question.line), {}};
    for (const Choice& choice : question.choices) out.choices.push_back({choice.option, choice.reading});
    return out;
}

PreviewOutcomeFields outcomes_of(const BatchPreview& preview) {
    const RowOutcomes& rows = preview.outcomes;
    PreviewOutcomeFields out{rows.received,
                             rows.accepted,
                             rows.rejected,
                             rows.added,
                             rows.restated,
                             rows.unchanged,
                             rows.folded,
                             rows.stale,
                             0,
                             {},
                             {}};
    if (!preview.applied) return out;
    out.rows_retired = preview.applied->retired;
    out.first_day = preview.applied->first_day;
    out.last_day = preview.applied->last_day;
    return out;
}

}  // namespace

PreviewReply reply_of(const BatchPreview& preview) {
    PreviewReply reply;
    reply.would_count = !preview.refusal;
    reply.refusal = preview.refusal;
    if (preview.outcomes.accepted > 0) reply.shape = shape_text(preview.shape);
    reply.format = name_of(preview.format);
    const BatchReading& reading = preview.reading;
    reply.profile = {told(reading.profile), told(reading.profile_why), reading.profile_rivals};
    if (const auto& mark = preview.conventions.decimal_mark) reply.writing.decimal = name_of(*mark);
    if (const auto& order = preview.conventions.date_order) reply.writing.date_order = name_of(*order);
    for (const ColumnReading& column : reading.columns) reply.columns.push_back(fields_of(column));
    for (std::size_t row = 0; row < preview.rows.rows(); ++row) reply.rows.push_back(row_of(preview, row));
    reply.outcomes = outcomes_of(preview);
    for (const Question& question : preview.questions) reply.questions.push_back(fields_of(question));
    for (const Warning& warning : preview.warnings) reply.warnings.push_back(fields_of(warning));
    for (const Reject& reject : preview.rejects) reply.rejects.push_back(fields_of(reject));
    return reply;
}

}  // namespace insightflow::http
