// Threads whose writes share a transaction of the ledger: what fails for one of them, and what for all.
#include <gtest/gtest.h>

#include <atomic>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "adapters/crypto/sodium.hpp"
#include "adapters/sql/session.hpp"
#include "support/temporary_folder.hpp"

namespace insightflow::testing {
namespace {

using Work = std::function<Result<void>(soci::session&)>;

Result<void> insert(soci::session& session, int number) {
    session << "INSERT INTO a VALUES (:x)", soci::use(number);
    return {};
}

class SharedTransaction : public ::testing::Test {
protected:
    SharedTransaction() { connections_.writer() << "CREATE TABLE a (x BIGINT PRIMARY KEY)"; }

    // What a thread was told: a result, or nothing where its work threw.
    using Told = std::optional<Result<void>>;

    // All of them while another write holds the turn, so that they line up for the next.
    std::vector<Told> write_all(const std::vector<Work>& works) {
        std::vector<Told> told(works.size());
        std::vector<std::jthread> threads;
        (void)connections_.write([&](soci::session&) -> Result<void> {
            for (std::size_t i = 0; i < works.size(); ++i)
                threads.emplace_back([&, i] { told[i] = write(works[i]); });
            while (connections_.waiting() < works.size()) std::this_thread::yield();
            return {};
        });
        for (std::jthread& thread : threads) thread.join();
        return told;
    }

    std::vector<int> rows() {
        std::vector<int> numbers(10);
        connections_.writer() << "SELECT x FROM a ORDER BY x", soci::into(numbers);
        return numbers;
    }

    // The statement between two others that share its transaction.
    void expect_to_fail_alone(const std::string& statement) {
        const auto told = write_all({[](auto& session) { return insert(session, 1); },
                                     [&](auto& session) -> Result<void> {
                                         session << statement;
                                         return {};
                                     },
                                     [](auto& session) { return insert(session, 3); }});
        EXPECT_TRUE(told[0].value());
        EXPECT_FALSE(told[1].has_value());
        EXPECT_TRUE(told[2].value());
        EXPECT_EQ(rows(), (std::vector{1, 3}));
        EXPECT_GT(runs(), 3) << "they shared the first";
    }

    int runs() const { return runs_; }
    sql::Connections& connections() { return connections_; }
    int failures() const { return failures_; }

private:
    Told write(const Work& work) {
        try {
            return connections_.write_together([&](soci::session& session) {
                ++runs_;
                return work(session);
            });
        } catch (const std::exception&) {
            return std::nullopt;
        }
    }

    TemporaryFolder folder_{};
    std::atomic<int> failures_ = 0;
    sql::Connections connections_{folder_.path() / "store.sqlite", &crypto::blake2b_hex, 1,
                                  [this](std::string_view) { ++failures_; }};
    std::atomic<int> runs_ = 0;
};

TEST_F(SharedTransaction, OneThatRefusesLeavesNothingAndTheOthersAreCommitted) {
    const auto told = write_all({[](auto& session) { return insert(session, 1); },
                                 [](auto& session) -> Result<void> {
                                     (void)insert(session, 2);
                                     return invalid_argument("no");
                                 },
                                 [](auto& session) { return insert(session, 3); }});
    EXPECT_TRUE(told[0].value());
    EXPECT_FALSE(told[1].value());
    EXPECT_TRUE(told[2].value());
    EXPECT_EQ(rows(), (std::vector{1, 3}));
    EXPECT_EQ(runs(), 3);
}

TEST_F(SharedTransaction, OneThatThrowsIsToldAndTheOthersAreTriedAgain) {
    expect_to_fail_alone("INSERT INTO nowhere VALUES (2)");
}

// A violated foreign key is noticed at the commit, where it is deferred.
TEST_F(SharedTransaction, ACommitThatFailsForOneFailsForThatOneAlone) {
    connections().writer() << "CREATE TABLE b (x BIGINT REFERENCES a DEFERRABLE INITIALLY DEFERRED)";
    expect_to_fail_alone("INSERT INTO b VALUES (7)");
}

TEST_F(SharedTransaction, AFullDiskIsEverybodys) {
    connections().writer() << "CREATE TABLE large (x TEXT)";
    connections().writer() << "PRAGMA max_page_count = 6";
    const std::string large(100'000, 'x');
    const auto told = write_all({[](auto& session) { return insert(session, 1); },
                                 [&](auto& session) -> Result<void> {
                                     session << "INSERT INTO large VALUES (:x)", soci::use(large);
                                     return {};
                                 },
                                 [](auto& session) { return insert(session, 3); }});
    for (const Told& one : told) EXPECT_EQ(one.value().error().code, ErrorCode::storage_full);
    EXPECT_EQ(rows(), std::vector<int>{});
    EXPECT_LE(runs(), 3) << "nobody tries again";
    EXPECT_EQ(failures(), 3);
    connections().writer() << "PRAGMA max_page_count = 1000";
    EXPECT_TRUE(write_all({[](auto& session) { return insert(session, 1); }})[0].value());
    EXPECT_EQ(rows(), std::vector{1});
}

}  // namespace
}  // namespace insightflow::testing
