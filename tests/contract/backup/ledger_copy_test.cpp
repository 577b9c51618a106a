#include "adapters/sql/ledger_copy.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "adapters/crypto/sodium.hpp"
#include "adapters/sql/store.hpp"
#include "domain/base/ulid.hpp"
#include "support/temporary_folder.hpp"

namespace insightflow::sql {
namespace {

using insightflow::testing::TemporaryFolder;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

constexpr Timestamp noon{std::chrono::hours{12}};

class LedgerCopyTest : public ::testing::Test {
protected:
    std::unique_ptr<Store> store(const fs::path& file) { return open(file, &crypto::blake2b_hex).value(); }

    static Intake intake(std::uint8_t number) {
        std::array<std::byte, ulid_random_bytes> random{};
        random[0] = std::byte{number};
        Intake intake;
        intake.workspace = {1};
        intake.batch_id = make_ulid(noon, random);
        intake.options.source = "s";
        intake.options.currency = "USD";
        intake.options.time_zone = "UTC";
        intake.body = {number, "hash " + std::to_string(number)};
        return intake;
    }
    static void accept(Store& store, std::uint8_t number) {
        ASSERT_TRUE(store.intakes().accept(intake(number), std::nullopt, noon, std::nullopt));
    }

    TemporaryFolder folder_{};
    fs::path file_ = folder_.path() / "insightflow.sqlite";
    fs::path copy_ = folder_.path() / "copy.sqlite";
};

TEST_F(LedgerCopyTest, TellsTheBodiesAndIsAStoreThatGoesOn) {
    const auto original = store(file_);
    accept(*original, 1);
    accept(*original, 2);
    const auto copied = copy_ledger(file_, copy_).value();
    EXPECT_EQ(copied.acceptance, 2);
    ASSERT_EQ(copied.bodies.size(), 2u);
    EXPECT_EQ(copied.bodies[1].batch_id, intake(2).batch_id);
    EXPECT_EQ(copied.bodies[1].body.bytes, 2u);
    EXPECT_EQ(copied.bodies[1].body.hash, "hash 2");
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_.path()), {}), 4) << "one file, no log of its own";
    accept(*original, 3);
    const auto reopened = store(copy_);
    EXPECT_EQ(reopened->intakes().highest_acceptance().value(), 2);
    // The copy gives the next number, and none again.
    EXPECT_EQ(reopened->intakes().accept(intake(4), {}, noon, {}).value().intake.acceptance, 3);
}

TEST_F(LedgerCopyTest, ChangesGoOnWhileItIsTaken) {
    const auto original = store(file_);
    std::thread writer([&] {
        for (std::uint8_t n = 1; n <= 50; ++n) accept(*original, n);
    });
    std::int64_t last = 0;
    for (int i = 0; i < 5; ++i) {
        const auto copied = copy_ledger(file_, folder_.path() / ("copy" + std::to_string(i)));
        ASSERT_TRUE(copied) << copied.error().message;
        EXPECT_EQ(static_cast<std::int64_t>(copied->bodies.size()), copied->acceptance);
        EXPECT_GE(copied->acceptance, last);
        last = copied->acceptance;
    }
    writer.join();
    EXPECT_EQ(copy_ledger(file_, copy_).value().acceptance, 50);
}

TEST_F(LedgerCopyTest, WhatIsNotThereOrNoDatabaseIsRefusedByName) {
    const auto missing = copy_ledger(file_, copy_);
    EXPECT_EQ(missing.error().code, ErrorCode::invalid_argument);
    EXPECT_FALSE(fs::exists(file_));
    std::ofstream(file_) << std::string(8192, 'x');
    const auto broken = copy_ledger(file_, copy_);
    EXPECT_EQ(broken.error().code, ErrorCode::damaged);
    EXPECT_THAT(broken.error().message, HasSubstr(file_.string()));
}

}  // namespace
}  // namespace insightflow::sql
