// A copy of the fact store taken while another thread commits, as a backup beside a server does.
#include "adapters/duckdb/fact_copy.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <future>
#include <thread>

#include "adapters/duckdb/commit_gate.hpp"
#include "contract/facts/stores_under_test.hpp"

namespace insightflow::duckdb {
namespace {

using insightflow::testing::at;
using insightflow::testing::campaign_line;
using insightflow::testing::FactRow;
using insightflow::testing::noon;
using insightflow::testing::staged;
using insightflow::testing::TemporaryFolder;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

class FactCopy : public ::testing::Test {
protected:
    std::unique_ptr<Engine> engine() { return open(file_, {}).value(); }

    // A key of its own and one that all batches restate.
    static Result<AppliedBatch> commit(Engine& engine, std::int64_t number) {
        FactRow own{.line = campaign_line("google_ads", "c" + std::to_string(number)), .clicks = 1};
        FactRow shared{.line = campaign_line("google_ads", "shared"), .clicks = number};
        return engine.facts().apply_one(staged(number, {own, shared}), at(noon), {});
    }

    // Whether the work waits for as long as the gate is held, and is done afterwards.
    template <class Work>
    void expect_to_wait(Work work) {
        CommitGate gate(file_);
        auto pass = std::optional(gate.enter());
        auto done = std::async(std::launch::async, work);
        EXPECT_EQ(done.wait_for(std::chrono::milliseconds{200}), std::future_status::timeout);
        pass.reset();
        done.get();
    }

    TemporaryFolder folder_{};
    fs::path file_ = folder_.path() / "facts.duckdb";
    fs::path copy_ = folder_.path() / "copy.duckdb";
};

TEST_F(FactCopy, IsOneFileWithAllCommitsAlsoThoseOfTheLog) {
    const auto store = engine();
    for (std::int64_t n = 1; n <= 3; ++n) ASSERT_TRUE(commit(*store, n));
    ASSERT_TRUE(fs::exists(file_.string() + ".wal"));
    EXPECT_EQ(copy_facts(file_, copy_).value(), 3);
    EXPECT_FALSE(fs::exists(copy_.string() + ".wal"));
    EXPECT_FALSE(fs::exists(copy_.string() + ".lock"));
    ASSERT_TRUE(commit(*store, 4));
    const auto copied = open(copy_, {}).value();
    EXPECT_EQ(copied->facts().last_commit_sequence().value(), 3);
    EXPECT_EQ(copied->row_versions({1}).value().size(), 6u);
}

TEST_F(FactCopy, WhereThereIsNoStoreThereIsNoCopy) {
    const auto copied = copy_facts(file_, copy_);
    EXPECT_EQ(copied.error().code, ErrorCode::invalid_argument);
    EXPECT_THAT(copied.error().message, HasSubstr(file_.string()));
    EXPECT_FALSE(fs::exists(file_));
}

TEST_F(FactCopy, ADamagedStoreIsNotCopiedAsIfItWereSound) {
    std::ofstream(file_) << std::string(100'000, 'x');
    EXPECT_FALSE(copy_facts(file_, copy_));
}

TEST_F(FactCopy, WaitsForTheCommitThatIsUnderWay) {
    const auto store = engine();
    ASSERT_TRUE(commit(*store, 1));
    expect_to_wait([&] { EXPECT_EQ(copy_facts(file_, copy_).value(), 1); });
}

TEST_F(FactCopy, WhateverChangesTheFileWaitsForItAndReadingDoesNot) {
    expect_to_wait([&] { engine(); });
    auto store = engine();
    ASSERT_TRUE(commit(*store, 1));
    expect_to_wait([&] { EXPECT_TRUE(commit(*store, 2)); });
    expect_to_wait([&] { EXPECT_TRUE(store->facts().undo({1}, staged(1, {}).batch_id, at(noon), {})); });
    {
        CommitGate gate(file_);
        const auto pass = gate.enter();
        EXPECT_EQ(store->row_versions({1}).value().size(), 4u);
    }
    expect_to_wait([&] { store.reset(); });
}

// Every copy is of a moment between two commits: whatever it holds of a batch, it holds all of it.
TEST_F(FactCopy, TakenUnderLoadIsWhole) {
    const auto store = engine();
    std::atomic<bool> done{false};
    std::atomic<std::int64_t> committed{0};
    std::thread writer([&] {
        for (std::int64_t n = 1; !done; ++n) {
            ASSERT_TRUE(commit(*store, n));
            committed = n;
        }
    });
    std::int64_t last = 0;
    for (int i = 0; i < 6; ++i) {
        while (committed == last) std::this_thread::yield();
        const fs::path copy = folder_.path() / ("copy" + std::to_string(i));
        const auto sequence = copy_facts(file_, copy);
        ASSERT_TRUE(sequence) << sequence.error().message;
        EXPECT_GE(*sequence, last);
        last = *sequence;
        const auto copied = open(copy, {}).value();
        // Of n batches: n keys of their own, and n versions of the shared one.
        EXPECT_EQ(copied->row_versions({1}).value().size(), static_cast<std::size_t>(2 * last));
    }
    done = true;
    writer.join();
    EXPECT_GT(last, 1);
}

}  // namespace
}  // namespace insightflow::duckdb
