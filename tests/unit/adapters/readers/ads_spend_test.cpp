// The whole way from bytes to facts on a real file, against totals that were counted by others.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "adapters/readers/readers.hpp"
#include "adapters/text/nfc.hpp"
#include "domain/ingestion/normalise_batch.hpp"
#include "domain/time/day.hpp"
#include "support/normalising_sink.hpp"

namespace insightflow {
namespace {

std::filesystem::path data_file() {
    const char* folder = std::getenv("INSIGHTFLOW_TEST_DATA");
    return std::filesystem::path(folder == nullptr ? SHARED_DATA_DIR : folder) / "ads_spend.csv";
}

TEST(AdsSpend, TotalsAreTheGoldenOnesUnderEveryPolicy) {
    if (!std::filesystem::exists(data_file())) GTEST_SKIP() << "SKIPPED: " << data_file() << " is not there";
    const struct {
        CollisionPolicy policy;
        std::int64_t cost_micros;
        std::int64_t conversions_micros;  // -1: not known
        std::int64_t folded;
    } cases[] = {
        {CollisionPolicy::sum, 285'036'150'000, 9'562'000'000, 53},
        {CollisionPolicy::last, 270'363'970'000, -1, 53},
    };
    for (const auto& c : cases) {
        BatchOptions options;
        options.collisions = c.policy;
        options.value_per_conversion_micros = 100'000'000;
        BatchNormaliser normaliser(options, text::nfc);
        testing::NormalisingSink feed(normaliser);
        ASSERT_TRUE(readers::make_reader(BodyFormat::csv)->read(data_file(), feed, {}));
        const CheckedBatch batch = std::move(normaliser).finish();
        ASSERT_FALSE(batch.refusal);
        EXPECT_EQ(batch.outcomes.received, 2000);
        EXPECT_EQ(batch.outcomes.accepted, 2000);
        EXPECT_EQ(batch.outcomes.folded, c.folded);

        const auto first = parse_day("2025-06-01")->time_since_epoch().count();
        const auto last = parse_day("2025-06-30")->time_since_epoch().count();
        std::int64_t cost = 0;
        std::int64_t conversions = 0;
        std::int64_t revenue = 0;
        for (std::size_t row = 0; row < batch.facts.rows(); ++row) {
            EXPECT_EQ(batch.facts.revenue_estimated[row], 1);
            if (batch.facts.day[row] < first || batch.facts.day[row] > last) continue;
            cost += batch.facts.of(Measure::cost).value[row];
            conversions += batch.facts.of(Measure::conversions).value[row];
            revenue += batch.facts.of(Measure::revenue).value[row];
        }
        EXPECT_EQ(cost, c.cost_micros);
        if (c.conversions_micros >= 0) {
            EXPECT_EQ(conversions, c.conversions_micros);
        }
        EXPECT_EQ(revenue, conversions * 100);
    }
}

}  // namespace
}  // namespace insightflow
