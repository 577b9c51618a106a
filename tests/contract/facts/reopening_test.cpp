// What the engine does after a failure that it does not survive: it is opened again in the same process,
// under the hands of those who read and write.
#include <gmock/gmock.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <filesystem>
#include <thread>

#include "adapters/duckdb/guard.hpp"
#include "contract/facts/stores_under_test.hpp"

namespace {

// The errors that every fsync and every write to a file report; 0: none.
std::atomic<int> fsync_fails_with{0};
std::atomic<int> write_fails_with{0};

bool fails(const std::atomic<int>& with) {
    const int error = with.load();
    if (error != 0) errno = error;
    return error != 0;
}

}  // namespace

// The engine's calls end up here, for a program's own functions go before those of the libraries.
extern "C" int fsync(int fd) {
    return fails(fsync_fails_with) ? -1 : static_cast<int>(syscall(SYS_fsync, fd));
}
extern "C" ssize_t write(int fd, const void* bytes, size_t size) {
    return fd > STDERR_FILENO && fails(write_fails_with) ? -1 : syscall(SYS_write, fd, bytes, size);
}

namespace insightflow::duckdb {
namespace {

using insightflow::testing::at;
using insightflow::testing::campaign_line;
using insightflow::testing::noon;
using insightflow::testing::plan_of;
using insightflow::testing::staged;
using insightflow::testing::TemporaryFolder;

class Reopening : public ::testing::Test {
protected:
    void SetUp() override {
        EngineConfig config;
        config.on_failure = [this](std::string_view words) { told_ = words; };
        engine_ = open(file_, config).value();
    }
    void TearDown() override { mend(); }
    static void mend() {
        fsync_fails_with = 0;
        write_fails_with = 0;
    }

    std::int64_t rows() { return engine_->analytics().run(plan_of(), {}).value().at(0).sums.rows; }

    TemporaryFolder folder_;
    std::filesystem::path file_ = folder_.path() / "facts.duckdb";
    std::string told_;
    std::unique_ptr<Engine> engine_;
};

TEST_F(Reopening, GivesBackWhatWasCommittedAndNothingOfWhatFailed) {
    FactStore& facts = engine_->facts();
    ASSERT_TRUE(facts.apply_one(staged(1, {{.clicks = 5}}), at(noon), {}));
    std::int64_t number = 1;
    for (std::atomic<int>* const call : {&fsync_fails_with, &write_fails_with}) {
        for (const int error : {EIO, EROFS, EINVAL}) {
            ++number;
            const auto batch =
                staged(number, {{.line = campaign_line("google_ads", std::to_string(number)), .clicks = 7}});
            *call = error;
            const auto failed = facts.apply_one(batch, at(noon), {});
            ASSERT_FALSE(failed);
            EXPECT_EQ(failed.error().code, ErrorCode::unavailable) << told_;
            EXPECT_TRUE(engine_->is_dead()) << told_;
            EXPECT_EQ(engine_->analytics().run(plan_of(), {}).error().code, ErrorCode::unavailable);
            mend();
            ASSERT_TRUE(engine_->reopen()) << told_;
            EXPECT_FALSE(engine_->is_dead());
            // An fsync that failed may have left the commit in the log: then it counts.
            const std::int64_t before = rows();
            EXPECT_THAT(before, ::testing::AnyOf(number - 1, number));
            EXPECT_EQ(facts.last_commit_sequence().value(), before);
            EXPECT_EQ(facts.apply_one(batch, at(noon), {}).value().commit_sequence, number);
            EXPECT_EQ(rows(), number);
        }
    }
}

TEST_F(Reopening, IsNotNeededAfterADiskThatWasFull) {
    FactStore& facts = engine_->facts();
    ASSERT_TRUE(facts.apply_one(staged(1, {{.clicks = 5}}), at(noon), {}));
    write_fails_with = ENOSPC;
    const auto failed = facts.apply_one(staged(2, {{.clicks = 7}}), at(noon), {});
    mend();
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().code, ErrorCode::storage_full) << told_;
    EXPECT_FALSE(engine_->is_dead());
    EXPECT_EQ(facts.apply_one(staged(2, {{.clicks = 7}}), at(noon), {}).value().commit_sequence, 2);
    EXPECT_EQ(rows(), 1);
}

TEST_F(Reopening, IsUnderTheHandsOfThoseWhoRead) {
    FactStore& facts = engine_->facts();
    ASSERT_TRUE(facts.apply_one(staged(1, {{.clicks = 5}}), at(noon), {}));
    std::atomic<bool> over{false};
    std::atomic<int> answered{0};
    std::atomic<int> wrong{0};
    std::vector<std::jthread> readers;
    for (int i = 0; i < 6; ++i)
        readers.emplace_back([&] {
            while (!over) {
                const auto answer = engine_->analytics().run(plan_of(), {});
                if (answer && answer->at(0).sums.rows < 1) ++wrong;
                if (!answer && answer.error().code != ErrorCode::unavailable) ++wrong;
                ++answered;
            }
        });
    for (int round = 2; round < 6; ++round) {
        fsync_fails_with = EIO;
        ASSERT_FALSE(facts.apply_one(staged(round, {{.clicks = round}}), at(noon), {}));
        ASSERT_TRUE(engine_->wait_until_dead({}));
        mend();
        ASSERT_TRUE(engine_->reopen());
        ASSERT_TRUE(facts.apply_one(staged(round, {{.clicks = round}}), at(noon), {}));
        for (const int before = answered; answered < before + 20;) std::this_thread::yield();
    }
    over = true;
    readers.clear();
    EXPECT_EQ(wrong, 0);
    EXPECT_EQ(facts.last_commit_sequence().value(), 5);
}

TEST_F(Reopening, ThatFailsMayBeTriedAgain) {
    ASSERT_TRUE(engine_->facts().apply_one(staged(1, {{.clicks = 5}}), at(noon), {}));
    fsync_fails_with = EIO;
    ASSERT_FALSE(engine_->facts().apply_one(staged(2, {{.clicks = 6}}), at(noon), {}));
    const auto away = folder_.path() / "away";
    std::filesystem::rename(file_, away);
    std::filesystem::create_directory(file_);
    EXPECT_FALSE(engine_->reopen());
    EXPECT_TRUE(engine_->is_dead());
    EXPECT_EQ(engine_->analytics().run(plan_of(), {}).error().code, ErrorCode::unavailable);
    std::filesystem::remove(file_);
    std::filesystem::rename(away, file_);
    mend();
    ASSERT_TRUE(engine_->reopen());
    EXPECT_EQ(rows(), 1);
}

TEST(GuardOfTheDead, ItsVisitorsAreHurriedAndWaitedFor) {
    Guard guard({});
    std::atomic<bool> hurried{false};
    std::atomic<bool> inside{false};
    std::jthread visitor([&] {
        const auto answer = guard.run<int>([&]() -> Result<int> {
            inside = true;
            while (!hurried) std::this_thread::yield();
            throw EngineFailure(FailureKind::interrupted, "interrupted");
        });
        // Nobody asked for the interrupt: the store's end was the reason.
        EXPECT_EQ(answer.error().code, ErrorCode::unavailable);
        inside = false;
    });
    while (!inside) std::this_thread::yield();
    EXPECT_FALSE(guard.run<int>([]() -> Result<int> { throw EngineFailure(FailureKind::dead, "end"); }));
    guard.wait_until_left([&] { hurried = true; });
    EXPECT_TRUE(guard.is_dead());
    guard.revive();
    EXPECT_EQ(guard.run<int>([]() -> Result<int> { return 1; }).value(), 1);
}

}  // namespace
}  // namespace insightflow::duckdb
