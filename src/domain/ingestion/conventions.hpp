// How a file writes its numbers and days. It is decided once per file, from all of its cells, and asked for
// where the file does not tell: nothing is guessed cell by cell.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/ingestion/written_day.hpp"
#include "domain/ingestion/written_number.hpp"

namespace insightflow {

// What is nullopt is not decided.
struct Conventions {
    std::optional<DecimalMark> decimal_mark{};
    std::optional<DateOrder> date_order{};
    std::optional<std::string> counted_value{};  // of a profile's RowChoice
    // Something else in the file is written as where decimals have a comma: an amount of 1.234 is a question.
    bool comma_likely = false;
    friend bool operator==(const Conventions&, const Conventions&) = default;
};

// One of the answers to a question: the batch option that gives it, and how the file is read then.
struct Choice {
    std::string option{};   // "date_order=dmy"
    std::string reading{};  // "03/04/2024 is 2024-04-03"
};

// What the file does not tell. line is the first one concerned.
struct Question {
    std::string code{};   // the option that answers it: "date_order"
    std::string field{};  // the heading as the sender wrote it
    std::uint64_t line = 0;
    std::string message{};  // for a person
    std::vector<Choice> choices{};
};

// The question as one paragraph, with its choices.
std::string text_of(const Question& question);

// Hears every cell of a file whose writing may differ, and decides at its end.
class ConventionSurvey {
public:
    // What is given is not asked.
    explicit ConventionSurvey(Conventions given) : given_(std::move(given)) {}
    // How such files are usually written: counts where the file does not tell.
    void expect(const Conventions& usual) { usual_ = usual; }
    void expect_commas() { comma_likely_ = true; }

    void number(std::string_view text, bool count, std::string_view heading, std::uint64_t line);
    void day(std::string_view text, std::string_view heading, std::uint64_t line);

    // range: the days that the file says it is about, which may tell one order from the other. Questions are
    // added where it cannot be decided; without any, both conventions are set.
    Conventions decide(const DayRange& range, std::vector<Question>& questions) const;

    // How the file is written, for its sender; empty where there is nothing out of the ordinary.
    std::string words(const Conventions& decided) const;

private:
    struct Example {
        std::string text{};
        std::string heading{};
        std::uint64_t line = 0;
    };
    // Days of all cells that need an order, by one reading.
    struct Span {
        std::optional<Day> first{};
        std::optional<Day> last{};
        void add(const std::optional<Day>& day);
        bool is_within(const DayRange& range) const;
        bool is_of_one_year() const;
    };

    static void keep_first(std::optional<Example>& example, std::string_view text, std::string_view heading,
                           std::uint64_t line);
    DecimalMark decide_mark(std::vector<Question>& questions) const;
    DateOrder decide_order(const DayRange& range, std::vector<Question>& questions) const;
    // Above 0 where the file tells that its days of two digits each begin with the year, below where it tells
    // that they end with it: by its range, or because the days of a file lie near each other, so that what
    // never changes is the year.
    int signs_of_year_first(const DayRange& range) const;

    Conventions given_;
    Conventions usual_{};
    std::optional<Example> point_{};
    std::optional<Example> comma_{};
    std::optional<Example> either_mark_{};
    std::optional<Example> amount_with_point_{};  // and three decimals
    bool comma_likely_ = false;
    std::optional<Example> day_first_{};
    std::optional<Example> month_first_{};
    std::optional<Example> either_order_{};
    Span by_day_first_{};
    Span by_month_first_{};
    Span by_year_first_{};
    std::optional<Example> first_short_{};  // that may begin with the year
    bool is_never_year_first_ = false;      // some cell cannot
};

}  // namespace insightflow
