#include "application/ingestion/source_feed.hpp"

#include <gtest/gtest.h>

#include "domain/time/day_in_zone.hpp"
#include "unit/application/ingestion/fake_queue.hpp"
#include "unit/application/ingestion/fakes.hpp"

namespace insightflow::testing {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::seconds;

const Day today = std::chrono::floor<days>(noon);

class FakeRowSource final : public RowSource {
public:
    std::vector<PullWindow> asked{};
    std::int64_t rows = 1;
    std::optional<Error> error{};
    std::string time_zone = "UTC";

    RowSourceTraits traits() const override {
        RowSourceTraits traits;
        traits.batch.content_type = "text/csv";
        traits.batch.options.source = "ads";
        traits.batch.options.time_zone = time_zone;
        traits.restated_days = 3;
        return traits;
    }
    Result<std::int64_t> pull(const PullWindow& window, const WriteBody& write, std::stop_token) override {
        asked.push_back(window);
        if (error) return *error;
        if (rows > 0)
            if (const auto wrote = write(bytes_of(good_body)); !wrote) return wrote.error();
        return rows;
    }
};

class Feed : public ::testing::Test {
protected:
    SourceFeed open(FeedDays of = {}) {
        return *SourceFeed::open(source_, of, {acceptor_, intakes_, queue_},
                                 {workspace, Role::editor, "robot"});
    }

    FakeRowSource source_{};
    FakeIntakeStore intakes_{};
    FakeSpool spool_{};
    FakeQueue queue_{};
    std::uint64_t next_random_ = 1;
    BatchAcceptor acceptor_{AcceptPorts{
        intakes_,
        spool_,
        queue_,
        [](std::string_view text) { return std::string(text); },
        [this](std::span<std::byte> out) { std::ranges::fill(out, static_cast<std::byte>(next_random_++)); },
        {[](WorkspaceId) { return std::string("USD"); }, {}}}};
};

TEST_F(Feed, TheFirstPullIsABatchOfTheDaysAskedFor) {
    auto feed = open({.first_pull = 10, .lag = 1});
    EXPECT_TRUE(*feed.pull(noon, {}));
    ASSERT_EQ(source_.asked.size(), 1u);
    EXPECT_EQ(source_.asked[0].first_day, today - days{10});
    EXPECT_EQ(source_.asked[0].last_day, today - days{1});
    EXPECT_EQ(source_.asked[0].as_of, noon);
    EXPECT_FALSE(source_.asked[0].since);
    ASSERT_EQ(queue_.queued.size(), 1u);
    EXPECT_EQ(queue_.queued[0].sent_by, "robot");
    EXPECT_EQ(queue_.queued[0].options.source, "ads");
    EXPECT_EQ(queue_.queued[0].received_at, noon);
}

TEST_F(Feed, LaterPullsGoOnFromTheOneBeforeOverTheDaysThatAreStillRestated) {
    auto feed = open();
    ASSERT_TRUE(feed.pull(noon, {}));
    ASSERT_TRUE(feed.pull(noon + days{2}, {}));
    EXPECT_EQ(source_.asked[1].since, noon);
    EXPECT_EQ(source_.asked[1].first_day, today - days{3});
    EXPECT_EQ(source_.asked[1].last_day, today + days{2});
}

TEST_F(Feed, ARestartGoesOnFromTheNewestBatchOfTheSource) {
    ASSERT_TRUE(open().pull(noon, {}));
    auto again = open();
    ASSERT_TRUE(again.pull(noon + hours{1}, {}));
    EXPECT_EQ(source_.asked[1].since, noon);
    EXPECT_EQ(source_.asked[1].first_day, today - days{3});
}

TEST_F(Feed, WhereNothingHasChangedThereIsNoBatch) {
    auto feed = open();
    source_.rows = 0;
    EXPECT_FALSE(*feed.pull(noon, {}));
    EXPECT_EQ(intakes_.size(), 0u);
    EXPECT_EQ(spool_.size(), 0u);
    source_.rows = 1;
    EXPECT_TRUE(*feed.pull(noon + seconds{2}, {}));
    EXPECT_EQ(source_.asked[1].since, noon);
}

TEST_F(Feed, WhatAFailedPullDidNotTellIsToldByTheNext) {
    auto feed = open();
    source_.error = Error{ErrorCode::unavailable, "not now", {}};
    EXPECT_FALSE(feed.pull(noon, {}));
    source_.error.reset();
    spool_.open_error = Error{ErrorCode::storage_full, "full", {}};
    EXPECT_FALSE(feed.pull(noon + seconds{2}, {}));
    spool_.open_error.reset();
    EXPECT_TRUE(*feed.pull(noon + seconds{4}, {}));
    EXPECT_FALSE(source_.asked[1].since);
    EXPECT_EQ(intakes_.size(), 1u);
}

TEST_F(Feed, ItWaitsWhileTheQueueIsBehindAndTellsItLater) {
    auto feed = open();
    ASSERT_TRUE(feed.pull(noon, {}));
    queue_.backlog_now = feed_backlog_max;
    EXPECT_FALSE(*feed.pull(noon + seconds{2}, {}));
    queue_.backlog_now = feed_backlog_max - 1;
    EXPECT_TRUE(*feed.pull(noon + seconds{4}, {}));
    ASSERT_EQ(source_.asked.size(), 2u);
    EXPECT_EQ(source_.asked[1].since, noon);
}

TEST_F(Feed, ItNeverTellsDaysBeforeItsFirstThoughTheyAreStillRestated) {
    auto feed = open({.first = today - days{1}});
    ASSERT_TRUE(feed.pull(noon, {}));
    ASSERT_TRUE(feed.pull(noon + hours{1}, {}));
    ASSERT_TRUE(feed.pull(noon + days{3}, {}));
    ASSERT_TRUE(feed.pull(noon + days{3} + hours{1}, {}));
    ASSERT_EQ(source_.asked.size(), 4u);
    EXPECT_EQ(source_.asked[1].first_day, today - days{1});
    EXPECT_EQ(source_.asked[2].first_day, today - days{1});
    EXPECT_EQ(source_.asked[3].first_day, today);
}

TEST_F(Feed, ItNeverTellsDaysAfterItsLast) {
    auto feed = open({.first_pull = 5, .lag = 1, .last = today - days{7}});
    ASSERT_TRUE(*feed.pull(noon, {}));
    EXPECT_EQ(source_.asked[0].first_day, today - days{11});
    EXPECT_EQ(source_.asked[0].last_day, today - days{7});
    EXPECT_FALSE(*feed.pull(noon + days{40}, {}));
    EXPECT_EQ(source_.asked.size(), 1u);
}

TEST_F(Feed, AClockThatWasSetBackIsWaitedFor) {
    auto feed = open();
    ASSERT_TRUE(feed.pull(noon, {}));
    EXPECT_FALSE(*feed.pull(noon - hours{1}, {}));
    EXPECT_FALSE(*feed.pull(noon, {}));
    EXPECT_TRUE(*feed.pull(noon + seconds{1}, {}));
}

TEST_F(Feed, TodayIsThatOfTheAccounts) {
    source_.time_zone = "Pacific/Kiritimati";  // noon is the next day there
    auto feed = open();
    ASSERT_TRUE(feed.pull(noon, {}));
    EXPECT_EQ(source_.asked[0].last_day, day_in_zone(noon, "Pacific/Kiritimati"));
    EXPECT_EQ(source_.asked[0].last_day, today + days{1});
}

}  // namespace
}  // namespace insightflow::testing
