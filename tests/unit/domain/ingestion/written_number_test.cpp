#include "domain/ingestion/written_number.hpp"

#include <gtest/gtest.h>

namespace insightflow {
namespace {

TEST(WrittenNumber, BothMarksAreRead) {
    const struct {
        std::string_view text;
        std::optional<std::string> by_point;
        std::optional<std::string> by_comma;
    } cases[] = {
        {"12", "12", "12"},
        {"1,234", "1234", "1.234"},
        {"1.234", "1.234", "1234"},
        {"1,234.5", "1234.5", std::nullopt},
        {"1.234,5", std::nullopt, "1234.5"},
        {"12,5", std::nullopt, "12.5"},
        {"1,234,567", "1234567", std::nullopt},
        {"12,34,567.80", "1234567.80", std::nullopt},
        {"123,45,678", std::nullopt, std::nullopt},
        {"1234,567", std::nullopt, "1234.567"},
        {"0,123", std::nullopt, "0.123"},
        {"1,234 567", std::nullopt, std::nullopt},
        {"1 234,5", std::nullopt, "1234.5"},
        {"1\u00A0234\u00A0567,5", std::nullopt, "1234567.5"},
        {"1\u202F234", "1234", "1234"},
        {"1'234.50", "1234.50", std::nullopt},
        {"1\u2019234", "1234", "1234"},
        {" -1,234.5 ", "-1234.5", std::nullopt},
        {"+7", "7", "7"},
        {"\u22125,5", std::nullopt, "-5.5"},
        {",5", std::nullopt, ".5"},
        {"5,", std::nullopt, "5."},
        {"1,", std::nullopt, "1."},
        {"1,,234", std::nullopt, std::nullopt},
        {"", std::nullopt, std::nullopt},
        {"-", std::nullopt, std::nullopt},
        {".", std::nullopt, std::nullopt},
        {"1e3", std::nullopt, std::nullopt},
        {"12 EUR", std::nullopt, std::nullopt},
    };
    for (const auto& c : cases) {
        EXPECT_EQ(plain_number(c.text, DecimalMark::point), c.by_point) << c.text;
        EXPECT_EQ(plain_number(c.text, DecimalMark::comma), c.by_comma) << c.text;
    }
}

TEST(WrittenNumber, ACellTellsTheMarkOrDoesNot) {
    const struct {
        std::string_view text;
        MarkHint amount;
        MarkHint count;
    } cases[] = {
        {"12", MarkHint::none, MarkHint::none},        {"1 234", MarkHint::none, MarkHint::none},
        {"abc", MarkHint::none, MarkHint::none},       {"12.5", MarkHint::point, MarkHint::point},
        {"12,5", MarkHint::comma, MarkHint::comma},    {"1,234.5", MarkHint::point, MarkHint::point},
        {"1.234", MarkHint::either, MarkHint::comma},  {"1,234", MarkHint::either, MarkHint::point},
        {"1.000", MarkHint::either, MarkHint::either}, {"2.000.000", MarkHint::comma, MarkHint::comma},
        {"7,", MarkHint::none, MarkHint::none},        {"5.", MarkHint::none, MarkHint::none},
    };
    for (const auto& c : cases) {
        EXPECT_EQ(mark_hint(c.text, false), c.amount) << c.text;
        EXPECT_EQ(mark_hint(c.text, true), c.count) << c.text;
    }
}

}  // namespace
}  // namespace insightflow
