#include "domain/text/spelling.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <utility>
#include <vector>

#include "domain/ingestion/columns.hpp"
#include "domain/ingestion/currencies.hpp"
#include "domain/ingestion/platforms.hpp"
#include "domain/ingestion/shape.hpp"

namespace insightflow {
namespace {

TEST(Spelling, BlanksAtTheEndsAreTrimmed) {
    const std::pair<std::string_view, std::string_view> cases[] = {
        {"", ""}, {" ", ""}, {"a", "a"}, {" a b\t\r\n\v\f", "a b"}, {"a\u00A0b", "a\u00A0b"},
    };
    for (const auto& [text, want] : cases) EXPECT_EQ(trimmed(text), want) << text;
}

TEST(Spelling, CaseIsChangedInAsciiAlone) {
    EXPECT_EQ(lower_ascii("AZÉ@["), "azÉ@[");
    EXPECT_EQ(upper_ascii("azé`{"), "AZé`{");
}

TEST(Columns, HeadingsAreFolded) {
    const std::pair<std::string_view, std::string_view> cases[] = {
        {" Campaign Name ", "campaign_name"},
        {"Conv. value", "conv_value"},
        {"Impr.", "impr"},
        {"AD-GROUP", "ad_group"},
        {"__x__y", "x_y"},
        {"...", ""},
        {"Coût", "coût"},
    };
    for (const auto& [heading, want] : cases) EXPECT_EQ(normalise_heading(heading), want) << heading;
}

TEST(Columns, EverySpellingOfAFieldIsKnown) {
    const struct {
        Field field;
        std::vector<std::string_view> headings;
    } cases[] = {
        {Field::date, {"date", "Day", "report_date", "Reporting Date", "Reporting starts", "Datum", "Fecha"}},
        {Field::timestamp, {"timestamp"}},
        {Field::hour, {"hour", "Hour of the day", "hourly_stats_aggregated_by_advertiser_time_zone"}},
        {Field::date_hour, {"STAT_TIME_HOUR"}},
        {Field::week, {"Week", "date_week", "Woche"}},
        {Field::month, {"Month", "Monat"}},
        {Field::period_end, {"Reporting ends", "date_stop"}},
        {Field::platform, {"platform", "channel", "ad_platform"}},
        {Field::account_id, {"account_id", "Account ID"}},
        {Field::account_name, {"account", "account_name"}},
        {Field::campaign_id, {"campaign_id"}},
        {Field::campaign_name, {"campaign", "Campaign name"}},
        {Field::ad_group_id, {"adgroup_id", "ad_group_id", "adset_id", "Ad set ID"}},
        {Field::ad_group_name,
         {"ad_group", "adgroup", "adset", "ad_set", "ad_group_name", "adgroup_name", "adset_name",
          "ad_set_name"}},
        {Field::ad_id, {"ad_id"}},
        {Field::ad_name, {"ad", "ad_name"}},
        {Field::country, {"country", "country_code"}},
        {Field::device, {"device", "device_type"}},
        {Field::currency, {"currency", "currency_code", "account_currency"}},
        {Field::impressions, {"impressions", "Impr."}},
        {Field::clicks, {"clicks", "Clicks (all)", "Clicks (destination)", "Link clicks", "Klicks"}},
        {Field::cost,
         {"cost", "spend", "Amount spent", "ad_spend", "total_cost", "Amount spent (USD)", "Cost [EUR]",
          "Kosten (€)", "Kosten in EUR", "spend_usd", "cost_micros", "Coût"}},
        {Field::revenue,
         {"revenue", "conversion_value", "conversions_value", "Conv. value", "total_revenue"}},
        {Field::conversions, {"conversions", "conv"}},
        {Field::new_customers, {"new_customers"}},
    };
    ASSERT_EQ(std::size(cases), field_count);
    for (const auto& c : cases) {
        for (const auto heading : c.headings)
            EXPECT_EQ(meaning_of_heading(heading).value().field, c.field) << heading;
    }
}

TEST(Columns, HeadingsTellUnitAndCurrency) {
    EXPECT_EQ(meaning_of_heading("Amount spent (usd)")->currency, "USD");
    EXPECT_EQ(meaning_of_heading("Kosten (€)")->currency, "EUR");
    EXPECT_EQ(meaning_of_heading("Umsatz in GBP")->currency, "GBP");
    EXPECT_EQ(meaning_of_heading("cost")->currency, "");
    EXPECT_EQ(meaning_of_heading("Conversion value (all)")->currency, "") << "no leks";
    EXPECT_EQ(meaning_of_heading("revenue_all")->currency, "");
    EXPECT_GE(meaning_of_heading("revenue_all")->rank, likeness_rank);
    EXPECT_EQ(meaning_of_heading("cost_in_try")->currency, "TRY");
    EXPECT_EQ(meaning_of_heading("cost_micros")->unit, AmountUnit::micros);
    EXPECT_LT(meaning_of_heading("cost_in_local_currency")->rank, meaning_of_heading("cost_in_usd")->rank);
}

TEST(Columns, AChoiceNamesAFieldByItsHeading) {
    for (const auto* text : {"Kosten netto=cost", "a=b=date", "X=revenue_micros", "Spend=ignore"})
        EXPECT_EQ(text_of(column_choice(text).value()), text);
    EXPECT_EQ(column_choice(" Kosten = Cost ")->heading, "Kosten");
    EXPECT_EQ(column_choice("Kosten=cost_micros")->meaning->unit, AmountUnit::micros);
    for (const auto* text :
         {"", "cost", "=cost", "Kosten=", "Kosten=price", "X=clicks_micros", "X=_micros", "--=cost"})
        EXPECT_FALSE(column_choice(text)) << text;
}

TEST(Columns, AnUnknownHeadingIsNoField) {
    for (const auto* heading : {"", "updated_at", "clicks (unique)", "(usd)", "cost_per_click_usd",
                                "impressions (usd)", "dates", "_usd", "a)"}) {
        EXPECT_EQ(meaning_of_heading(heading), std::nullopt) << heading;
    }
}

TEST(Columns, FieldsOfMeasuresHaveTheirNames) {
    for (const Measure measure : all_measures) EXPECT_EQ(name_of(field_of(measure)), name_of(measure));
}

TEST(Platforms, SpellingsOfOnePlatformAreOne) {
    const struct {
        std::string_view platform;
        std::vector<std::string_view> spellings;
    } cases[] = {
        {"google_ads",
         {"Google", "google_ads", "AdWords", "google ads", " GoogleAds ", "Google-Ads", "GOOGLE  ADS"}},
        {"meta_ads", {"Facebook", "Meta", "fb", "meta_ads", "facebook_ads", "Facebook Ads", "meta-ads"}},
        {"tiktok_ads", {"TikTok", "tiktok_ads", "Tik Tok"}},
        {"linkedin_ads", {"LinkedIn", "linkedin ads"}},
        {"microsoft_ads", {"Microsoft", "Bing", "bing_ads", "Microsoft Advertising", "microsoft_ads"}},
        {"snapchat_ads", {"Snapchat", "snapchat_ads"}},
        {"pinterest_ads", {"Pinterest", "pinterest_ads"}},
        {"reddit_ads", {"Reddit", "reddit_ads"}},
        {"x_ads", {"X", "Twitter", "x_ads", "twitter_ads"}},
        {"amazon_ads", {"Amazon", "amazon_ads"}},
        {"apple_search_ads", {"Apple Search Ads", "Apple", "apple_search_ads"}},
    };
    for (const auto& c : cases) {
        for (const auto spelling : c.spellings)
            EXPECT_EQ(normalise_platform(spelling), c.platform) << spelling;
    }
}

TEST(Platforms, UnknownOnesKeepTheirName) {
    const std::pair<std::string_view, std::string_view> cases[] = {
        {"Instagram", "instagram"},
        {"Yahoo Japan-Ads", "yahoo_japan_ads"},
        {"booking.com", "booking.com"},
        {"Яндекс", "Яндекс"},
        {" - ", ""},
    };
    for (const auto& [spelling, want] : cases) {
        EXPECT_EQ(normalise_platform(spelling), want);
        EXPECT_EQ(normalise_platform(want), want);
    }
}

TEST(Currencies, CodesOfIso4217AreKnown) {
    for (const auto* code : {"AED", "USD", "EUR", "JPY", "ZWG", "XOF", "BGN", "XCG"})
        EXPECT_TRUE(is_currency(code)) << code;
    for (const auto* code : {"", "US", "usd", "XTS", "XAU", "USDD", "ABC", "ED ", "D A"})
        EXPECT_FALSE(is_currency(code)) << code;
}

TEST(ShapeText, NamesGrainLevelAndBreakdowns) {
    const std::pair<Shape, std::string_view> cases[] = {
        {{}, "day rows at account level"},
        {{Grain::hour, Level::campaign, true, false}, "hour rows at campaign level, by country"},
        {{Grain::event, Level::ad_group, false, true}, "event rows at ad group level, by device"},
        {{Grain::day, Level::ad, true, true}, "day rows at ad level, by country and device"},
    };
    for (const auto& [shape, want] : cases) EXPECT_EQ(shape_text(shape), want);
}

TEST(Spelling, CaseIsIgnoredInAsciiAlone) {
    EXPECT_TRUE(equal_ignoring_case("Content-Type", "content-TYPE"));
    EXPECT_TRUE(equal_ignoring_case("", ""));
    EXPECT_FALSE(equal_ignoring_case("a", "ab"));
    EXPECT_FALSE(equal_ignoring_case("Ä", "ä"));
    EXPECT_FALSE(equal_ignoring_case("[", "{"));
}

TEST(Spelling, BlanksThatDoNotBreakAreTrimmedToo) {
    EXPECT_EQ(trimmed("\u00A0 Brand\u00A0A \u00A0"), "Brand\u00A0A");
    EXPECT_EQ(trimmed("\u00A0"), "");
    EXPECT_EQ(folded_spelling("Campaign\u00A0", ""), "campaign");
}

}  // namespace
}  // namespace insightflow
