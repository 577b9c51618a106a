#include "application/ingestion/load_batch.hpp"

#include <gtest/gtest.h>

#include "unit/application/ingestion/fake_reader.hpp"

namespace insightflow::testing {
namespace {

class LoadBatch : public ::testing::Test {
protected:
    Result<LoadedBatch> load(const std::string& body, std::stop_token stop = {}) {
        intake_.body.bytes = body.size();
        intakes_.put(intake_);
        spool_.put(intake_.batch_id, body);
        return load_batch(
            intake_, intake_.attempt, ports_,
            [&](const LoadProgress& progress) { told_.push_back(progress); }, stop);
    }
    BatchEnd end_of(const std::string& body) { return std::get<BatchEnd>(load(body).value()); }
    Intake after() { return intakes_.get(intake_.batch_id); }
    std::vector<Reject> rejects() { return intakes_.rejects(workspace, intake_.batch_id, 0, 1000).value(); }

    FakeIntakeStore intakes_{};
    FakeSpool spool_{};
    FaultHook reading_ = [](const std::string&) {};
    LoadPorts ports_{intakes_, spool_,
                     [this](BodyFormat) { return std::make_unique<FakeReader>(spool_, reading_); },
                     [](std::string_view text) { return std::string(text); }, [] { return noon; }};
    Intake intake_ = numbered_intake(7);
    std::vector<LoadProgress> told_{};
};

TEST_F(LoadBatch, GoodRowsAreStaged) {
    intake_.options.source = "shop";
    const auto loaded = load(good_body);
    ASSERT_TRUE(loaded);
    const auto* staged = std::get_if<StagedBatch>(&*loaded);
    ASSERT_TRUE(staged);
    EXPECT_EQ(staged->workspace, workspace);
    EXPECT_EQ(staged->batch_id, intake_.batch_id);
    EXPECT_EQ(staged->acceptance, 7);
    EXPECT_EQ(staged->source, "shop");
    EXPECT_EQ(staged->shape.level, Level::campaign);
    EXPECT_EQ(staged->facts.rows(), 2u);
    EXPECT_EQ(staged->outcomes.received, 2);
    EXPECT_EQ(staged->outcomes.accepted, 2);
    EXPECT_EQ(after().state, IntakeState::queued);  // the end is told by who applies it
}

TEST_F(LoadBatch, RejectsAreKeptBesideWhatIsStaged) {
    const auto loaded = load(good_body + "\n?\n2025-02-30,google_ads,c1,1,1");
    ASSERT_TRUE(loaded);
    const auto* staged = std::get_if<StagedBatch>(&*loaded);
    ASSERT_TRUE(staged);
    EXPECT_EQ(staged->outcomes.received, 4);
    EXPECT_EQ(staged->outcomes.rejected, 2);
    const auto kept = rejects();
    ASSERT_EQ(kept.size(), 2u);
    EXPECT_EQ(kept[0].row, 3u);
    EXPECT_EQ(kept[0].faults[0].code, "wrong_field_count");
    EXPECT_EQ(kept[1].line, 5u);
}

TEST_F(LoadBatch, WithoutAnAcceptedRowTheBatchIsRejected) {
    const BatchEnd end = end_of("date,platform,campaign_id,cost\n2025-02-30,google_ads,c1,1\n?");
    EXPECT_EQ(end.state, IntakeState::rejected);
    EXPECT_EQ(end.outcomes, (RowOutcomes{2, 0, 2, 0, 0, 0, 0, 0}));
    EXPECT_NE(end.error, "");
    EXPECT_EQ(rejects().size(), 2u);
    EXPECT_EQ(after().state, IntakeState::queued);  // the end is recorded by who asked
}

// The first reading stops at 31/12, the second looks at all rows, the third reads them by what was found.
TEST_F(LoadBatch, AFileThatIsWrittenInAWayOfItsOwnIsLookedAtAsAWhole) {
    int readings = 0;
    reading_ = [&](const std::string& step) { readings += step == "read" ? 1 : 0; };
    const auto loaded =
        load("date,platform,campaign_id,cost\n03/04/2024,fb,c1,1\nx,fb,c1,1\n31/12/2024,fb,c1,2");
    ASSERT_TRUE(loaded);
    const auto* staged = std::get_if<StagedBatch>(&*loaded);
    ASSERT_TRUE(staged);
    EXPECT_EQ(readings, 3);
    EXPECT_EQ(staged->outcomes.received, 3);
    EXPECT_EQ(staged->outcomes.rejected, 1);
    EXPECT_EQ(rejects().size(), 1U);
    EXPECT_EQ(staged->facts.day, (std::vector<std::int32_t>{19'816, 20'088}));
    ASSERT_EQ(staged->warnings.size(), 1U);
    EXPECT_EQ(staged->warnings[0].message, "how the file is written: dates have the day first");
    EXPECT_TRUE(stage_again(intake_, ports_, {}));
}

TEST_F(LoadBatch, WhatTheFileDoesNotTellIsAsked) {
    const BatchEnd end = end_of("date,platform,campaign_id,cost\n03/04/2024,fb,c1,1");
    EXPECT_EQ(end.state, IntakeState::rejected);
    EXPECT_EQ(end.outcomes.received, 1);
    EXPECT_EQ(end.outcomes.rejected, 1);
    EXPECT_NE(end.error.find("date_order=dmy ('03/04/2024' is 2024-04-03)"), std::string::npos) << end.error;
    intake_.options.conventions.date_order = DateOrder::month_first;
    EXPECT_TRUE(std::holds_alternative<StagedBatch>(
        load("date,platform,campaign_id,cost\n03/04/2024,fb,c1,1").value()));
}

TEST_F(LoadBatch, AFaultOfTheSurveyIsOneOfTheReading) {
    int readings = 0;
    reading_ = [&](const std::string& step) {
        if (step == "read" && ++readings == 2) spool_.put(intake_.batch_id, "date,platform,cost\n!");
    };
    const BatchEnd end = end_of("date,platform,campaign_id,cost\n31/12/2024,fb,c1,1");
    EXPECT_EQ(end.error, "line 2: unreadable");
}

TEST_F(LoadBatch, WithoutAnyRowTheBatchIsRejected) {
    const BatchEnd end = end_of("date,platform,campaign_id,cost");
    EXPECT_EQ(end.state, IntakeState::rejected);
    EXPECT_EQ(end.outcomes, RowOutcomes{});
    EXPECT_NE(end.error, "");
}

TEST_F(LoadBatch, ARefusedBatchHasAllItsRowsRejected) {
    const BatchEnd end = end_of("platform,campaign_id,cost\ngoogle_ads,c1,1\ngoogle_ads,c2,1");
    EXPECT_EQ(end.state, IntakeState::rejected);
    EXPECT_EQ(end.outcomes, (RowOutcomes{2, 0, 2, 0, 0, 0, 0, 0}));
    EXPECT_NE(end.error.find("date"), std::string::npos) << end.error;
}

TEST_F(LoadBatch, NothingOfAFileThatBreaksOffCounts) {
    const BatchEnd end = end_of(good_body + "\n?\n!");
    EXPECT_EQ(end.state, IntakeState::rejected);
    EXPECT_EQ(end.outcomes, (RowOutcomes{3, 0, 3, 0, 0, 0, 0, 0}));
    EXPECT_EQ(end.error, "line 5: unreadable");
    EXPECT_TRUE(rejects().empty());
}

TEST_F(LoadBatch, AnAttemptThatIsNotTheLastOneKeepsNoRejects) {
    intake_.attempt = 1;
    intakes_.put(intake_);
    spool_.put(intake_.batch_id, good_body + "\n?");
    ASSERT_EQ(intakes_.begin_attempt(intake_.batch_id).value().number, 2);
    const auto loaded = load_batch(intake_, 1, ports_, [](const LoadProgress&) {}, {});
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, ErrorCode::conflict);
    EXPECT_TRUE(rejects().empty());
}

TEST_F(LoadBatch, AStopEndsNothing) {
    std::stop_source stop;
    stop.request_stop();
    const auto stopped = load(good_body, stop.get_token());
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, ErrorCode::deadline_exceeded);
    EXPECT_EQ(after().state, IntakeState::queued);
}

TEST_F(LoadBatch, ProgressIsTold) {
    ASSERT_TRUE(load(good_body));
    ASSERT_FALSE(told_.empty());
    EXPECT_EQ(told_.front().stage, LoadStage::reading);
    EXPECT_EQ(told_.front().rows_read, 1);
    EXPECT_EQ(told_.back(), (LoadProgress{LoadStage::checking, good_body.size(), good_body.size(), 2}));
}

TEST_F(LoadBatch, ABodyThatMayBePackedCountsWhatItMayComeTo) {
    intake_.format = BodyFormat::csv;
    intake_.body.bytes = 5'000'000;
    EXPECT_EQ(loading_bytes(intake_), 5'000'000U);
    intake_.format = BodyFormat::content;
    EXPECT_EQ(loading_bytes(intake_), 1'250'000'000U);
    intake_.body.bytes = 10;
    EXPECT_EQ(loading_bytes(intake_), 4U << 20U);
    intake_.body.bytes = 1U << 30U;
    EXPECT_EQ(loading_bytes(intake_), 2ULL << 30U);
}

}  // namespace
}  // namespace insightflow::testing
