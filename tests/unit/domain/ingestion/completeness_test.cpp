#include "domain/ingestion/completeness.hpp"

#include <gtest/gtest.h>

#include "batch_fixture.hpp"

namespace insightflow {
namespace {

using test::normalise;
using test::refusal_of;

TEST(CompleteForText, NamesAnAccountAndDays) {
    const Day first = std::chrono::year{2024} / 1 / 1;
    const Day last = std::chrono::year{2024} / 1 / 28;
    EXPECT_EQ(complete_for_of("act_1:2024-01-01..2024-01-28"), (CompleteFor{"act_1", first, last}));
    EXPECT_EQ(complete_for_of("name:A : B:2024-01-01..2024-01-01"),
              (CompleteFor{"name:A : B", first, first}));
    EXPECT_EQ(complete_for_of("2024-01-01..2024-01-28"), (CompleteFor{std::nullopt, first, last}));
    for (const char* text : {"act_1:2024-01-01..2024-01-28", "2024-01-01..2024-01-28"})
        EXPECT_EQ(text_of(complete_for_of(text).value()), text);
}

TEST(CompleteForText, AnythingElseIsNone) {
    const std::string long_id(257, 'a');
    for (const std::string& text :
         {std::string(), std::string("act_1"), std::string("2024-01-01"),
          std::string(":2024-01-01..2024-01-28"), std::string("  :2024-01-01..2024-01-28"),
          std::string("a2024-01-01..2024-01-28"), std::string("a\nb:2024-01-01..2024-01-28"),
          std::string("2024-01-28..2024-01-01"), std::string("2024-02-30..2024-03-01"),
          std::string("2024-01-01...024-01-28"), std::string("2024-01-01/.2024-01-28"),
          long_id + ":2024-01-01..2024-01-28"})
        EXPECT_EQ(complete_for_of(text), std::nullopt) << text;
}

constexpr const char* two_accounts = "date|account_id|clicks\n2024-01-15|a|1\n2024-01-16||2\n";

BatchOptions complete(const char* scope) {
    BatchOptions options;
    options.platform = "fb";
    options.complete_for = complete_for_of(scope);
    return options;
}

TEST(Completeness, OfWhatTheBatchHoldsIsFollowed) {
    for (const char* scope :
         {"a:2024-01-01..2024-01-31", "a:2024-01-15..2024-01-15", "2024-01-16..2024-01-20"}) {
        const auto batch = normalise(two_accounts, complete(scope));
        EXPECT_EQ(refusal_of(batch), "") << scope;
        EXPECT_EQ(batch.complete_for, complete_for_of(scope));
    }
}

TEST(Completeness, AnAccountThatHasANameAloneIsKnownByIt) {
    const auto batch = normalise("date|account_name|clicks\n2024-01-15|Acme|1\n",
                                 complete("name:Acme:2024-01-15..2024-01-15"));
    EXPECT_EQ(refusal_of(batch), "");
    EXPECT_EQ(batch.complete_for->account, "name:Acme");
}

TEST(Completeness, OfAnythingElseIsRefusedWhole) {
    const auto refused = [](const std::string& table, const char* scope) {
        const auto batch = normalise(table, complete(scope));
        EXPECT_EQ(batch.outcomes.rejected, batch.outcomes.received);
        EXPECT_EQ(batch.facts.rows(), 0U);
        return refusal_of(batch);
    };
    EXPECT_EQ(refused(two_accounts, "b:2024-01-01..2024-01-31"),
              "the option complete_for cannot be followed: no row is of the account 'b' in these days");
    EXPECT_EQ(refused(two_accounts, "2024-01-15..2024-01-15"),
              "the option complete_for cannot be followed: no row is without an account in these days");
    EXPECT_EQ(
        refused("timestamp|clicks\n2024-01-15T10:00:00Z|1\n", "2024-01-15..2024-01-15"),
        "the option complete_for cannot be followed: it is for day and hour rows, and these are events");
}

TEST(Completeness, ARejectIsALack) {
    const auto batch =
        normalise(std::string(two_accounts) + "2024-01-17|a|x\n", complete("a:2024-01-01..2024-01-31"));
    EXPECT_EQ(refusal_of(batch),
              "the option complete_for cannot be followed: 1 row is rejected, so the batch is not complete");
    EXPECT_EQ(batch.rejects.size(), 1U) << "which one is told";
    EXPECT_EQ(batch.outcomes.received, 3);
    EXPECT_EQ(batch.outcomes.rejected, 3);
    const auto two = normalise(std::string(two_accounts) + "2024-01-17|a|x\n2024-01-17|a|y\n",
                               complete("a:2024-01-01..2024-01-31"));
    EXPECT_EQ(
        refusal_of(two),
        "the option complete_for cannot be followed: 2 rows are rejected, so the batch is not complete");
}

TEST(Completeness, RowsWithVersionsAreRefused) {
    BatchOptions options = complete("a:2024-01-15..2024-01-15");
    options.version_column = "v";
    EXPECT_EQ(
        refusal_of(normalise("date|account_id|clicks|v\n2024-01-15|a|1|1\n", options)),
        "the option complete_for cannot be followed: rows that are not there have no version to compare; "
        "leave version_column or complete_for out");
}

}  // namespace
}  // namespace insightflow
