#include "domain/ingestion/survey.hpp"

#include "domain/ingestion/timestamps.hpp"

namespace insightflow {

void BatchSurvey::add(const TextChunk& chunk) {
    // What the normaliser would refuse, it has refused.
    if (columns_.extend(chunk.columns)) return;
    for (std::size_t row = 0; row < chunk.rows(); ++row) add_row(RowView(chunk, row, columns_));
}

void BatchSurvey::add_row(const RowView& row) {
    for (const Measure measure : all_measures) {
        const Field field = field_of(measure);
        const Cell& cell = row.at(field);
        const bool is_whole = is_count(measure) || columns_.unit(field) == AmountUnit::micros;
        if (cell.kind == CellKind::text) cells_.number(cell.text, is_whole, row.heading(field), row.line());
    }
    const auto hear_day = [&](const Cell& cell, std::string_view heading) {
        if (cell.kind != CellKind::text) return;
        cells_.day(cell.text, heading, row.line());
        cells_.day(date_part(cell.text), heading, row.line());
    };
    for (const Field field :
         {Field::date, Field::period_end, Field::week, Field::month, Field::timestamp, Field::date_hour})
        hear_day(row.at(field), row.heading(field));
    if (row.has_version()) hear_day(row.version(), row.version_heading());
}

}  // namespace insightflow
