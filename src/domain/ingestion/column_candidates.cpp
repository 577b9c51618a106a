#include "domain/ingestion/column_candidates.hpp"

#include <algorithm>
#include <array>

#include "domain/ingestion/cells.hpp"
#include "domain/ingestion/timestamps.hpp"
#include "domain/ingestion/written_day.hpp"
#include "domain/text/printable.hpp"
#include "domain/text/spelling.hpp"

namespace insightflow {
namespace {

constexpr std::size_t example_bytes_max = 40;

bool reads_any(const std::vector<ColumnReading>& columns, const auto& is_one) {
    return std::ranges::any_of(columns, [&](const ColumnReading& column) {
        return column.is_used && column.meaning && is_one(column.meaning->field);
    });
}

bool is_period(Field field) { return field == Field::week || field == Field::month; }

bool is_one_day(Field field) {
    return field == Field::date || field == Field::timestamp || field == Field::date_hour;
}

Question question_of_profiles(const std::vector<std::string>& names) {
    Question question{"profile", "", 0, "The file fits several profiles alike.", {}};
    for (const std::string& name : names)
        question.choices.push_back({"profile=" + name, "it is read by the profile " + name});
    return question;
}

bool is_when(Field field) { return is_period(field) || is_one_day(field); }

bool is_a_day(std::string_view text) {
    const auto is_one = [](std::string_view day) { return parse_day(day) || day_readings(day); };
    return is_one(text) || is_one(date_part(text));
}

bool is_a_number(std::string_view text) {
    return plain_number(text, DecimalMark::point).has_value() ||
           plain_number(text, DecimalMark::comma).has_value();
}

}  // namespace

void ColumnSamples::add(const TextChunk& chunk) {
    if (rows_ >= sampled_rows_max) return;
    for (std::size_t column = samples_.size(); column < chunk.columns.size(); ++column)
        samples_.push_back({.heading = chunk.columns[column]});
    const std::size_t rows = std::min(chunk.rows(), sampled_rows_max - rows_);
    for (std::size_t column = 0; column < samples_.size(); ++column) {
        const auto& cells = chunk.cells[column];
        for (std::size_t row = 0; row < std::min(rows, cells.size()); ++row)
            look_at(samples_[column], cells[row]);
    }
    rows_ += rows;
}

void ColumnSamples::look_at(Sample& sample, const Cell& cell) {
    const std::string_view text = trimmed(cell.text);
    const bool has_value = (cell.kind == CellKind::text || cell.kind == CellKind::number) && !text.empty() &&
                           !means_no_value(text);
    if (!has_value) return;
    if (sample.filled++ == 0) sample.first = in_quotes(text, example_bytes_max);
    if (cell.kind == CellKind::text && is_a_day(text)) ++sample.days;
    if (cell.kind == CellKind::number || is_a_number(text)) ++sample.numbers;
    if (text.find_first_not_of("0123456789") == std::string_view::npos) ++sample.whole;
}

template <class CanBe>
std::vector<Choice> ColumnSamples::choices(const std::vector<ColumnReading>& columns, std::string_view field,
                                           const CanBe& can_be) const {
    std::vector<Choice> found;
    for (std::size_t i = 0; i < std::min(columns.size(), samples_.size()); ++i) {
        if (columns[i].is_used || !can_be(samples_[i]) || found.size() == candidates_max) continue;
        found.push_back({"map=" + samples_[i].heading + "=" + std::string(field),
                         "the column holds " + samples_[i].first + " and the like"});
    }
    return found;
}

Question ColumnSamples::question_of_measures(const std::vector<ColumnReading>& columns) const {
    const bool is_meant = std::ranges::any_of(columns, [](const ColumnReading& column) {
        return column.meaning && is_measure(column.meaning->field);
    });
    Question question{"map", "", 0, "", {}};
    question.message = is_meant ? "Several columns mean the same measure, and none of them is taken."
                                : "No column holds a measure.";
    const auto add = [&](std::string_view field, const auto& can_be) {
        for (Choice& choice : choices(columns, field, can_be))
            if (question.choices.size() < candidates_max) question.choices.push_back(std::move(choice));
    };
    add("cost", [](const Sample& s) { return s.holds(s.numbers) && s.whole < s.filled; });
    add("impressions", [](const Sample& s) { return s.holds(s.numbers) && s.whole == s.filled; });
    add("clicks", [](const Sample& s) { return s.holds(s.numbers) && s.whole == s.filled; });
    return question;
}

std::vector<Question> ColumnSamples::questions(const BatchReading& reading, Spread spread) const {
    if (!reading.profile_rivals.empty()) return {question_of_profiles(reading.profile_rivals)};
    const std::vector<ColumnReading>& columns = reading.columns;
    std::vector<Question> asked;
    if (spread == Spread::none && reads_any(columns, is_period) && !reads_any(columns, is_one_day))
        asked.push_back({"spread",
                         "",
                         0,
                         "Rows stand for weeks or months, and a fact is of one day.",
                         {{"spread=even", "each day has an equal part, which is an estimate"}}});
    if (!reads_any(columns, is_when))
        asked.push_back({"map", "", 0, "No column holds the date.",
                         choices(columns, "date", [](const Sample& s) { return s.holds(s.days); })});
    if (!reads_any(columns, is_measure)) asked.push_back(question_of_measures(columns));
    if (!reading.platform && !reads_any(columns, [](Field field) { return field == Field::platform; })) {
        Question question{"platform", "", 0, "Neither a column nor an option names the platform.", {}};
        for (const std::string_view name : {"google_ads", "meta_ads", "tiktok_ads", "linkedin_ads"})
            question.choices.push_back({"platform=" + std::string(name), "all rows are of it"});
        for (Choice& choice : choices(columns, "platform", [](const Sample& s) {
                 return s.filled > 0 && s.numbers == 0 && s.days == 0;
             }))
            question.choices.push_back(std::move(choice));
        asked.push_back(std::move(question));
    }
    return asked;
}

}  // namespace insightflow
