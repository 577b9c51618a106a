#include "application/ingestion/archive_bodies.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/base/ulid.hpp"
#include "unit/application/ingestion/fakes.hpp"

namespace insightflow::testing {
namespace {

using std::chrono::days;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

class RemovedRejects final : public RejectFiles {
public:
    std::vector<BatchId> removed{};
    Result<std::unique_ptr<RejectWriter>> open() override { return not_found("not asked for"); }
    Result<std::unique_ptr<RejectReader>> read(const BatchId&) override { return not_found("not asked for"); }
    Result<void> remove(const BatchId& id) override {
        removed.push_back(id);
        return {};
    }
};

class ArchiveBodies : public ::testing::Test {
protected:
    // A batch of so many days ago.
    BatchId put(int age_days, IntakeState state, const std::string& kept = "body") {
        const Timestamp at = noon - days{age_days};
        std::array<std::byte, ulid_random_bytes> random{};
        random[0] = std::byte{++last_};
        Intake intake = numbered_intake(last_);
        intake.batch_id = make_ulid(at, random);
        intake.state = state;
        intake.received_at = at;
        if (state != IntakeState::queued && state != IntakeState::loading) intake.finished_at = at;
        intake.body = {4, "body"};  // the fake spool's hash is the body itself
        intakes_.put(intake);
        spool_.put(intake.batch_id, kept);
        return intake.batch_id;
    }
    Archived run(std::optional<days> kept_for = {}, std::stop_token stop = {}) {
        return archive_bodies(
                   {intakes_, spool_, [this](const std::string& line) { log_ += line + "\n"; }, &rejects_},
                   kept_for, noon, stop)
            .value();
    }

    FakeIntakeStore intakes_{};
    FakeSpool spool_{};
    RemovedRejects rejects_{};
    std::string log_{};
    std::uint8_t last_ = 0;
};

TEST_F(ArchiveBodies, ThoseOfBatchesAtTheirEndAndNoOthers) {
    const auto done = put(1, IntakeState::done);
    const auto undone = put(1, IntakeState::undone);
    const auto failed = put(1, IntakeState::failed);
    const auto rejected = put(1, IntakeState::rejected);
    put(1, IntakeState::queued);
    put(1, IntakeState::loading);
    spool_.put("01ARZ3NDEKTSV4RRFFQ69G5FAV", "of no batch");
    EXPECT_EQ(run(), (Archived{4, 0, 0}));
    EXPECT_THAT(spool_.archived, UnorderedElementsAre(done, undone, failed, rejected));
    EXPECT_EQ(run(), Archived{});
    EXPECT_EQ(spool_.size(), 7u);
}

TEST_F(ArchiveBodies, ADamagedBodyStaysAndIsToldAndTheOthersGoOn) {
    const auto damaged = put(2, IntakeState::done, "rotten");
    const auto sound = put(1, IntakeState::done);
    EXPECT_EQ(run(), (Archived{1, 0, 1}));
    EXPECT_THAT(spool_.archived, UnorderedElementsAre(sound));
    EXPECT_THAT(log_, HasSubstr(damaged));
}

TEST_F(ArchiveBodies, WithoutARetentionTheyStayForEver) {
    put(5000, IntakeState::done);
    EXPECT_EQ(run(), (Archived{1, 0, 0}));
    EXPECT_EQ(spool_.size(), 1u);
}

TEST_F(ArchiveBodies, OlderOnesGoWhereARetentionSaysSo) {
    const auto done = put(31, IntakeState::done);
    const auto failed = put(31, IntakeState::failed);
    const auto waits = put(31, IntakeState::queued);
    const auto young = put(29, IntakeState::done);
    spool_.put("01ARZ3NDEKTSV4RRFFQ69G5FAV", "of no batch");  // that is a start's to remove
    EXPECT_EQ(run(days{30}), (Archived{1, 2, 0}));
    EXPECT_THAT(spool_.kept().value(), UnorderedElementsAre(waits, young, "01ARZ3NDEKTSV4RRFFQ69G5FAV"));
    EXPECT_THAT(rejects_.removed, UnorderedElementsAre(done, failed));
}

TEST_F(ArchiveBodies, AStopEndsIt) {
    put(1, IntakeState::done);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(run({}, stop.get_token()), Archived{});
}

}  // namespace
}  // namespace insightflow::testing
