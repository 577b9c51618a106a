#include "domain/ingestion/conventions.hpp"

#include <algorithm>

#include "domain/ingestion/row_findings.hpp"
#include "domain/text/printable.hpp"

namespace insightflow {
namespace {

std::string place_of(std::string_view heading, std::uint64_t line) {
    return "line " + std::to_string(line) + ", " + std::string(heading);
}

std::string day_or_none(const std::optional<Day>& day) { return day ? day_text(*day) : "no day"; }

}  // namespace

std::string text_of(const Question& question) {
    std::string text = question.message;
    for (const Choice& choice : question.choices)
        text += (&choice == question.choices.data() ? " Say " : ", or ") + choice.option + " (" +
                choice.reading + ")";
    return text + ".";
}

void ConventionSurvey::Span::add(const std::optional<Day>& day) {
    if (!day) return;
    first = first ? std::min(*first, *day) : *day;
    last = last ? std::max(*last, *day) : *day;
}

bool ConventionSurvey::Span::is_within(const DayRange& range) const {
    return first && last && range.from && range.to && *range.from <= *first && *last <= *range.to;
}

bool ConventionSurvey::Span::is_of_one_year() const {
    return first && std::chrono::year_month_day{*first}.year() == std::chrono::year_month_day{*last}.year();
}

void ConventionSurvey::keep_first(std::optional<Example>& example, std::string_view text,
                                  std::string_view heading, std::uint64_t line) {
    if (!example) example = Example{std::string(text), std::string(heading), line};
}

void ConventionSurvey::number(std::string_view text, bool count, std::string_view heading,
                              std::uint64_t line) {
    switch (mark_hint(text, count)) {
        case MarkHint::none: return;
        case MarkHint::point: return keep_first(point_, text, heading, line);
        case MarkHint::comma: return keep_first(comma_, text, heading, line);
        case MarkHint::either: break;
    }
    // Programs write three decimals behind a point, and seldom group thousands: 1.234 of an amount is read as
    // it stands unless the file says otherwise.
    if (!count && text.find(',') == std::string_view::npos)
        return keep_first(amount_with_point_, text, heading, line);
    keep_first(either_mark_, text, heading, line);
}

void ConventionSurvey::day(std::string_view text, std::string_view heading, std::uint64_t line) {
    const auto readings = day_readings(text);
    if (!readings || !readings->needs_order) return;
    by_day_first_.add(readings->day_first);
    by_month_first_.add(readings->month_first);
    by_year_first_.add(readings->year_first);
    if (readings->year_first)
        keep_first(first_short_, text, heading, line);
    else
        is_never_year_first_ = true;
    if (readings->day_first == readings->month_first) return;
    if (!readings->month_first) return keep_first(day_first_, text, heading, line);
    if (!readings->day_first) return keep_first(month_first_, text, heading, line);
    keep_first(either_order_, text, heading, line);
}

Conventions ConventionSurvey::decide(const DayRange& range, std::vector<Question>& questions) const {
    Conventions decided = given_;
    if (!decided.decimal_mark) decided.decimal_mark = decide_mark(questions);
    if (!decided.date_order) decided.date_order = decide_order(range, questions);
    return decided;
}

std::string ConventionSurvey::words(const Conventions& decided) const {
    std::string text;
    if (decided.decimal_mark == DecimalMark::comma) text = "numbers have a decimal comma";
    if (by_day_first_.first || by_month_first_.first || by_year_first_.first) {
        text += text.empty() ? "dates have the " : ", dates the ";
        text += decided.date_order == DateOrder::day_first     ? "day first"
                : decided.date_order == DateOrder::month_first ? "month first"
                                                               : "year first";
    }
    return text;
}

DecimalMark ConventionSurvey::decide_mark(std::vector<Question>& questions) const {
    if (point_ && comma_) {
        questions.push_back({"decimal",
                             comma_->heading,
                             std::max(comma_->line, point_->line),
                             "The file writes numbers in two ways: " + in_quotes(point_->text) + " (" +
                                 place_of(point_->heading, point_->line) + ") has a decimal point, " +
                                 in_quotes(comma_->text) + " (" + place_of(comma_->heading, comma_->line) +
                                 ") a decimal comma.",
                             {{"decimal=point", "numbers with a decimal comma are rejected"},
                              {"decimal=comma", "numbers with a decimal point are rejected"}}});
    }
    if (point_) return DecimalMark::point;
    if (comma_) return DecimalMark::comma;
    if (usual_.decimal_mark) return *usual_.decimal_mark;
    const auto& unclear = comma_likely_ && !either_mark_ ? amount_with_point_ : either_mark_;
    if (unclear) {
        const std::string& text = unclear->text;
        questions.push_back(
            {"decimal",
             unclear->heading,
             unclear->line,
             "Nothing in the file tells whether its numbers have a decimal point or a comma: " +
                 in_quotes(text) + " (" + place_of(unclear->heading, unclear->line) +
                 ") can be read in two ways.",
             {{"decimal=point", in_quotes(text) + " is " + *plain_number(text, DecimalMark::point)},
              {"decimal=comma", in_quotes(text) + " is " + *plain_number(text, DecimalMark::comma)}}});
    }
    return DecimalMark::point;
}

int ConventionSurvey::signs_of_year_first(const DayRange& range) const {
    const bool fits_first = by_year_first_.is_within(range);
    const bool fits_last = by_day_first_.is_within(range) || by_month_first_.is_within(range);
    if (fits_first != fits_last) return fits_first ? 1 : -1;
    const bool stays_first = by_year_first_.is_of_one_year();
    const bool stays_last = by_day_first_.is_of_one_year() || by_month_first_.is_of_one_year();
    return stays_first == stays_last ? 0 : stays_first ? 1 : -1;
}

DateOrder ConventionSurvey::decide_order(const DayRange& range, std::vector<Question>& questions) const {
    const auto ask = [&](const Example& example, std::string message) {
        const auto readings = day_readings(example.text);
        questions.push_back(
            {"date_order",
             example.heading,
             example.line,
             std::move(message),
             {{"date_order=dmy", in_quotes(example.text) + " is " + day_or_none(readings->day_first)},
              {"date_order=mdy", in_quotes(example.text) + " is " + day_or_none(readings->month_first)}}});
        if (readings->year_first && !is_never_year_first_)
            questions.back().choices.push_back(
                {"date_order=ymd", in_quotes(example.text) + " is " + day_or_none(readings->year_first)});
    };
    if (first_short_ && !is_never_year_first_) {
        const int begins_with_year = signs_of_year_first(range);
        if (begins_with_year > 0) return DateOrder::year_first;
        if (begins_with_year == 0 && usual_.date_order) return *usual_.date_order;
        if (begins_with_year == 0)
            ask(*first_short_, "Nothing in the file tells whether its dates begin or end with the year: " +
                                   in_quotes(first_short_->text) + " (" +
                                   place_of(first_short_->heading, first_short_->line) +
                                   ") can be read in several ways.");
        if (begins_with_year == 0) return DateOrder::year_first;
    }
    if (day_first_ && month_first_)
        ask(*month_first_, "The file writes days in two orders: " + in_quotes(day_first_->text) + " (" +
                               place_of(day_first_->heading, day_first_->line) +
                               ") can only have the day first, " + in_quotes(month_first_->text) + " (" +
                               place_of(month_first_->heading, month_first_->line) + ") only the month.");
    if (day_first_) return DateOrder::day_first;
    if (month_first_) return DateOrder::month_first;
    const bool fits_day_first = by_day_first_.is_within(range);
    if (fits_day_first != by_month_first_.is_within(range))
        return fits_day_first ? DateOrder::day_first : DateOrder::month_first;
    if (usual_.date_order) return *usual_.date_order;
    if (either_order_)
        ask(*either_order_, "Nothing in the file tells whether its dates have the day or the month first: " +
                                in_quotes(either_order_->text) + " (" +
                                place_of(either_order_->heading, either_order_->line) +
                                ") can be read in two ways.");
    return DateOrder::day_first;
}

}  // namespace insightflow
