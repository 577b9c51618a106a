#include "domain/ingestion/fold.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "batch_fixture.hpp"

namespace insightflow {
namespace {

using test::faults_of;
using test::normalise;

BatchOptions with(CollisionPolicy policy) {
    BatchOptions options;
    options.platform = "fb";
    options.collisions = policy;
    return options;
}
constexpr CollisionPolicy policies[] = {CollisionPolicy::reject, CollisionPolicy::last, CollisionPolicy::sum};

std::string counts_of(const CheckedBatch& batch) {
    return std::to_string(batch.facts.rows()) + " rows, " + std::to_string(batch.outcomes.accepted) +
           " accepted, " + std::to_string(batch.outcomes.folded) + " folded, " +
           std::to_string(batch.outcomes.rejected) + " rejected";
}

TEST(Fold, RowsOfDifferentKeysStay) {
    for (const CollisionPolicy policy : policies) {
        const auto batch = normalise(
            "date|campaign_id|clicks\n2024-01-15|1|1\n2024-01-15|2|1\n2024-01-16|1|1\n2024-01-15||1\n",
            with(policy));
        EXPECT_EQ(counts_of(batch), "4 rows, 4 accepted, 0 folded, 0 rejected");
    }
    const auto hours =
        normalise("date|hour|clicks\n2024-01-15|1|1\n2024-01-15|2|2\n", with(CollisionPolicy::reject));
    EXPECT_EQ(counts_of(hours), "2 rows, 2 accepted, 0 folded, 0 rejected");
}

// The instant is the identity of an event, whatever day the platform counts it to.
TEST(Fold, EventsOfOneInstantOnTwoDaysAreOneKey) {
    const std::string table =
        "date|timestamp|clicks\n"
        "2024-01-15|2024-01-15T23:30:00Z|1\n2024-01-16|2024-01-15T23:30:00Z|1\n"
        "2024-01-16|2024-01-16T23:30:00Z|7\n";
    const auto rejected = normalise(table, with(CollisionPolicy::reject));
    EXPECT_EQ(counts_of(rejected), "1 rows, 1 accepted, 0 folded, 2 rejected");
    EXPECT_EQ(faults_of(rejected), ":collision; :collision");
    for (const CollisionPolicy policy : {CollisionPolicy::last, CollisionPolicy::sum}) {
        const auto batch = normalise(table, with(policy));
        EXPECT_EQ(counts_of(batch), "2 rows, 3 accepted, 1 folded, 0 rejected");
        EXPECT_EQ(batch.facts.day, (std::vector<std::int32_t>{19'738, 19'738}));
        EXPECT_EQ(batch.facts.of(Measure::clicks).value.front(), policy == CollisionPolicy::sum ? 2 : 1);
    }
}

TEST(Fold, EqualRowsFoldExceptUnderSum) {
    const std::string table =
        "date|campaign_id|campaign|clicks|note\n"
        "2024-01-15|1|A|5|x\n2024-01-15|1|B|5|y\n2024-01-16|1||7|\n2024-01-15|1||5.0|z\n";
    for (const CollisionPolicy policy : policies) {
        const auto batch = normalise(table, with(policy));
        EXPECT_EQ(counts_of(batch), "2 rows, 4 accepted, 2 folded, 0 rejected");
        EXPECT_EQ(batch.facts.names.front().campaign, "B");
        // The last row of the key stands for all, so it keeps its place and its unknown columns.
        EXPECT_EQ(batch.facts.of(Measure::clicks).value,
                  (std::vector<std::int64_t>{7, policy == CollisionPolicy::sum ? 15 : 5}));
        EXPECT_EQ(batch.facts.extras.at(batch.facts.extra.back()), R"({"note":"z"})");
    }
}

TEST(Fold, EqualRowsThatDifferInAColumnThatIsNotReadAreTold) {
    const std::string table =
        "date|Region|clicks\n2024-01-15|Bayern|1\n2024-01-15|Berlin|1\n2024-01-15|Berlin|1\n2024-01-16|x|1\n";
    const auto batch = normalise(table, with(CollisionPolicy::reject));
    EXPECT_EQ(counts_of(batch), "2 rows, 4 accepted, 2 folded, 0 rejected");
    EXPECT_EQ(test::warnings_of(batch), ":folded_unlike x1");
    for (const CollisionPolicy policy : {CollisionPolicy::last, CollisionPolicy::sum})
        EXPECT_EQ(test::warnings_of(normalise(table, with(policy))), "");
}

TEST(Fold, NullIsNotZero) {
    const auto batch =
        normalise("date|clicks|cost\n2024-01-15|5|\n2024-01-15|5|0\n", with(CollisionPolicy::reject));
    EXPECT_EQ(counts_of(batch), "0 rows, 0 accepted, 0 folded, 2 rejected");
}

TEST(Fold, EveryModelledColumnTellsRowsApart) {
    const std::string tables[] = {
        "date|clicks|currency\n2024-01-15|5|USD\n2024-01-15|5|EUR\n",
        "date|clicks|impressions\n2024-01-15|5|6\n2024-01-15|5|7\n",
        "date|clicks|cost\n2024-01-15|5|6\n2024-01-15|5|6.000001\n",
        "date|clicks|revenue\n2024-01-15|5|6\n2024-01-15|5|7\n",
        "date|clicks|conversions\n2024-01-15|5|6\n2024-01-15|5|7\n",
        "date|clicks|new_customers\n2024-01-15|5|6\n2024-01-15|5|7\n",
    };
    for (const auto& table : tables) {
        EXPECT_EQ(counts_of(normalise(table, with(CollisionPolicy::reject))),
                  "0 rows, 0 accepted, 0 folded, 2 rejected")
            << table;
    }
    BatchOptions options = with(CollisionPolicy::reject);
    options.value_per_conversion_micros = 2'000'000;
    const auto estimated = normalise("date|conversions|revenue\n2024-01-15|3|6\n2024-01-15|3|\n", options);
    EXPECT_EQ(counts_of(estimated), "0 rows, 0 accepted, 0 folded, 2 rejected");
}

TEST(Fold, RowsOfOneLineAreNamedByTheirNumbers) {
    TextChunk chunk;
    chunk.columns = {"date", "clicks"};
    const Cell day{"2024-01-15", CellKind::text};
    chunk.cells = {{day, day}, {{"1", CellKind::number}, {"2", CellKind::number}}};
    chunk.line = {1, 1};
    BatchNormaliser normaliser(with(CollisionPolicy::reject),
                               [](std::string_view name) { return std::string(name); });
    normaliser.add(chunk);
    const CheckedBatch batch = std::move(normaliser).finish();
    ASSERT_EQ(batch.rejects.size(), 2U);
    EXPECT_EQ(batch.rejects[0].faults[0].message,
              "other rows of this batch have the same key and other values (row 2)");
    EXPECT_EQ(batch.rejects[1].faults[0].message,
              "other rows of this batch have the same key and other values (row 1)");
}

TEST(Fold, RejectNamesTheOtherLines) {
    std::string table = "date|clicks\n2024-01-15|1\n2024-01-15|2\n2024-01-15|1\n";
    auto batch = normalise(table, with(CollisionPolicy::reject));
    ASSERT_EQ(batch.rejects.size(), 3U);
    EXPECT_EQ(batch.rejects[0].faults[0].message,
              "other rows of this batch have the same key and other values (lines 3, 4)");
    EXPECT_EQ(batch.rejects[1].faults[0].message,
              "other rows of this batch have the same key and other values (lines 2, 4)");
    EXPECT_EQ(batch.rejects[2].line, 4U);
    EXPECT_EQ(batch.rejects[2].row, 3U);
    EXPECT_EQ(faults_of(batch), ":collision; :collision; :collision");

    for (int i = 0; i < 5; ++i) table += "2024-01-15|9\n";
    batch = normalise(table, with(CollisionPolicy::reject));
    EXPECT_EQ(batch.rejects[0].faults[0].message,
              "other rows of this batch have the same key and other values (lines 3, 4, 5, 6, 7 and 2 more)");
    batch = normalise("date|clicks\n2024-01-15|1\n2024-01-15|2\n", with(CollisionPolicy::reject));
    EXPECT_EQ(batch.rejects[0].faults[0].message,
              "other rows of this batch have the same key and other values (line 3)");
}

TEST(Fold, RejectsStandByRow) {
    const auto batch = normalise("date|clicks\n2024-01-15|1\n2024-01-16|x\n2024-01-15|2\n2024-01-17|3\n",
                                 with(CollisionPolicy::reject));
    ASSERT_EQ(batch.rejects.size(), 3U);
    for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(batch.rejects[i].row, i + 1);
    EXPECT_EQ(counts_of(batch), "1 rows, 1 accepted, 0 folded, 3 rejected");
}

TEST(Fold, OnlyTheFirstRejectsAreListed) {
    std::string table = "date|clicks\n2024-01-15|x\n";
    for (std::size_t i = 0; i <= rejects_kept_max; ++i) table += "2024-01-15|" + std::to_string(i) + "\n";
    const auto batch = normalise(table, with(CollisionPolicy::reject));
    EXPECT_EQ(batch.rejects.size(), rejects_kept_max);
    EXPECT_EQ(batch.rejects.back().row, rejects_kept_max);
    EXPECT_EQ(batch.outcomes.rejected, static_cast<std::int64_t>(rejects_kept_max) + 2);
}

TEST(Fold, LastKeepsTheLastRow) {
    const auto batch = normalise("date|clicks|cost\n2024-01-15|1|5\n2024-01-15|2|6\n2024-01-15|3|\n",
                                 with(CollisionPolicy::last));
    EXPECT_EQ(counts_of(batch), "1 rows, 3 accepted, 2 folded, 0 rejected");
    EXPECT_EQ(batch.facts.of(Measure::clicks).value, std::vector<std::int64_t>{3});
    EXPECT_EQ(batch.facts.of(Measure::cost).present, std::vector<std::uint8_t>{0});
}

TEST(Fold, SumAddsWhatIsThere) {
    BatchOptions options = with(CollisionPolicy::sum);
    options.value_per_conversion_micros = 10'000'000;
    const auto batch = normalise(
        "date|clicks|cost|conversions|revenue|new_customers\n"
        "2024-01-15|1|0.1|1|5|\n2024-01-15||0.2|2||\n2024-01-15|3||||\n",
        options);
    EXPECT_EQ(counts_of(batch), "1 rows, 3 accepted, 2 folded, 0 rejected");
    const std::pair<Measure, std::int64_t> sums[] = {{Measure::clicks, 4},
                                                     {Measure::cost, 300'000},
                                                     {Measure::conversions, 3'000'000},
                                                     {Measure::revenue, 25'000'000}};
    for (const auto& [measure, sum] : sums) {
        EXPECT_EQ(batch.facts.of(measure).value.front(), sum) << name_of(measure);
        EXPECT_EQ(batch.facts.of(measure).present.front(), 1) << name_of(measure);
    }
    EXPECT_EQ(batch.facts.of(Measure::new_customers).present.front(), 0);
    EXPECT_EQ(batch.facts.revenue_estimated.front(), 1);
}

TEST(Fold, TwoRowsOfAnHourThatCameTwiceAreAdded) {
    const std::string row = "2024-10-27|2|5\n";
    for (const CollisionPolicy policy : policies) {
        BatchOptions options = with(policy);
        options.time_zone = "Europe/Berlin";
        const auto both = normalise("date|hour|clicks\n2024-10-27|1|9\n" + row + "2024-10-27|2|7\n", options);
        EXPECT_EQ(counts_of(both), "2 rows, 3 accepted, 1 folded, 0 rejected");
        EXPECT_EQ(both.facts.of(Measure::clicks).value, (std::vector<std::int64_t>{9, 12}));
        const auto equal = normalise("date|hour|clicks\n" + row + row, options);
        EXPECT_EQ(equal.facts.of(Measure::clicks).value, std::vector<std::int64_t>{10});
        const auto thrice = normalise("date|hour|clicks\n" + row + row + row, options);
        EXPECT_EQ(thrice.facts.of(Measure::clicks).value.front(), policy == CollisionPolicy::sum ? 15 : 5);
    }
    BatchOptions options = with(CollisionPolicy::last);
    options.time_zone = "Europe/Berlin";
    const auto mixed =
        normalise("date|hour|cost|currency\n2024-10-27|2|1|EUR\n2024-10-27|2|1|USD\n", options);
    EXPECT_EQ(faults_of(mixed), ":collision_currencies; :collision_currencies");
}

TEST(Fold, SumRejectsWhatCannotBeAdded) {
    const std::pair<std::string, std::string> cases[] = {
        {"date|cost|currency\n2024-01-15|1|USD\n2024-01-15|1|EUR\n",
         ":collision_currencies; :collision_currencies"},
        {"date|cost\n2024-01-15|999999999999\n2024-01-15|1\n",
         ":collision_out_of_range; :collision_out_of_range"},
        {"date|cost\n2024-01-15|-999999999999\n2024-01-15|-1\n",
         ":collision_out_of_range; :collision_out_of_range"},
        {"date|clicks\n2024-01-15|9223372036854775807\n2024-01-15|1\n",
         ":collision_out_of_range; :collision_out_of_range"},
    };
    for (const auto& [table, faults] : cases) {
        const auto batch = normalise(table, with(CollisionPolicy::sum));
        EXPECT_EQ(faults_of(batch), faults) << table;
        EXPECT_EQ(counts_of(batch), "0 rows, 0 accepted, 0 folded, 2 rejected");
        EXPECT_TRUE(batch.facts.lines.empty());
    }
}

TEST(Fold, NamesOfRejectedRowsDoNotCount) {
    const auto batch = normalise(
        "date|campaign_id|campaign|clicks\n2024-01-14|1|Good|1\n2024-01-15|1|Bad|1\n2024-01-15|1|Worse|2\n",
        with(CollisionPolicy::reject));
    EXPECT_EQ(batch.facts.names.front().campaign, "Good");
}

// Against the plainest way to say it: a map from key to the clicks given for it.
TEST(Fold, RandomBatchesFoldAsAMapWould) {
    std::mt19937 random(11);
    for (int round = 0; round < 60; ++round) {
        std::string table = "date|campaign_id|clicks\n";
        std::map<std::string, std::vector<int>> given;
        for (int i = 0; i < 60; ++i) {
            const std::string key =
                "2024-01-1" + std::to_string(random() % 5) + "|" + std::to_string(random() % 8);
            const int clicks = static_cast<int>(random() % 2);
            table += key + "|" + std::to_string(clicks) + "\n";
            given[key].push_back(clicks);
        }
        for (const CollisionPolicy policy : policies) {
            std::int64_t sum = 0;
            std::int64_t rejected = 0;
            std::size_t rows = 0;
            for (const auto& [key, clicks] : given) {
                const bool equal = std::ranges::all_of(clicks, [&](int c) { return c == clicks.front(); });
                if (policy == CollisionPolicy::reject && !equal) {
                    rejected += static_cast<std::int64_t>(clicks.size());
                    continue;
                }
                ++rows;
                if (policy != CollisionPolicy::sum)
                    sum += clicks.back();
                else
                    for (const int c : clicks) sum += c;
            }
            const auto batch = normalise(table, with(policy));
            std::int64_t total = 0;
            for (const auto value : batch.facts.of(Measure::clicks).value) total += value;
            ASSERT_EQ(total, sum);
            ASSERT_EQ(batch.facts.rows(), rows);
            ASSERT_EQ(batch.outcomes.rejected, rejected);
            ASSERT_EQ(batch.outcomes.accepted - batch.outcomes.folded, static_cast<std::int64_t>(rows));
        }
    }
}

BatchOptions with_versions(CollisionPolicy policy) {
    BatchOptions options = with(policy);
    options.version_column = "updated_at";
    return options;
}

constexpr const char* three_versions =
    "date|clicks|updated_at\n2024-01-15|1|7\n2024-01-15|3|9\n2024-01-15|2|8\n";

TEST(Fold, OlderVersionsFoldIntoTheNewest) {
    for (const CollisionPolicy policy : {CollisionPolicy::reject, CollisionPolicy::last}) {
        const auto batch = normalise(three_versions, with_versions(policy));
        EXPECT_EQ(counts_of(batch), "1 rows, 3 accepted, 2 folded, 0 rejected");
        EXPECT_EQ(batch.facts.of(Measure::clicks).value, std::vector<std::int64_t>{3});
        EXPECT_EQ(batch.facts.version, std::vector<std::int64_t>{9});
    }
}

TEST(Fold, ASumHasTheHighestVersion) {
    const auto batch = normalise(three_versions, with_versions(CollisionPolicy::sum));
    EXPECT_EQ(counts_of(batch), "1 rows, 3 accepted, 2 folded, 0 rejected");
    EXPECT_EQ(batch.facts.of(Measure::clicks).value, std::vector<std::int64_t>{6});
    EXPECT_EQ(batch.facts.version, std::vector<std::int64_t>{9});
}

TEST(Fold, OfOneVersionThePolicyDecides) {
    const std::string table =
        "date|clicks|updated_at\n2024-01-15|1|8\n2024-01-15|3|9\n2024-01-15|2|9\n2024-01-16|5|-1\n";
    const auto rejected = normalise(table, with_versions(CollisionPolicy::reject));
    EXPECT_EQ(counts_of(rejected), "1 rows, 1 accepted, 0 folded, 3 rejected");
    const auto last = normalise(table, with_versions(CollisionPolicy::last));
    EXPECT_EQ(last.facts.of(Measure::clicks).value, (std::vector<std::int64_t>{2, 5}));
    EXPECT_EQ(last.facts.version, (std::vector<std::int64_t>{9, -1}));
}

}  // namespace
}  // namespace insightflow
