#include "domain/ingestion/written_day.hpp"

#include <gtest/gtest.h>

namespace insightflow {
namespace {

using std::chrono::year;

constexpr Day last_of_january = year{2024} / 1 / 31;
constexpr Day third_of_april = year{2024} / 4 / 3;
constexpr Day fourth_of_march = year{2024} / 3 / 4;

TEST(WrittenDay, OneDayHasManyWritings) {
    for (const auto* text : {"2024-01-31",
                             "2024-1-31",
                             "2024/01/31",
                             "2024.1.31",
                             "20240131",
                             "31.01.2024",
                             "31.1.24",
                             "Jan 31, 2024",
                             "January 31st, 2024",
                             "31 Jan 2024",
                             "31-Jan-24",
                             "2024 January 31",
                             "Wed, Jan 31, 2024",
                             "31. Januar 2024",
                             "31 janv. 2024",
                             "31 de enero de 2024",
                             "31 gennaio 2024",
                             "31 de janeiro de 2024",
                             "31 januari 2024",
                             "2024-01-31 00:00:00",
                             "2024-01-31T00:00",
                             "2024-01-31 0:00",
                             " 2024-01-31 ",
                             "Jan 31, 2024 12:00:00 AM",
                             "2024-01-31 12:00 AM",
                             "Jan 31, 2024 00:00:00.000"}) {
        const auto readings = day_readings(text);
        ASSERT_TRUE(readings) << text;
        EXPECT_EQ(readings->day_first, last_of_january) << text;
        EXPECT_EQ(readings->month_first, last_of_january) << text;
        EXPECT_FALSE(readings->needs_order) << text;
    }
}

TEST(WrittenDay, EveryMonthHasItsNames) {
    const std::pair<std::string_view, unsigned> names[] = {
        {"Februar", 2},    {"février", 2},  {"fevereiro", 2}, {"März", 3},      {"mars", 3},
        {"maart", 3},      {"Mrz", 3},      {"mrt", 3},       {"avril", 4},     {"abril", 4},
        {"Mai", 5},        {"mei", 5},      {"maggio", 5},    {"juin", 6},      {"giugno", 6},
        {"juillet", 7},    {"luglio", 7},   {"août", 8},      {"agosto", 8},    {"settembre", 9},
        {"Okt", 10},       {"ottobre", 10}, {"outubro", 10},  {"novembre", 11}, {"Dezember", 12},
        {"diciembre", 12}, {"décembre", 12}};
    for (const auto& [name, month] : names) {
        const auto readings = day_readings("5 " + std::string(name) + " 2024");
        ASSERT_TRUE(readings) << name;
        EXPECT_EQ(readings->day_first, Day{year{2024} / static_cast<int>(month) / 5}) << name;
    }
}

TEST(WrittenDay, BareNumbersHaveTwoReadings) {
    for (const auto* text : {"3/4/2024", "03/04/2024", "3-4-2024", "03/04/24"}) {
        const auto readings = day_readings(text);
        ASSERT_TRUE(readings) << text;
        EXPECT_TRUE(readings->needs_order) << text;
        EXPECT_EQ(readings->by(DateOrder::day_first), third_of_april) << text;
        EXPECT_EQ(readings->by(DateOrder::month_first), fourth_of_march) << text;
    }
    EXPECT_EQ(day_readings("31/1/2024")->day_first, last_of_january);
    EXPECT_EQ(day_readings("31/1/2024")->month_first, std::nullopt);
    EXPECT_EQ(day_readings("1/31/2024")->day_first, std::nullopt);
}

TEST(WrittenDay, ADayThatIsNotThereHasNoReading) {
    for (const auto* text :
         {"2024-02-30", "20241301", "30 Feb 2024", "32.1.2024", "45/45/2024", "0000-1-1"}) {
        const auto readings = day_readings(text);
        ASSERT_TRUE(readings) << text;
        EXPECT_EQ(readings->day_first, std::nullopt) << text;
        EXPECT_EQ(readings->month_first, std::nullopt) << text;
    }
}

TEST(WrittenDay, MonthsAreRead) {
    for (const auto* text :
         {"2024-02", "2024/2", "2/2024", "02.2024", "Feb 2024", "Februar 2024", "2024 février"})
        EXPECT_EQ(month_start(text), Day{year{2024} / 2 / 1}) << text;
    for (const auto* text :
         {"", "2024", "2024-13", "2024-02-01", "Foo 2024", "Feb 24", "2024 2024", "x 2024", "Feb x"})
        EXPECT_FALSE(month_start(text)) << text;
}

TEST(WrittenDay, OtherTextIsNoDay) {
    for (const auto* text : {"",
                             "2024",
                             "2024-01",
                             "January 2024",
                             "1/2",
                             "1/2/3",
                             "123/4/2024",
                             "1-2/2024",
                             "1/234/2024",
                             "1/2/345",
                             "1234567890",
                             "2024010a",
                             "2024-01-31 10:00",
                             "2024-01-31T00:00:00+02:00",
                             "2024-01-31T00:00:00Z",
                             "2024-01-31 00:00:00 UTC",
                             "2024-01-31 12:00:00 PM",
                             "Marketing 5 2024",
                             "Ma 5 2024",
                             "Mar 5 2024x",
                             "5 Foo 2024",
                             "Jan Feb 2024",
                             "32 Jan 2024",
                             "5 Jan 123",
                             "Q1 2024 report",
                             "1/x/2024",
                             "00:00:00",
                             "a b c d 1 2",
                             "Jan 5 2024 6 7"})
        EXPECT_FALSE(day_readings(text)) << text;
}

}  // namespace
}  // namespace insightflow
