#include "adapters/xlsx/cell_values.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace insightflow::xlsx {
namespace {

TEST(CellValues, CodesTellDates) {
    for (const char* code : {"yyyy-mm-dd", "d/m/yy h:mm AM/PM", "[$-409]mmmm d, yyyy;@", "mm:ss",
                             "dd\\.mm\\.yy", "[Red]m/d/yyyy", "yyyy\"年\"m\"月\""})
        EXPECT_EQ(shown_by_code(code), Shown::date) << code;
    for (const char* code : {"General", "Standard", "0.00", "#,##0.00 \"days\"", "[h]:mm", "[mm]:ss",
                             "0.00E+00", "\\d0", "_d0", "[$USD] 0.00", "0%;[Red]-0%", "0;yyyy", ""})
        EXPECT_EQ(shown_by_code(code), Shown::number) << code;
}

TEST(CellValues, FormatsWithoutACodeTellDatesByTheirNumber) {
    for (const std::uint32_t format : {14U, 22U, 18U, 45U, 47U, 57U})
        EXPECT_EQ(shown_by_number(format), Shown::date);
    for (const std::uint32_t format : {0U, 1U, 13U, 23U, 37U, 46U, 49U, 164U})
        EXPECT_EQ(shown_by_number(format), Shown::number);
}

TEST(CellValues, NumbersAreWhatWasMeant) {
    const std::pair<const char*, const char*> cases[] = {
        {"0.1", "0.1"},
        {"0.10000000000000001", "0.1"},
        {"1234.5599999999999", "1234.56"},
        {"1.10", "1.10"},
        {"12345678901234567890", "12345678901234567890"},
        {"-3", "-3"},
        {"1E-05", "0.00001"},
        {"1.5e3", "1500"},
        {"1e300", "1e300"},
        {"1e999", "1e999"},
    };
    for (const auto& [written, meant] : cases) EXPECT_EQ(plain_number(written), meant) << written;
    for (const char* text : {"", "-", "+1", "1.", ".5", "1e", "1e+", "0x1", "1,5", "1 ", "NaN"})
        EXPECT_EQ(plain_number(text), std::nullopt) << text;
}

TEST(CellValues, DatesCountAsExcelCountsThem) {
    const std::pair<const char*, const char*> cases[] = {
        {"1", "1900-01-01"},
        {"59", "1900-02-28"},
        {"61", "1900-03-01"},
        {"45292", "2024-01-01"},
        {"45292.0", "2024-01-01"},
        {"45292.541666666664", "2024-01-01 13:00:00"},
        {"45292.999999999", "2024-01-02"},
        {"0.5416666666666666", "13:00:00"},
        {"0", "00:00:00"},
        {"2958465", "9999-12-31"},
    };
    for (const auto& [number, day] : cases) EXPECT_EQ(date_text(number, false), day) << number;
    EXPECT_EQ(date_text("0", true), "1904-01-01");
    EXPECT_EQ(date_text("43830", true), "2024-01-01");
    for (const char* number : {"60", "-1", "2958467", "1e300", "x", ""})
        EXPECT_EQ(date_text(number, false), std::nullopt) << number;
}

TEST(CellValues, ReferencesNameColumns) {
    EXPECT_EQ(column_of("A1"), 0U);
    EXPECT_EQ(column_of("Z9"), 25U);
    EXPECT_EQ(column_of("AA10"), 26U);
    EXPECT_EQ(column_of("XFD1"), 16'383U);
    for (const char* reference : {"XFE1", "ZZZZZZZZZZ1", "1", "", "a1"})
        EXPECT_EQ(column_of(reference), std::nullopt) << reference;
}

}  // namespace
}  // namespace insightflow::xlsx
