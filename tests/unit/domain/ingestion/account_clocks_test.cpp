#include <gtest/gtest.h>

#include "batch_fixture.hpp"
#include "domain/ingestion/timestamps.hpp"

namespace insightflow {
namespace {

using test::normalise;
using test::warnings_of;

std::int64_t us_of(std::string_view text) { return parse_timestamp(text).value->local_us; }

BatchOptions options(SettingsOfAccounts accounts) {
    BatchOptions out;
    out.platform = "fb";
    out.currency = "EUR";
    out.accounts = std::move(accounts);
    return out;
}

TEST(AccountSettings, AreALineEach) {
    const SettingsOfAccounts accounts{
        {"act 1", {"USD", "Asia/Kolkata"}}, {"b", {{}, "UTC"}}, {"c", {"JPY", {}}}};
    EXPECT_EQ(text_of(accounts), "USD Asia/Kolkata act 1\n- UTC b\nJPY - c");
    EXPECT_EQ(settings_of_accounts(text_of(accounts)), accounts);
    EXPECT_EQ(text_of(SettingsOfAccounts{}), "");
    EXPECT_EQ(settings_of_accounts(""), SettingsOfAccounts{});
    for (const std::string_view text : {"USD", "USD UTC", "USD UTC ", "USD UTC a\n\nUSD UTC b"})
        EXPECT_FALSE(settings_of_accounts(text)) << text;
}

// Kolkata is 5:30 ahead of UTC all year; New York 4 hours behind in July.
TEST(AccountClocks, HoursAreThoseOfTheirAccountsClock) {
    const auto batch = normalise(
        "date|hour|account_id|campaign_id|clicks\n2024-07-01|0|k|c1|1\n2024-07-01|0|n|c1|1\n"
        "2024-07-01|0|x|c1|1\n2024-07-01|0||c1|1\n2024-07-01|1|k|c2|1\n",
        options({{"k", {{}, "Asia/Kolkata"}}, {"n", {{}, "America/New_York"}}}));
    ASSERT_FALSE(batch.refusal);
    EXPECT_EQ(batch.facts.utc_start_us,
              (std::vector{us_of("2024-06-30T18:30:00Z"), us_of("2024-07-01T04:00:00Z"),
                           us_of("2024-07-01T00:00:00Z"), us_of("2024-07-01T00:00:00Z"),
                           us_of("2024-06-30T19:30:00Z")}));
    // The day is the platform's own, whatever the instant.
    EXPECT_EQ(batch.facts.day, std::vector<std::int32_t>(5, batch.facts.day[0]));
    EXPECT_EQ(day_text(Day{std::chrono::days{batch.facts.day[0]}}), "2024-07-01");
}

// 2024-11-03, 1:00 comes twice in New York, and once everywhere else.
TEST(AccountClocks, AnHourRepeatsForTheAccountAlone) {
    const auto batch =
        normalise("date|hour|account_id|clicks\n2024-11-03|1|n|1\n2024-11-03|1|n|2\n2024-11-03|1|u|4\n",
                  options({{"n", {{}, "America/New_York"}}}));
    EXPECT_EQ(batch.outcomes.folded, 1);
    EXPECT_EQ(batch.facts.measures[1].value, (std::vector<std::int64_t>{3, 4}));
    EXPECT_EQ(warnings_of(batch), "hour:repeated_hour x2");
    const auto missing = normalise("date|hour|account_id|clicks\n2024-03-10|2|n|1\n2024-03-10|2|u|1\n",
                                   options({{"n", {{}, "America/New_York"}}}));
    EXPECT_EQ(warnings_of(missing), "hour:skipped_local_time x1");
    EXPECT_EQ(missing.outcomes.accepted, 2);
}

TEST(AccountClocks, CurrencyIsTheRowsElseTheAccountsElseTheBatchs) {
    const auto batch =
        normalise("date|account_id|currency|cost\n2024-07-01|a|GBP|1\n2024-07-02|a||1\n2024-07-02|b||1\n",
                  options({{"a", {"USD", {}}}}));
    std::vector<std::string> currencies;
    for (const std::uint16_t index : batch.facts.currency)
        currencies.push_back(batch.facts.currencies[index]);
    EXPECT_EQ(currencies, (std::vector<std::string>{"GBP", "USD", "EUR"}));
}

TEST(AccountClocks, ARowWithFaultsHasTheBatchs) {
    const auto batch = normalise("date|hour|account_id|clicks\n2024-03-10|2|name:n|1\n2024-03-11|2|n|1\n",
                                 options({{"n", {{}, "America/New_York"}}}));
    EXPECT_EQ(batch.outcomes.rejected, 1);
    EXPECT_EQ(warnings_of(batch), "");
}

TEST(AccountClocks, AZoneThatIsNoneRefusesTheBatch) {
    const auto batch =
        normalise("date|account_id|clicks\n2024-03-10|n|1\n", options({{"n", {{}, "Mars/Olympus_Mons"}}}));
    EXPECT_NE(test::refusal_of(batch).find("Mars/Olympus_Mons"), std::string::npos);
}

}  // namespace
}  // namespace insightflow
