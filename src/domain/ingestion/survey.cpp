#include "domain/ingestion/survey.hpp"

#include <algorithm>
#include <utility>

#include "domain/ingestion/row_time.hpp"
#include "domain/ingestion/timestamps.hpp"

namespace insightflow {

void BatchSurvey::begin_table(const TableStart& start) {
    preamble_.assign(start.preamble.begin(), start.preamble.end());
    range_ = range_in(start.preamble);
    // Days before the headings are written as those below: a 31 tells the order here, too.
    for (const HeadRow& row : start.preamble) hear_days(row);
    if (start.has_semicolons) cells_.expect_commas();
}

void BatchSurvey::hear_days(const HeadRow& row) {
    std::string_view rest = row.text;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find_first_of(" ,;()\""), rest.size());
        cells_.day(rest.substr(0, end), "before the headings", row.line);
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
}

void BatchSurvey::begin(const std::vector<std::string>& columns) {
    if (std::exchange(has_begun_, true)) return;
    const auto found = find_profile(shelf_, options_.platform, columns, preamble_);
    const Profile profile = found.profile ? *found.profile : Profile{};
    columns_ = map_by(options_, profile);
    cells_.expect({profile.decimal, profile.date_order, std::nullopt});
    if (profile.only_rows) filter_ = RowFilter(*profile.only_rows, options_.conventions.counted_value);
}

void BatchSurvey::add(const TextChunk& chunk) {
    begin(chunk.columns);
    filter_.extend(chunk.columns);
    // What the normaliser would refuse, it has refused.
    if (columns_.extend(chunk.columns)) return;
    for (std::size_t row = 0; row < chunk.rows(); ++row) add_row(RowView(chunk, row, columns_));
}

Conventions BatchSurvey::decide(std::vector<Question>& questions) const {
    Conventions decided = cells_.decide(range_, questions);
    decided.counted_value = filter_.decide();
    return decided;
}

void BatchSurvey::add_row(const RowView& row) {
    filter_.look_at(row);
    if (has_dotted_day(row)) cells_.expect_commas();
    for (const Measure measure : all_measures) {
        const Field field = field_of(measure);
        const Cell& cell = row.at(field);
        const bool is_whole = is_count(measure) || row.unit(field) == AmountUnit::micros;
        if (cell.kind == CellKind::text) cells_.number(cell.text, is_whole, row.heading(field), row.line());
    }
    for (const auto& own : row.own_measures())
        if (const Cell& cell = row.at(own); cell.kind == CellKind::text)
            cells_.number(cell.text, false, row.heading(own), row.line());
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
