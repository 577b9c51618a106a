#include "domain/ingestion/source_version.hpp"

#include <gtest/gtest.h>

#include "batch_fixture.hpp"

namespace insightflow {
namespace {

using test::faults_of;
using test::normalise;
using test::refusal_of;

BatchOptions versioned(std::string column = "Updated At", std::string zone = "UTC") {
    BatchOptions options;
    options.platform = "fb";
    options.version_column = std::move(column);
    options.time_zone = std::move(zone);
    return options;
}

std::vector<std::int64_t> versions_of(const std::string& cell, BatchOptions options = versioned()) {
    const auto batch = normalise("date|clicks|updated_at\n2024-01-15|1|" + cell + "\n", std::move(options));
    EXPECT_EQ(faults_of(batch), "");
    return batch.facts.version;
}

TEST(SourceVersion, IsAWholeNumberOrATime) {
    constexpr std::int64_t new_year = 1'704'067'200'000'000;  // 2024-01-01T00:00:00Z
    EXPECT_EQ(versions_of("42"), std::vector<std::int64_t>{42});
    EXPECT_EQ(versions_of("-9223372036854775808").front(), INT64_MIN);
    EXPECT_EQ(versions_of("2024-01-01").front(), new_year);
    EXPECT_EQ(versions_of("2024-01-01T00:00:00.000002Z").front(), new_year + 2);
    EXPECT_EQ(versions_of("2024-01-01T02:00:00+02:00").front(), new_year);
    EXPECT_EQ(versions_of("2024-01-01 01:00:00", versioned("updated_at", "Europe/Berlin")).front(), new_year);
    EXPECT_EQ(versions_of("2024-01-01", versioned("updated_at", "Asia/Tokyo")).front(),
              new_year - 9 * 3'600'000'000);
}

TEST(SourceVersion, IsPartOfTheShapeAndNotAnExtra) {
    const auto batch = normalise("date|clicks|updated_at\n2024-01-15|1|7\n", versioned());
    EXPECT_EQ(shape_text(batch.shape), "day rows at account level, with whole numbers as versions");
    EXPECT_EQ(batch.unknown_columns, std::vector<std::string>{});
    EXPECT_EQ(shape_text(normalise("date|clicks|updated_at\n2024-01-15|1|2024-01-01\n", versioned()).shape),
              "day rows at account level, with timestamps as versions");
    EXPECT_TRUE(normalise("date|clicks|updated_at\n2024-01-15|1|7\n",
                          [] {
                              BatchOptions options;
                              options.platform = "fb";
                              return options;
                          }())
                    .facts.version.empty());
}

TEST(SourceVersion, ARowWithoutOneIsRejected) {
    const auto batch = normalise(
        "date|clicks|updated_at\n2024-01-15|1|\n2024-01-16|1|soon\n2024-01-17|1|1.5\n2024-01-18|1|1\n",
        versioned());
    EXPECT_EQ(faults_of(batch),
              "updated_at:missing_version; updated_at:not_a_version; updated_at:not_a_version");
    EXPECT_EQ(batch.outcomes.accepted, 1);
}

TEST(SourceVersion, KindsAreNotMixed) {
    EXPECT_EQ(
        refusal_of(normalise("date|clicks|v\n2024-01-15|1|7\n2024-01-16|1|2024-01-01\n", versioned("v"))),
        "the batch mixes rows of different shapes: row 1 (line 2) begins day rows at account level, with "
        "whole numbers as versions, row 2 (line 3) has day rows at account level, with timestamps as "
        "versions");
}

TEST(SourceVersion, TheColumnMustBeThereOnce) {
    EXPECT_EQ(refusal_of(normalise("date|clicks\n2024-01-15|1\n", versioned())),
              "no column is named 'updated_at', as the option version_column says");
    EXPECT_EQ(refusal_of(normalise("date|clicks|Updated At|updated-at\n2024-01-15|1|1|1\n", versioned())),
              "the columns 'Updated At' and 'updated-at' both hold versions: leave one of them out");
}

TEST(SourceVersion, MayBeAFieldToo) {
    const auto batch = normalise("date|clicks|impressions\n2024-01-15|1|70\n", versioned("Impr."));
    EXPECT_EQ(refusal_of(batch), "no column is named 'impr', as the option version_column says");
    const auto both = normalise("date|clicks|impressions\n2024-01-15|1|70\n", versioned("impressions"));
    EXPECT_EQ(both.facts.version, std::vector<std::int64_t>{70});
    EXPECT_EQ(both.facts.of(Measure::impressions).value, std::vector<std::int64_t>{70});
}

}  // namespace
}  // namespace insightflow
