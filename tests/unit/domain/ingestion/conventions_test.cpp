#include "domain/ingestion/conventions.hpp"

#include <gtest/gtest.h>

namespace insightflow {
namespace {

struct Decided {
    Conventions conventions{};
    std::vector<Question> questions{};
    std::string words{};
};

struct Numbers {
    std::vector<std::string_view> amounts{};
    std::vector<std::string_view> counts{};
};

Decided decide(const Numbers& numbers, const std::vector<std::string_view>& days, const DayRange& range = {},
               const Conventions& given = {}) {
    ConventionSurvey survey(given);
    std::uint64_t line = 2;
    for (const auto text : numbers.amounts) survey.number(text, false, "Cost", line++);
    line = 2;
    for (const auto text : numbers.counts) survey.number(text, true, "Clicks", line++);
    line = 2;
    for (const auto text : days) survey.day(text, "Day", line++);
    Decided decided;
    decided.conventions = survey.decide(range, decided.questions);
    decided.words = survey.words(decided.conventions);
    return decided;
}

TEST(Conventions, TheMarkIsThatOfTheWholeFile) {
    const struct {
        Numbers numbers;
        DecimalMark mark;
    } cases[] = {
        {{}, DecimalMark::point},
        {{{"1,234", "12.5"}}, DecimalMark::point},
        {{{"1.234", "12,5"}}, DecimalMark::comma},
        {{{"1,234"}, {"1,234"}}, DecimalMark::point},
        {{{"1.234"}, {"1.234"}}, DecimalMark::comma},
        {{{"1.234", "2.345"}}, DecimalMark::point},
        {{{"1 234", "5"}, {"7"}}, DecimalMark::point},
    };
    for (const auto& c : cases) {
        const Decided decided = decide(c.numbers, {});
        EXPECT_EQ(decided.conventions.decimal_mark, c.mark);
        EXPECT_TRUE(decided.questions.empty());
        EXPECT_EQ(decided.words, c.mark == DecimalMark::comma ? "numbers have a decimal comma" : "");
    }
}

TEST(Conventions, AMarkThatTheFileDoesNotTellIsAsked) {
    const Decided amounts = decide({{"5", "1,234"}, {}}, {});
    ASSERT_EQ(amounts.questions.size(), 1U);
    EXPECT_EQ(
        text_of(amounts.questions.front()),
        "Nothing in the file tells whether its numbers have a decimal point or a comma: '1,234' (line 3, "
        "Cost) can be read in two ways. Say decimal=point ('1,234' is 1234), or decimal=comma ('1,234' is "
        "1.234).");
    EXPECT_EQ(amounts.questions.front().line, 3U);
    EXPECT_EQ(decide({{}, {"1.000"}}, {}).questions.size(), 1U);
    EXPECT_TRUE(decide({{"1,234"}, {}}, {}, {}, {DecimalMark::comma, {}}).questions.empty());
}

TEST(Conventions, TwoMarksInOneFileAreAsked) {
    const Decided decided = decide({{"1,5", "1.5"}, {}}, {});
    ASSERT_EQ(decided.questions.size(), 1U);
    EXPECT_EQ(text_of(decided.questions.front()),
              "The file writes numbers in two ways: '1.5' (line 3, Cost) has a decimal point, '1,5' (line 2, "
              "Cost) a decimal comma. Say decimal=point (numbers with a decimal comma are rejected), or "
              "decimal=comma (numbers with a decimal point are rejected).");
}

TEST(Conventions, TheOrderOfDatesIsThatOfTheWholeFile) {
    const struct {
        std::vector<std::string_view> days;
        DateOrder order;
        std::string words;
    } cases[] = {
        {{}, DateOrder::day_first, ""},
        {{"2024-01-31", "31.01.2024"}, DateOrder::day_first, ""},
        {{"03/04/2024", "31/04/2023", "31/03/2024"}, DateOrder::day_first, "dates have the day first"},
        {{"03/04/2024", "03/31/2024"}, DateOrder::month_first, "dates have the month first"},
        {{"04/04/2024", "no day"}, DateOrder::day_first, "dates have the day first"},
    };
    for (const auto& c : cases) {
        const Decided decided = decide({}, c.days);
        EXPECT_EQ(decided.conventions.date_order, c.order);
        EXPECT_TRUE(decided.questions.empty());
        EXPECT_EQ(decided.words, c.words);
    }
}

TEST(Conventions, AYearOfTwoDigitsStandsWhereNothingChanges) {
    EXPECT_EQ(decide({}, {"24-01-15", "24-01-16"}).conventions.date_order, DateOrder::year_first);
    EXPECT_EQ(decide({}, {"24-01-15", "24-01-16"}).words, "dates have the year first");
    EXPECT_EQ(decide({}, {"15/01/24", "16/01/24"}).conventions.date_order, DateOrder::day_first);
    EXPECT_EQ(decide({}, {"01/15/24", "01/16/24"}).conventions.date_order, DateOrder::month_first);
    EXPECT_EQ(decide({}, {"45-01-15"}).conventions.date_order, DateOrder::year_first);
    const Decided day = decide({}, {"24-01-15"});
    ASSERT_EQ(day.questions.size(), 1U);
    EXPECT_EQ(
        text_of(day.questions.front()),
        "Nothing in the file tells whether its dates begin or end with the year: '24-01-15' (line 2, Day) "
        "can be read in several ways. Say date_order=dmy ('24-01-15' is 2015-01-24), or date_order=mdy "
        "('24-01-15' is no day), or date_order=ymd ('24-01-15' is 2024-01-15).");
    using std::chrono::year;
    const DayRange january{Day{year{2024} / 1 / 1}, Day{year{2024} / 1 / 31}};
    EXPECT_EQ(decide({}, {"24-01-15"}, january).conventions.date_order, DateOrder::year_first);
    EXPECT_EQ(decide({}, {"15-01-24"}, january).conventions.date_order, DateOrder::day_first);
    EXPECT_TRUE(decide({}, {"24-01-15"}, {}, {{}, DateOrder::year_first}).questions.empty());
}

TEST(Conventions, HowSuchFilesAreUsuallyWrittenCountsWhereTheFileDoesNotTell) {
    ConventionSurvey survey({});
    survey.expect({{}, DateOrder::day_first});
    survey.day("15-01-24", "Day", 2);
    std::vector<Question> questions;
    EXPECT_EQ(survey.decide({}, questions).date_order, DateOrder::day_first);
    EXPECT_TRUE(questions.empty());
}

TEST(Conventions, AnOrderThatTheFileDoesNotTellIsAsked) {
    const Decided decided = decide({{"1,5"}, {}}, {"04/04/2024", "03/04/2024"});
    ASSERT_EQ(decided.questions.size(), 1U);
    EXPECT_EQ(
        text_of(decided.questions.front()),
        "Nothing in the file tells whether its dates have the day or the month first: '03/04/2024' (line "
        "3, Day) can be read in two ways. Say date_order=dmy ('03/04/2024' is 2024-04-03), or "
        "date_order=mdy ('03/04/2024' is 2024-03-04).");
    EXPECT_EQ(decided.words, "numbers have a decimal comma, dates the day first");
    EXPECT_TRUE(decide({}, {"03/04/2024"}, {}, {{}, DateOrder::month_first}).questions.empty());
}

TEST(Conventions, TwoOrdersInOneFileAreAsked) {
    const Decided decided = decide({}, {"13/04/2024", "04/13/2024"});
    ASSERT_EQ(decided.questions.size(), 1U);
    EXPECT_EQ(text_of(decided.questions.front()),
              "The file writes days in two orders: '13/04/2024' (line 2, Day) can only have the day first, "
              "'04/13/2024' (line 3, Day) only the month. Say date_order=dmy ('04/13/2024' is no day), or "
              "date_order=mdy ('04/13/2024' is 2024-04-13).");
}

TEST(Conventions, TheRangeThatTheFileNamesTellsTheOrder) {
    using std::chrono::year;
    const DayRange april{Day{year{2024} / 4 / 1}, Day{year{2024} / 4 / 30}};
    const DayRange march{Day{year{2024} / 3 / 1}, Day{year{2024} / 3 / 31}};
    EXPECT_EQ(decide({}, {"03/04/2024"}, april).conventions.date_order, DateOrder::day_first);
    EXPECT_EQ(decide({}, {"03/04/2024"}, march).conventions.date_order, DateOrder::month_first);
    const DayRange both{Day{year{2024} / 3 / 1}, Day{year{2024} / 4 / 30}};
    EXPECT_EQ(decide({}, {"03/04/2024"}, both).questions.size(), 1U);
    EXPECT_EQ(decide({}, {"03/04/2024"}, {}).questions.size(), 1U);
}

}  // namespace
}  // namespace insightflow
