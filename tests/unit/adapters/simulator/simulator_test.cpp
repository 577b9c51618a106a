#include "adapters/simulator/simulator.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "adapters/readers/readers.hpp"
#include "application/ingestion/ingest_options.hpp"
#include "domain/ingestion/normalise_batch.hpp"
#include "support/normalising_sink.hpp"
#include "support/temporary_folder.hpp"

namespace insightflow::simulator {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

constexpr Day monday = std::chrono::year{2026} / 11 / 2;

struct Pulled {
    std::int64_t rows = 0;
    std::string body{};
};

Pulled pull(RowSource& source, const PullWindow& window) {
    Pulled out;
    const auto rows = source.pull(window,
                                  [&](std::span<const std::byte> bytes) -> Result<void> {
                                      for (const std::byte byte : bytes)
                                          out.body.push_back(static_cast<char>(byte));
                                      return {};
                                  },
                                  {});
    EXPECT_TRUE(rows);
    out.rows = rows ? *rows : -1;
    return out;
}

// The body as every batch is read and checked.
CheckedBatch checked(const RowSource& source, const std::string& body) {
    const insightflow::testing::TemporaryFolder folder;
    const auto file = folder.path() / "body";
    std::ofstream(file) << body;
    const auto options = resolve_options(source.traits().batch.options);
    BatchNormaliser normaliser(*options, [](std::string_view text) { return std::string(text); });
    testing::NormalisingSink sink(normaliser);
    EXPECT_TRUE(readers::make_reader(BodyFormat::csv)->read(file, sink, {}));
    return std::move(normaliser).finish();
}

TEST(SimulatedSource, ItsDaysAreTakenInWithoutAWarning) {
    const auto source = make_daily({});
    const auto pulled = pull(*source, {monday, monday + days{1}, monday + days{2}, {}});
    EXPECT_EQ(pulled.rows, 2 * 96 * 24);
    const CheckedBatch batch = checked(*source, pulled.body);
    EXPECT_EQ(batch.outcomes.accepted, pulled.rows);
    EXPECT_TRUE(batch.warnings.empty());
    EXPECT_TRUE(batch.unknown_columns.empty());
    EXPECT_EQ(batch.shape.grain, Grain::day);
}

TEST(SimulatedSource, ItsHoursAreTakenInWithoutAWarning) {
    const auto source = make_live({});
    const auto pulled = pull(*source, {monday, monday, monday + hours{11} + minutes{1}, {}});
    EXPECT_EQ(pulled.rows, 96 * 12 - 96 + 96);
    const CheckedBatch batch = checked(*source, pulled.body);
    EXPECT_EQ(batch.outcomes.accepted, pulled.rows);
    EXPECT_TRUE(batch.warnings.empty());
    EXPECT_EQ(batch.shape.grain, Grain::hour);
}

TEST(SimulatedSource, WritesNothingWhereNothingHasChanged) {
    const auto source = make_daily({});
    const Timestamp noon = monday + days{3} + hours{12} + minutes{1};
    const auto pulled = pull(*source, {monday, monday + days{2}, noon, noon - std::chrono::seconds{1}});
    EXPECT_EQ(pulled.rows, 0);
    EXPECT_EQ(pulled.body, "");
}

TEST(SimulatedSource, EndsWhereItIsStoppedOrItsBodyIsRefused) {
    const auto source = make_daily({});
    const PullWindow window{monday, monday, monday + days{2}, {}};
    std::stop_source stop;
    stop.request_stop();
    const auto stopped = source->pull(
        window, [](std::span<const std::byte>) -> Result<void> { return {}; }, stop.get_token());
    EXPECT_EQ(stopped.error().code, ErrorCode::deadline_exceeded);
    const auto refused = source->pull(window,
                                      [](std::span<const std::byte>) -> Result<void> {
                                          return Error{ErrorCode::storage_full, "full", {}};
                                      },
                                      {});
    EXPECT_EQ(refused.error().code, ErrorCode::storage_full);
}

}  // namespace
}  // namespace insightflow::simulator
