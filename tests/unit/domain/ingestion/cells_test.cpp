#include "domain/ingestion/cells.hpp"

#include <gtest/gtest.h>

#include <random>

#include "domain/ingestion/row_findings.hpp"

namespace insightflow {
namespace {

Cell text(std::string_view value) { return {value, CellKind::text}; }
Cell number(std::string_view value) { return {value, CellKind::number}; }
constexpr Cell empties[] = {
    {{}, CellKind::absent}, {{}, CellKind::null}, {{}, CellKind::text}, {" \t", CellKind::text}};
constexpr Cell misfits[] = {{"true", CellKind::boolean}, {"[1]", CellKind::nested}};

std::string_view code_of(const Finding* finding) { return finding == nullptr ? "" : finding->code; }

TEST(Cells, EmptyOnesAreNoValueAndNoFault) {
    for (const Cell& cell : empties) {
        EXPECT_TRUE(!read_text(cell, 8).value && !read_text(cell, 8).fault);
        EXPECT_TRUE(!read_label(cell, 8).value && !read_label(cell, 8).fault);
        EXPECT_TRUE(!read_count(cell).value && !read_count(cell).fault);
        EXPECT_TRUE(!read_micros(cell).value && !read_micros(cell).fault);
        EXPECT_TRUE(!read_day(cell).value && !read_day(cell).fault);
        EXPECT_TRUE(!read_hour(cell).value && !read_hour(cell).fault);
    }
}

TEST(Cells, TrueFalseArraysAndObjectsAreOfTheWrongType) {
    for (const Cell& cell : misfits) {
        EXPECT_EQ(read_text(cell, 8).fault, &fault::wrong_type);
        EXPECT_EQ(read_label(cell, 8).fault, &fault::wrong_type);
        EXPECT_EQ(read_count(cell).fault, &fault::wrong_type);
        EXPECT_EQ(read_micros(cell).fault, &fault::wrong_type);
        EXPECT_EQ(read_day(cell).fault, &fault::wrong_type);
        EXPECT_EQ(read_hour(cell).fault, &fault::wrong_type);
    }
}

TEST(Cells, TextsAreTrimmedAndLimited) {
    EXPECT_EQ(read_text(text("  a b "), 3).value, "a b");
    EXPECT_EQ(read_text(text("abcd"), 3).fault, &fault::too_long);
    EXPECT_EQ(read_text(text(std::string_view("a\0b", 3)), 3).fault, &fault::control_character);
    EXPECT_EQ(read_text(text("a\nb"), 3).fault, &fault::control_character);
    EXPECT_EQ(read_text(text("a\x7F"), 3).fault, &fault::control_character);
    EXPECT_EQ(read_text(text("\xC2\x9B\x31m"), 9).fault, &fault::control_character);
    EXPECT_EQ(read_text(text("\xC2\xA9"), 9).value, "\xC2\xA9");
    EXPECT_EQ(read_text(text("é\u200F"), 8).value, "é\u200F");
    EXPECT_EQ(read_text(number("5"), 3).fault, &fault::wrong_type);
}

TEST(Cells, ANumberIsALabelByItsOwnSpelling) {
    EXPECT_EQ(read_label(number("1e3"), 8).value, "1e3");
    EXPECT_EQ(read_label(number("12345"), 4).fault, &fault::too_long);
    EXPECT_EQ(read_label(text("12"), 4).value, "12");
}

TEST(Cells, WholeNumbersAreRead) {
    const std::pair<std::string_view, std::int64_t> cases[] = {
        {"0", 0},
        {"007", 7},
        {" 42 ", 42},
        {"-3", -3},
        {"12.0", 12},
        {"1.2e1", 12},
        {"+5", 5},
        {"9223372036854775807", INT64_MAX},
        {"-0", 0},
        {"1E2", 100},
        {"100000000000000000", 100'000'000'000'000'000},
    };
    for (const auto& [spelling, want] : cases) EXPECT_EQ(read_count(text(spelling)).value, want) << spelling;
    EXPECT_EQ(read_count(number("12")).value, 12);
}

TEST(Cells, DecimalsAreReadExactly) {
    const struct {
        std::string_view spelling;
        std::int64_t micros;
        bool rounded;
    } cases[] = {
        {"0", 0, false},
        {"25.50", 25'500'000, false},
        {"0.000001", 1, false},
        {"999999999999", 999'999'999'999'000'000, false},
        {"999999999999.999999", 999'999'999'999'999'999, false},
        {"-1.5", -1'500'000, false},
        {".5", 500'000, false},
        {"5.", 5'000'000, false},
        {"2.55E1", 25'500'000, false},
        {"0.0000005", 0, true},
        {"0.0000015", 2, true},
        {"1.2345675", 1'234'568, true},
    };
    for (const auto& c : cases) {
        const auto read = read_micros(text(c.spelling));
        ASSERT_TRUE(read.value) << c.spelling;
        EXPECT_EQ(read.value->micros, c.micros) << c.spelling;
        EXPECT_EQ(read.value->rounded, c.rounded) << c.spelling;
    }
    EXPECT_EQ(read_micros(number("1.5")).value->micros, 1'500'000);
}

// The short way for plain numbers and the general parser must be one.
TEST(Cells, PlainNumbersReadAsTheGeneralParserReadsThem) {
    std::mt19937 random(7);
    constexpr std::string_view alphabet = "0123456789012345678901234567890123456789..-+eE, ";
    for (int i = 0; i < 60'000; ++i) {
        std::string spelling;
        for (std::size_t size = 1 + random() % 20; size > 0; --size)
            spelling += alphabet[random() % alphabet.size()];
        const Cell cell = number(spelling);
        const auto micros = read_micros(cell);
        const auto want = parse_micros(spelling);
        ASSERT_EQ(micros.value.has_value(), want.value.has_value()) << spelling;
        if (want.value) {
            ASSERT_EQ(micros.value->micros, want.value->micros) << spelling;
            ASSERT_EQ(micros.value->rounded, want.value->rounded) << spelling;
        }
        ASSERT_EQ(read_count(cell).value, parse_count(spelling).value) << spelling;
    }
}

TEST(Cells, WhatIsNoNumberIsToldApart) {
    const struct {
        std::string_view spelling;
        std::string_view micros_code;
        std::string_view count_code;
    } cases[] = {
        {"NaN", "not_finite", "not_finite"},
        {"-nan", "not_finite", "not_finite"},
        {"Infinity", "not_finite", "not_finite"},
        {"-inf", "not_finite", "not_finite"},
        {"1e400", "out_of_range", "out_of_range"},
        {"9223372036854775808", "out_of_range", "out_of_range"},
        {"1000000000000", "out_of_range", ""},
        {"0x1F", "hex_number", "hex_number"},
        {"-0X1F", "hex_number", "hex_number"},
        {"1.234,50", "other_decimal_mark", "other_decimal_mark"},
        {"-1,5", "other_decimal_mark", "other_decimal_mark"},
        {"1,23,45", "misplaced_separator", "misplaced_separator"},
        {"1 23", "misplaced_separator", "misplaced_separator"},
        {"1,234.50", "", "not_whole"},
        {"$5", "currency_sign", "currency_sign"},
        {"5 €", "currency_sign", "currency_sign"},
        {"£5", "currency_sign", "currency_sign"},
        {"¥5", "currency_sign", "currency_sign"},
        {"5%", "percent_sign", "percent_sign"},
        {".", "not_a_number", "not_a_number"},
        {"abc", "not_a_number", "not_a_number"},
        {"1e", "not_a_number", "not_a_number"},
        {"１２", "not_a_number", "not_a_number"},
        {"12.5", "", "not_whole"},
        {"1e-3", "", "not_whole"},
    };
    for (const auto& c : cases) {
        EXPECT_EQ(code_of(read_micros(text(c.spelling)).fault), c.micros_code) << c.spelling;
        EXPECT_EQ(code_of(read_count(text(c.spelling)).fault), c.count_code) << c.spelling;
    }
    const std::string endless(number_bytes_max + 1, '1');
    EXPECT_EQ(read_micros(text(endless)).fault, &fault::number_too_long);
    EXPECT_EQ(read_count(text(endless)).fault, &fault::number_too_long);
}

TEST(Cells, ACellThatSaysSoHasNoValue) {
    for (const auto* spelling : {"--", " -- ", "-", "–", "—", "n/a", "N/A", "#N/A", "null", "NULL", "\\N"}) {
        const auto micros = read_micros(text(spelling));
        EXPECT_TRUE(!micros.value && !micros.fault) << spelling;
        const auto label = read_label(text(spelling), id_bytes_max);
        EXPECT_TRUE(!label.value && !label.fault) << spelling;
    }
    EXPECT_EQ(read_label(text("NA"), id_bytes_max).value, "NA") << "Namibia is a country";
    EXPECT_EQ(read_name(text(" -- "), name_bytes_max).value, std::nullopt);
    for (const auto* spelling : {"Null", "-", "n/a"})
        EXPECT_EQ(read_name(text(spelling), name_bytes_max).value, spelling);
    EXPECT_EQ(read_name(number("7"), name_bytes_max).value, "7");
}

// Until it is decided how the file is written, what can be read in two ways is not read.
TEST(Cells, ANumberWaitsUntilItsFileIsDecided) {
    for (const auto* spelling : {"1,234", "1.234,5", "1,234.5", "12,5", "1.234.567"})
        EXPECT_EQ(read_micros(text(spelling), std::nullopt).fault, &fault::undecided) << spelling;
    for (const auto* spelling : {"1,234", "1.234", "1.000"})
        EXPECT_EQ(read_count(text(spelling), std::nullopt).fault, &fault::undecided) << spelling;
    for (const auto* spelling : {"12.5", "1.234", "1234.567", "-0.5", "1e3", "1 234"})
        EXPECT_TRUE(read_micros(text(spelling), std::nullopt).value) << spelling;
    EXPECT_EQ(read_count(text("166.0"), std::nullopt).value, 166);
    EXPECT_EQ(read_micros(text("$5"), std::nullopt).fault, &fault::currency_sign);
    EXPECT_EQ(read_micros(number("1.234"), DecimalMark::comma).value->micros, 1'234'000) << "JSON is JSON";
    EXPECT_EQ(read_micros(text("1.234"), DecimalMark::comma).value->micros, 1'234'000'000);
    EXPECT_EQ(read_micros(text("12.5"), DecimalMark::comma).fault, &fault::other_decimal_mark);
    EXPECT_EQ(read_micros(text("12,5"), DecimalMark::comma).value->micros, 12'500'000);
    EXPECT_EQ(read_micros(text("12"), DecimalMark::comma).value->micros, 12'000'000);
}

TEST(Cells, DaysMustExistAndBeOfOurTime) {
    EXPECT_EQ(read_day(text(" 2024-02-29 ")).value, Day{std::chrono::year{2024} / 2 / 29});
    const std::pair<std::string_view, std::string_view> cases[] = {
        {"2023-02-29", "no_such_day"},      {"2024-13-01", "no_such_day"},
        {"0000-01-01", "no_such_day"},      {"2024-1-1-1", "not_a_date"},
        {"30.02.2024", "no_such_day"},      {"20240230", "no_such_day"},
        {"2024-01-01T10:00", "not_a_date"}, {"1989-12-31", "day_out_of_range"},
        {"2101-01-01", "day_out_of_range"}, {"9999-12-31", "day_out_of_range"},
        {"２０２４-01-01", "not_a_date"},   {"1/2/2024", "undecided"},
        {"31/12/2024", "undecided"},        {"tomorrow", "not_a_date"},
    };
    for (const auto& [spelling, code] : cases)
        EXPECT_EQ(code_of(read_day(text(spelling)).fault), code) << spelling;
    EXPECT_EQ(read_day(number("20240101")).fault, &fault::wrong_type);
    const Day second_of_january{std::chrono::year{2024} / 1 / 2};
    EXPECT_EQ(read_day(text("2/1/2024"), DateOrder::day_first).value, second_of_january);
    EXPECT_EQ(read_day(text("1/2/2024"), DateOrder::month_first).value, second_of_january);
    EXPECT_EQ(read_day(text("13/1/2024"), DateOrder::month_first).fault, &fault::no_such_day);
    EXPECT_TRUE(read_day(text("1990-01-01")).value && read_day(text("2100-12-31")).value);
}

TEST(Cells, HoursAreThoseOfADay) {
    EXPECT_EQ(read_hour(number("0")).value, 0);
    EXPECT_EQ(read_hour(text("23")).value, 23);
    EXPECT_EQ(read_hour(text("5:00")).value, 5);
    EXPECT_EQ(read_hour(text("05:00:00 - 05:59:59")).value, 5);
    EXPECT_EQ(read_hour(text("23:00:00 - 23:59:59")).value, 23);
    for (const auto* spelling :
         {"24", "-1", "1.5", "noon", "1e30", "5:30", "24:00", ":00", "123:00", "05:00:00 - 06:59:59"}) {
        EXPECT_EQ(read_hour(text(spelling)).fault, &fault::no_such_hour) << spelling;
    }
}

TEST(RowFault, ShowsTheTextCutAndWithoutControlCharacters) {
    EXPECT_EQ(row_fault("f", fault::not_a_number).message, "not a number");
    EXPECT_EQ(row_fault("f", fault::not_a_number, "a\nb\x7F").message, "not a number: 'a?b?'");
    const std::string thirty_nine(39, 'x');
    EXPECT_EQ(row_fault("f", fault::not_a_number, thirty_nine + "é!").message,
              "not a number: '" + thirty_nine + "'...");
}

}  // namespace
}  // namespace insightflow
