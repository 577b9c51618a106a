#include <gtest/gtest.h>

#include "batch_fixture.hpp"
#include "domain/ingestion/findings.hpp"
#include "domain/ingestion/timestamps.hpp"

namespace insightflow {
namespace {

using test::faults_of;
using test::json_rows;
using test::normalise;
using test::refusal_of;
using test::warnings_of;

constexpr std::int32_t day_2024_01_15 = 19'737;

TEST(NormaliseBatch, ARowBecomesAFact) {
    const auto batch = normalise(
        "date|platform|account_id|campaign_id|campaign_name|country|device|currency|impressions|clicks|cost|"
        "conversions|revenue\n"
        "2024-01-15|Google|7|camp_1| Test Campaign |us|Mobile|eur|1000|50|25.50|5|150.00\n");
    ASSERT_EQ(batch.facts.rows(), 1U) << refusal_of(batch) << faults_of(batch);
    const FactColumns& facts = batch.facts;
    const LineKey key{"google_ads", "7", "camp_1", std::nullopt, std::nullopt, "US", "mobile"};
    EXPECT_EQ(facts.lines, std::vector{key});
    EXPECT_EQ(facts.names.front().campaign, "Test Campaign");
    EXPECT_EQ(facts.names.front().account, std::nullopt);
    EXPECT_EQ(facts.day.front(), day_2024_01_15);
    EXPECT_EQ(facts.bucket.front(), facts.day.front());
    EXPECT_TRUE(facts.utc_start_us.empty());
    EXPECT_EQ(facts.currencies, std::vector<std::string>{"EUR"});
    EXPECT_EQ(facts.of(Measure::impressions).value.front(), 1000);
    EXPECT_EQ(facts.of(Measure::clicks).value.front(), 50);
    EXPECT_EQ(facts.of(Measure::cost).value.front(), 25'500'000);
    EXPECT_EQ(facts.of(Measure::conversions).value.front(), 5'000'000);
    EXPECT_EQ(facts.of(Measure::revenue).value.front(), 150'000'000);
    EXPECT_EQ(facts.of(Measure::new_customers).present.front(), 0);
    EXPECT_EQ(facts.revenue_estimated.front(), 0);
    EXPECT_TRUE(facts.extra.empty());
    EXPECT_EQ(facts.extras, std::vector<std::string>{""});
    EXPECT_EQ(batch.shape, (Shape{Grain::day, Level::campaign, true, true}));
    EXPECT_EQ(batch.outcomes.received, 1);
    EXPECT_EQ(batch.outcomes.accepted, 1);
    EXPECT_TRUE(batch.warnings.empty());
}

TEST(NormaliseBatch, EveryFaultOfARowIsListedAndTheRowRejectedOnce) {
    const auto batch = normalise(
        "Day|platform|ad_id|currency|Impr.|clicks|spend\n"
        "2024-02-30|google|name:x|XYZ|-1|1.5|$5\n"
        "2024-01-15|google|1|USD|1|1|1\n");
    EXPECT_EQ(faults_of(batch),
              "Day:no_such_day; ad_id:reserved_id; currency:unknown_currency; Impr.:negative_count; "
              "clicks:not_whole; spend:currency_sign");
    EXPECT_EQ(batch.outcomes.rejected, 1);
    EXPECT_EQ(batch.outcomes.accepted, 1);
    EXPECT_EQ(batch.rejects.front().row, 1U);
    EXPECT_EQ(batch.rejects.front().line, 2U);
    EXPECT_EQ(batch.rejects.front().faults.back().message,
              "write the amount alone, and the currency in its own column: '$5'");
    EXPECT_EQ(batch.facts.currencies, std::vector<std::string>{"USD"});
    EXPECT_EQ(batch.facts.lines.size(), 1U);
}

TEST(NormaliseBatch, KeyCellsAreJudged) {
    const std::string long_id(id_bytes_max + 1, 'i');
    const std::string long_name(name_bytes_max + 1, 'n');
    const std::string long_label(label_bytes_max + 1, 'l');
    const struct {
        std::string row;
        std::string faults;
    } cases[] = {
        {"|1|n|US|mobile", "platform:missing_platform"},
        {" - |1|n|US|mobile", "platform:missing_platform"},
        {long_label + "|1|n|US|mobile", "platform:too_long"},
        {"google|" + long_id + "|n|US|mobile", "campaign_id:too_long"},
        {"google|1|" + long_name + "|US|mobile", "campaign:too_long"},
        {"google|a\tb|n\x01|US|mobile", "campaign_id:control_character; campaign:control_character"},
        {"google|1|n|" + long_label + "|" + long_label, "country:too_long; device:too_long"},
        {"google|name:n|n|US|mobile", "campaign_id:reserved_id"},
        {"google|NAME:n|n|US|mobile", ""},
    };
    for (const auto& c : cases) {
        const auto batch = normalise("platform|campaign_id|campaign|country|device|date|clicks\n" + c.row +
                                     "|2024-01-15|1\n");
        EXPECT_EQ(faults_of(batch), c.faults) << c.row;
    }
}

TEST(NormaliseBatch, AFaultySpellingIsFaultyInEveryRow) {
    const auto batch =
        normalise("platform|campaign_id|date|clicks\ng|name:1|2024-01-15|1\ng|name:1|2024-01-16|1\n");
    EXPECT_EQ(faults_of(batch), "campaign_id:reserved_id; campaign_id:reserved_id");
    EXPECT_EQ(batch.outcomes.rejected, 2);
    EXPECT_TRUE(batch.facts.lines.empty());
}

TEST(NormaliseBatch, ANameWithoutAnIdMakesOne) {
    BatchNormaliser normaliser({}, [](std::string_view text) { return "<" + std::string(text) + ">"; });
    const test::Table table(
        "date|platform|account|campaign|adset|ad|clicks\n"
        "2024-01-15|fb| A |C|S|D|1\n");
    normaliser.add(table.chunk());
    const auto batch = std::move(normaliser).finish();
    const LineKey key{"meta_ads", "name:<A>", "name:<C>", "name:<S>", "name:<D>", std::nullopt, std::nullopt};
    EXPECT_EQ(batch.facts.lines, std::vector{key});
    EXPECT_EQ(batch.facts.names.front(), (LineNames{"<A>", "<C>", "<S>", "<D>"}));
    EXPECT_EQ(batch.shape.level, Level::ad);
}

TEST(NormaliseBatch, ANameWithAndWithoutANumberWarns) {
    const auto batch = normalise(
        "date|platform|campaign_id|campaign|clicks\n"
        "2024-01-15|fb||Brand|1\n"
        "2024-01-16|fb||Brand|1\n"
        "2024-01-15|fb|12|Brand|1\n"
        "2024-01-15|fb|13||1\n"
        "2024-01-15|google|14|Other|1\n"
        "2024-01-15|google||Brand|1\n");
    EXPECT_EQ(warnings_of(batch), "campaign_name:named_and_numbered x2");
    EXPECT_EQ(batch.outcomes.accepted, 6);
}

TEST(NormaliseBatch, SpellingsOfOneLineAreOneLine) {
    const auto batch = normalise(
        "date|platform|campaign_id|campaign|country|device|clicks\n"
        "2024-01-15|Google|1|A|us|MOBILE|1\n"
        "2024-01-16|adwords| 1 |B|US|mobile|1\n"
        "2024-01-17|google ads|1||US |Mobile|1\n"
        "2024-01-18|Google|1|A|us|MOBILE|1\n"
        "2024-01-19|Google|1|C|Us|MOBILE|-1\n"
        "2024-01-20|Google|1|A|usa|MOBILE|1\n");
    EXPECT_EQ(batch.facts.line, (std::vector<std::uint32_t>{0, 0, 0, 0, 1}));
    EXPECT_EQ(batch.facts.names[0].campaign, "A");
    EXPECT_EQ(batch.facts.lines[1].country, "usa");
}

TEST(NormaliseBatch, TheLastNameGivenCounts) {
    const auto batch = normalise(
        "date|platform|campaign_id|campaign|clicks\n"
        "2024-01-15|Google|1|A|1\n"
        "2024-01-16|Google|1|B|1\n"
        "2024-01-17|Google|1||1\n");
    EXPECT_EQ(batch.facts.names.front().campaign, "B");
}

TEST(NormaliseBatch, PlatformComesFromTheRowElseFromTheOption) {
    BatchOptions options;
    options.platform = "AdWords";
    EXPECT_EQ(normalise("date|clicks\n2024-01-15|1\n", options).facts.lines.front().platform, "google_ads");
    const auto both = normalise("date|platform|clicks\n2024-01-15|bing|1\n2024-01-15||1\n", options);
    EXPECT_EQ(both.facts.lines[0].platform, "microsoft_ads");
    EXPECT_EQ(both.facts.lines[1].platform, "google_ads");
}

TEST(NormaliseBatch, CurrencyComesFromTheRowElseFromTheOption) {
    BatchOptions options;
    options.currency = "CHF";
    const auto batch = normalise(
        "date|platform|currency|cost\n"
        "2024-01-15|fb|eur|1\n2024-01-16|fb|eur|1\n2024-01-17|fb||1\n2024-01-18|fb|USD|1\n2024-01-19|fb||"
        "1\n2024-01-20|fb|\x01|1\n",
        options);
    EXPECT_EQ(batch.facts.currencies, (std::vector<std::string>{"EUR", "CHF", "USD"}));
    EXPECT_EQ(batch.facts.currency, (std::vector<std::uint16_t>{0, 0, 1, 2, 1}));
    EXPECT_EQ(faults_of(batch), "currency:control_character");
}

TEST(NormaliseBatch, NullMeasuresStayNull) {
    const auto batch = normalise("date|platform|impressions|cost\n2024-01-15|fb||\n");
    ASSERT_EQ(batch.facts.rows(), 1U);
    for (const auto& column : batch.facts.measures) EXPECT_EQ(column.present.front(), 0);
}

TEST(NormaliseBatch, WhatLooksWrongButCanBeTrueWarns) {
    const auto batch = normalise(
        "date|platform|impressions|clicks|spend|revenue|conversions|new_customers\n"
        "2024-01-15|fb|10|11|-1|-2|12|13\n"
        "2024-01-16|fb|10|10|0.0000001|1|10.5|10.5\n"
        "2024-01-17|fb||5|1||6|\n"
        "2024-01-18|fb|1|5|x||6|\n");
    EXPECT_EQ(warnings_of(batch),
              "spend:negative_value x1; revenue:negative_value x1; clicks:clicks_over_impressions x1; "
              "conversions:conversions_over_clicks x3; new_customers:customers_over_conversions x1; "
              "spend:rounded x1");
    EXPECT_EQ(batch.warnings[3].first_line, 2U);
    EXPECT_EQ(batch.outcomes.accepted, 3);
}

TEST(NormaliseBatch, RevenueIsEstimatedWhereItIsEmpty) {
    BatchOptions options;
    options.value_per_conversion_micros = 100'500'000;
    const auto batch = normalise(
        "date|platform|conversions|revenue\n"
        "2024-01-15|fb|3|\n"
        "2024-01-16|fb|3|7\n"
        "2024-01-17|fb||\n"
        "2024-01-18|fb|99999999999|\n"
        "2024-01-19|fb|99999999999|abc\n",
        options);
    EXPECT_EQ(faults_of(batch), "conversions:revenue_out_of_range; revenue:not_a_number");
    const auto& revenue = batch.facts.of(Measure::revenue);
    EXPECT_EQ(revenue.value, (std::vector<std::int64_t>{301'500'000, 7'000'000, 0}));
    EXPECT_EQ(revenue.present, (std::vector<std::uint8_t>{1, 1, 0}));
    EXPECT_EQ(batch.facts.revenue_estimated, (std::vector<std::uint8_t>{1, 0, 0}));
}

TEST(NormaliseBatch, JsonTypesAreChecked) {
    const auto batch = normalise(json_rows({
        {{"date", "2024-01-15"},
         {"platform", "fb"},
         {"campaign_id", "0120", CellKind::number},
         {"clicks", "7", CellKind::text}},
        {{"date", "20240115", CellKind::number},
         {"platform", "5", CellKind::number},
         {"campaign_id", "true", CellKind::boolean},
         {"clicks", "[7]", CellKind::nested}},
    }));
    EXPECT_EQ(batch.facts.lines.front().campaign_id, "0120");
    EXPECT_EQ(faults_of(batch),
              "date:wrong_type; platform:wrong_type; campaign_id:wrong_type; clicks:wrong_type");
}

TEST(NormaliseBatch, RowsOfMixedShapesRefuseTheBatch) {
    const std::vector<test::JsonCell> campaign{
        {"date", "2024-01-15"}, {"platform", "fb"}, {"campaign_id", "1"}, {"clicks", "1"}};
    const struct {
        test::JsonCell more;
        std::string_view other;
    } cases[] = {
        {{"ad_id", "1"}, "day rows at ad level"},
        {{"ad_group", "", CellKind::null}, "day rows at ad group level"},
        {{"country", "US"}, "day rows at campaign level, by country"},
        {{"device", "tv"}, "day rows at campaign level, by device"},
        {{"hour", "3"}, "hour rows at campaign level"},
        {{"timestamp", "2024-01-15T00:00:00Z"}, "event rows at campaign level"},
    };
    for (const auto& c : cases) {
        auto other = campaign;
        other.push_back(c.more);
        const auto batch = normalise(json_rows({campaign, other, campaign}));
        EXPECT_EQ(refusal_of(batch),
                  "the batch mixes rows of different shapes: row 1 (line 1) begins day rows at campaign "
                  "level, row 2 (line 2) has " +
                      std::string(c.other));
        EXPECT_EQ(batch.outcomes.received, 3);
        EXPECT_EQ(batch.outcomes.rejected, 3);
        EXPECT_EQ(batch.facts.rows(), 0U);
    }
}

TEST(NormaliseBatch, ARejectedRowHasNoSayInTheShape) {
    const auto batch = normalise(json_rows({
        {{"ad_id", "1"}},
        {{"date", "2024-01-15"}, {"platform", "fb"}, {"clicks", "1"}},
    }));
    EXPECT_EQ(refusal_of(batch), "");
    EXPECT_EQ(faults_of(batch), "date:missing_date; platform:missing_platform");
    EXPECT_EQ(batch.shape, Shape{});
}

TEST(NormaliseBatch, OptionsThatAreNoneRefuseTheBatch) {
    BatchOptions currency;
    currency.currency = "usd";
    BatchOptions zone;
    zone.time_zone = "Nowhere";
    BatchOptions platform;
    platform.platform = " ";
    EXPECT_EQ(refusal_of(normalise("date|platform|clicks\n2024-01-15|fb|1\n", currency)),
              "'usd' is not a currency code of ISO 4217");
    EXPECT_EQ(refusal_of(normalise("date|platform|clicks\n2024-01-15|fb|1\n", zone)),
              "'Nowhere' is not a time zone");
    EXPECT_NE(refusal_of(normalise("date|clicks\n2024-01-15|1\n", platform)), "");
}

TEST(NormaliseBatch, NoRowsAreNoFault) {
    EXPECT_EQ(refusal_of(normalise(TextChunk{})), "");
    EXPECT_EQ(refusal_of(normalise("date|platform|clicks\n")), "");
}

TEST(NormaliseBatch, BrokenRowsAreRowsAndRejects) {
    const test::Table table("date|platform|clicks\n2024-01-15|fb|1\n2024-01-16|fb|x\n");
    BatchNormaliser normaliser({}, test::unchanged);
    normaliser.add_broken({2, "wrong_field_count", "two"});
    normaliser.add(table.chunk());
    EXPECT_EQ(normaliser.received(), 3);
    BatchNormaliser moved = std::move(normaliser);
    BatchNormaliser other({}, test::unchanged);
    other = std::move(moved);
    const auto batch = std::move(other).finish();
    EXPECT_EQ(faults_of(batch), ":wrong_field_count; clicks:not_a_number");
    EXPECT_EQ(batch.rejects[1].row, 3U);
    EXPECT_EQ(batch.outcomes.rejected, 2);
    EXPECT_EQ(batch.outcomes.accepted, 1);
}

TEST(NormaliseBatch, OnlyBrokenRowsAreNotAMissingDate) {
    BatchNormaliser normaliser({}, test::unchanged);
    normaliser.add_broken({1, "malformed_json", "no"});
    const auto batch = std::move(normaliser).finish();
    EXPECT_EQ(refusal_of(batch), "");
    EXPECT_EQ(faults_of(batch), ":malformed_json");
}

TEST(NormaliseBatch, TooManyRowsRefuseTheBatch) {
    const test::Table table("date|platform|clicks\n2024-01-15|fb|1\n2024-01-16|fb|2\n2024-01-17|fb|3\n");
    for (const std::int64_t rows_max : {3, 4}) {
        BatchNormaliser normaliser({}, test::unchanged, {.rows_max = rows_max});
        normaliser.add(table.chunk());
        normaliser.add_broken({9, "wrong_field_count", "two"});
        const auto batch = std::move(normaliser).finish();
        EXPECT_EQ(refusal_of(batch),
                  rows_max == 3 ? "the batch has more than 3 rows: send it in several files" : "");
        EXPECT_EQ(batch.outcomes.received, 4);
        EXPECT_EQ(batch.outcomes.rejected, rows_max == 3 ? 4 : 1);
        EXPECT_EQ(batch.facts.rows(), rows_max == 3 ? 0U : 3U);
    }
}

TEST(NormaliseBatch, ARowWithoutAValueIsKeptAndWarnedOf) {
    const auto batch = normalise("date|platform|clicks|cost\n2024-01-15|fb||\n2024-01-16|fb|0|\n");
    EXPECT_EQ(batch.facts.rows(), 2U);
    EXPECT_EQ(warnings_of(batch), ":no_measure x1");
}

TEST(NormaliseBatch, AnEstimateThatIsRoundedIsWarnedOf) {
    BatchOptions options;
    options.value_per_conversion_micros = 500'000;
    const auto batch =
        normalise("date|platform|conversions\n2024-01-15|fb|0.000001\n2024-01-16|fb|0.000002\n", options);
    EXPECT_EQ(warnings_of(batch), "conversions:estimate_rounded x1");
    EXPECT_EQ(batch.facts.of(Measure::revenue).value, (std::vector<std::int64_t>{0, 1}));
}

TEST(NormaliseBatch, TooManyDifferentLinesRefuseTheBatch) {
    const auto refusal = [](bool distinct, bool faulty) {
        std::string text = "date|platform|campaign_id|clicks\n";
        for (int row = 0; row < 3000; ++row)
            text += "2024-01-15|fb|" + std::string(faulty ? "name:" : "c") +
                    std::to_string(distinct ? row : row % 9) + "|0\n";
        const test::Table table(text);
        BatchOptions options;
        options.collisions = CollisionPolicy::last;
        BatchNormaliser normaliser(options, test::unchanged, {.lines_bytes_max = 1 << 20});
        normaliser.add(table.chunk());
        const auto batch = std::move(normaliser).finish();
        EXPECT_EQ(batch.outcomes.received, 3000);
        return refusal_of(batch);
    };
    const std::string words =
        "the batch has more different accounts, campaigns, ads, countries and devices than 1 MiB hold: send "
        "it in "
        "several files";
    EXPECT_EQ(refusal(false, false), "");
    EXPECT_EQ(refusal(true, false), words);
    EXPECT_EQ(refusal(true, true), words);
}

TEST(NormaliseBatch, OnlyTheFirstRejectsAreKept) {
    std::string table = "date|platform|clicks\n";
    for (std::size_t i = 0; i < rejects_kept_max + 5; ++i) table += "2024-01-15|fb|x\n";
    const auto batch = normalise(table);
    EXPECT_EQ(batch.rejects.size(), rejects_kept_max);
    EXPECT_EQ(batch.outcomes.rejected, static_cast<std::int64_t>(rejects_kept_max + 5));
    EXPECT_EQ(batch.outcomes.accepted, 0);
}

}  // namespace
}  // namespace insightflow
