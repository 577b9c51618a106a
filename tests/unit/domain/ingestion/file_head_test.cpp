#include "domain/ingestion/file_head.hpp"

#include <gtest/gtest.h>

namespace insightflow {
namespace {

// Rows whose fields stand between bars.
std::vector<HeadRow> rows_of(std::initializer_list<std::string> texts) {
    std::vector<HeadRow> rows;
    for (const std::string& text : texts) {
        HeadRow row{rows.size() + 1, text, {""}};
        for (const char c : text) {
            if (c == '|')
                row.cells.emplace_back();
            else
                row.cells.back().push_back(c);
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

TEST(FileHead, HeadingsAreTheFirstRowThatNamesAMeasureAndMore) {
    const struct {
        std::initializer_list<std::string> texts;
        std::size_t row;
        std::size_t recognised;
    } cases[] = {
        {{"date|clicks", "2024-01-31|1"}, 0, 2},
        {{"Campaign report", "January 1, 2024 - January 31, 2024", "Day|Campaign|Cost|Impr."}, 2, 4},
        {{"Campaign report|", "Date|Clicks", "Day|Campaign|Cost"}, 1, 2},
        {{"Campaign|Cost", "Clicks|Cost"}, 0, 2},
        {{"Tag|Kampagne|Kosten (EUR)", "1.2.2024|a|1"}, 0, 3},
        {{"clicks|cost", "1|2"}, 0, 0},
        {{"date|campaign", "1|2"}, 0, 0},
        {{}, 0, 0},
    };
    for (const auto& c : cases) {
        const auto rows = rows_of(c.texts);
        const HeadingPlace place = find_headings(rows, {});
        EXPECT_EQ(place.recognised, c.recognised);
        EXPECT_EQ(place.row, c.row);
    }
}

TEST(FileHead, HeadingsThatTheSenderNamesAreKnown) {
    const auto rows = rows_of({"Titel", "Stichtag|Netto", "2024-01-31|1"});
    const std::vector<ColumnChoice> choices{*column_choice("Stichtag=date"), *column_choice("netto=cost")};
    EXPECT_EQ(find_headings(rows, {}).recognised, 0U);
    EXPECT_EQ(find_headings(rows, choices).recognised, 2U);
    EXPECT_EQ(find_headings(rows, choices).row, 1U);
}

TEST(FileHead, TheRangeOfTheFileIsRead) {
    using std::chrono::year;
    const DayRange january{Day{year{2024} / 1 / 1}, Day{year{2024} / 1 / 31}};
    for (const auto& texts :
         {std::vector<std::string>{"Campaign report", "January 1, 2024 - January 31, 2024"},
          {"\"January 1, 2024 - January 31, 2024\""},
          {"2024-01-01 - 2024-01-31"},
          {"1. Januar 2024 – 31. Januar 2024"},
          {"Report (2024-01-01 to 2024-01-31)"},
          {"Campaign Performance Report (in UTC)", "Report Start: January 1, 2024, 12:00 AM",
           "Report End: January 31, 2024, 11:59 PM", "Date Generated: March 3, 2024, 6:00 AM"}}) {
        std::vector<HeadRow> rows;
        for (const std::string& text : texts) rows.push_back({rows.size() + 1, text, {}});
        EXPECT_EQ(range_in(rows), january) << texts.back();
    }
}

TEST(FileHead, WhatIsNoRangeIsNone) {
    const auto spend = rows_of({"Ad Spend report 2024-03-01", "Start 2024-01-01"});
    EXPECT_EQ(range_in(spend), DayRange{});
    for (const auto* text : {"All time", "", "January 1, 2024", "Report Start: January 1, 2024",
                             "01/02/2024 - 03/04/2024", "January 31, 2024 - January 1, 2024"}) {
        const auto rows = rows_of({text});
        EXPECT_EQ(range_in(rows), DayRange{}) << text;
    }
    const auto backwards = rows_of({"Start: January 31, 2024", "End: January 1, 2024"});
    EXPECT_EQ(range_in(backwards), DayRange{});
}

}  // namespace
}  // namespace insightflow
