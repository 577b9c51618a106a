#include "domain/ingestion/row_measures.hpp"

#include <algorithm>
#include <functional>

#include "domain/ingestion/cells.hpp"

namespace insightflow {
namespace {

constexpr std::size_t index_of(Measure measure) { return static_cast<std::size_t>(measure); }

// An amount that is written in whole millionths.
std::optional<std::int64_t> read_whole_micros(const RowView& row, Field field,
                                              std::optional<DecimalMark> mark, RowFindings& findings) {
    const Cell& cell = row.at(field);
    auto micros = read_count(cell, mark);
    if (micros.value && (*micros.value > micros_max || *micros.value < -micros_max))
        micros = {{}, &fault::out_of_range};
    if (micros.fault) findings.fault(row.heading(field), *micros.fault, cell.text);
    if (micros.value.value_or(0) < 0) findings.warn(row.heading(field), warning::negative_value);
    return micros.value;
}

// 1.234 is read as it stands, but not in a file that is likely to write decimals with a comma.
bool is_unclear(const Cell& amount, const Conventions& conventions) {
    return conventions.comma_likely && !conventions.decimal_mark && amount.kind == CellKind::text &&
           mark_hint(amount.text, false) == MarkHint::either;
}

// In micros.
std::optional<std::int64_t> read_decimal(const Cell& cell, std::string_view heading,
                                         const Conventions& conventions, RowFindings& findings) {
    const auto decimal = is_unclear(cell, conventions) ? CellValue<ParsedMicros>{{}, &fault::undecided}
                                                       : read_micros(cell, conventions.decimal_mark);
    if (decimal.fault) findings.fault(heading, *decimal.fault, cell.text);
    if (!decimal.value) return std::nullopt;
    if (decimal.value->rounded) findings.warn(heading, warning::rounded);
    return decimal.value->micros;
}

std::optional<std::int64_t> read_measure(const RowView& row, Measure measure, AmountUnit unit,
                                         const Conventions& conventions, RowFindings& findings) {
    const auto mark = conventions.decimal_mark;
    const Field field = field_of(measure);
    const Cell& cell = row.at(field);
    if (unit == AmountUnit::micros) return read_whole_micros(row, field, mark, findings);
    if (is_count(measure)) {
        const auto count = read_count(cell, mark);
        if (count.fault)
            findings.fault(row.heading(field), *count.fault, cell.text);
        else if (count.value && *count.value < 0)
            findings.fault(row.heading(field), fault::negative_count, cell.text);
        return count.value;
    }
    const auto micros = read_decimal(cell, row.heading(field), conventions, findings);
    if (micros.value_or(0) < 0) findings.warn(row.heading(field), warning::negative_value);
    return micros;
}

// What they mean is not known: any sign will do.
void read_own_measures(const RowView& row, const Conventions& conventions, RowMeasures& measures,
                       RowFindings& findings) {
    for (const auto& own : row.own_measures()) {
        const auto micros = read_decimal(row.at(own), row.heading(own), conventions, findings);
        measures.own_present[own.number] = micros.has_value();
        measures.own_value[own.number] = micros.value_or(0);
    }
}

// Pairs of which the first should not be more than the second.
struct Relation {
    Measure part;
    Measure whole;
    const Finding& finding;
};
constexpr Relation relations[] = {
    {Measure::clicks, Measure::impressions, warning::clicks_over_impressions},
    {Measure::conversions, Measure::clicks, warning::conversions_over_clicks},
    {Measure::new_customers, Measure::conversions, warning::customers_over_conversions},
};

Int128 micros_of(const RowMeasures& measures, Measure measure) {
    return Int128{measures.value[index_of(measure)]} * (is_count(measure) ? micros_per_unit : 1);
}

void check_relations(const RowView& row, const RowMeasures& measures, RowFindings& findings) {
    for (const Relation& relation : relations) {
        if (!measures.present[index_of(relation.part)] || !measures.present[index_of(relation.whole)])
            continue;
        if (micros_of(measures, relation.part) <= micros_of(measures, relation.whole)) continue;
        findings.warn(row.heading(field_of(relation.part)), relation.finding);
    }
}

void estimate_revenue(const RowView& row, std::int64_t value_per_conversion_micros, RowMeasures& measures,
                      RowFindings& findings) {
    if (measures.present[index_of(Measure::revenue)] || !measures.present[index_of(Measure::conversions)])
        return;
    if (findings.faulty()) return;  // a revenue that cannot be read is not an empty one
    const auto revenue =
        multiply_micros(measures.value[index_of(Measure::conversions)], value_per_conversion_micros);
    if (!revenue) return findings.fault(row.heading(Field::conversions), fault::revenue_out_of_range);
    const Int128 exact = Int128{measures.value[index_of(Measure::conversions)]} * value_per_conversion_micros;
    if (exact % micros_per_unit != 0)
        findings.warn(row.heading(Field::conversions), warning::estimate_rounded);
    measures.value[index_of(Measure::revenue)] = *revenue;
    measures.present[index_of(Measure::revenue)] = true;
    measures.revenue_estimated = true;
}

void append(MeasureColumn& column, std::int64_t value, bool is_present) {
    column.value.push_back(value);
    column.present.push_back(is_present ? 1 : 0);
}

}  // namespace

RowMeasures read_measures(const RowView& row, const Conventions& conventions,
                          std::optional<std::int64_t> value_per_conversion_micros, RowFindings& findings) {
    RowMeasures measures;
    for (const Measure measure : all_measures) {
        const auto value = read_measure(row, measure, row.unit(field_of(measure)), conventions, findings);
        measures.present[index_of(measure)] = value.has_value();
        measures.value[index_of(measure)] = value.value_or(0);
    }
    read_own_measures(row, conventions, measures, findings);
    if (std::ranges::none_of(measures.present, std::identity{}) &&
        std::ranges::none_of(measures.own_present, std::identity{}))
        findings.warn("", warning::no_measure);
    check_relations(row, measures, findings);
    if (value_per_conversion_micros) estimate_revenue(row, *value_per_conversion_micros, measures, findings);
    return measures;
}

void append(FactColumns& facts, const RowMeasures& measures) {
    for (std::size_t m = 0; m < measure_count; ++m)
        append(facts.measures[m], measures.value[m], measures.present[m]);
    for (std::size_t m = 0; m < facts.own_measures.size(); ++m)
        append(facts.own_measures[m].column, measures.own_value[m], measures.own_present[m]);
    facts.revenue_estimated.push_back(measures.revenue_estimated ? 1 : 0);
}

}  // namespace insightflow
