// Batches that wait together share a transaction.
#include <gtest/gtest.h>

#include <latch>

#include "unit/application/ingestion/job_runner_fixture.hpp"

namespace insightflow::testing {
namespace {

class JobRunnerGroupTest : public JobRunnerTest {
protected:
    // The first batch is being applied until all the others wait behind it.
    void run_behind_the_first(int batches) {
        std::latch all_wait(1);
        staged_max_ = JobLimits{}.staged_max;
        facts_.hook = [&, is_first = true](const std::string& step) mutable {
            if (step == "apply" && std::exchange(is_first, false)) all_wait.wait();
        };
        const auto running = runner(2);
        running->enqueue(taken_in(1));
        running->start();
        wait_for_stage(*running, 1, LoadStage::applying);
        for (int n = 2; n <= batches; ++n) running->enqueue(taken_in(n));
        for (int n = 2; n <= batches; ++n) wait_for_stage(*running, n, LoadStage::staged);
        all_wait.count_down();
        running->wait_idle();
    }
};

TEST_F(JobRunnerGroupTest, ThoseThatWaitAreAppliedTogetherInTheirOrder) {
    run_behind_the_first(5);
    EXPECT_EQ(facts_.groups, (std::vector<std::size_t>{1, 4}));
    EXPECT_EQ(facts_.order(), (std::vector<BatchId>{numbered_id(1), numbered_id(2), numbered_id(3),
                                                    numbered_id(4), numbered_id(5)}));
    EXPECT_EQ(events_, facts_.order()) << "each is told";
    for (int n = 1; n <= 5; ++n) EXPECT_EQ(intakes_.get(numbered_id(n)).state, IntakeState::done) << n;
}

TEST_F(JobRunnerGroupTest, WhereTheTransactionFailsEachIsTriedAlone) {
    facts_.refuse = [](const StagedBatch& batch) -> std::optional<Error> {
        if (batch.batch_id == numbered_id(3)) return Error{ErrorCode::unprocessable, "another shape", {}};
        return std::nullopt;
    };
    run_behind_the_first(4);
    EXPECT_EQ(facts_.groups, (std::vector<std::size_t>{1, 1, 1}));
    EXPECT_EQ(intakes_.get(numbered_id(2)).state, IntakeState::done);
    EXPECT_EQ(intakes_.get(numbered_id(3)).state, IntakeState::rejected);
    EXPECT_EQ(intakes_.get(numbered_id(3)).error, "another shape");
    EXPECT_EQ(intakes_.get(numbered_id(4)).state, IntakeState::done);
    EXPECT_EQ(intakes_.get(numbered_id(4)).attempts, 1) << "the failure was not its own";
}

StagedBatch batch_of(std::size_t rows, const char* source = "a") {
    StagedBatch batch;
    batch.source = source;
    batch.facts.line.resize(rows);
    return batch;
}

TEST(BatchGroup, IsOfSmallBatchesThatFitTogether) {
    const StagedBatch small = batch_of(1);
    const StagedBatch large = batch_of(grouped_batch_rows_max + 1);
    std::vector<const StagedBatch*> group{&small};
    EXPECT_TRUE(may_join(group, small));
    EXPECT_FALSE(may_join(group, large));
    group = {&large};
    EXPECT_FALSE(may_join(group, small));
    const StagedBatch tenth = batch_of(group_rows_max / 5);
    group = {&tenth, &tenth, &tenth, &tenth};
    EXPECT_TRUE(may_join(group, tenth));
    group.push_back(&small);
    EXPECT_FALSE(may_join(group, tenth)) << "too many rows";
    group.assign(group_batches_max, &small);
    EXPECT_FALSE(may_join(group, small)) << "too many batches";
}

TEST(BatchGroup, IsOfFewSources) {
    std::vector<StagedBatch> batches;
    for (std::size_t n = 0; n < group_sources_max; ++n)
        batches.push_back(batch_of(1, std::to_string(n).c_str()));
    std::vector<const StagedBatch*> group;
    for (const StagedBatch& batch : batches) {
        EXPECT_TRUE(may_join(group, batch)) << group.size();
        group.push_back(&batch);
    }
    EXPECT_TRUE(may_join(group, batch_of(1, "0")));
    EXPECT_FALSE(may_join(group, batch_of(1, "another")));
}

TEST(BatchGroup, ABatchThatIsCompleteIsAlone) {
    const StagedBatch small = batch_of(1);
    StagedBatch complete = batch_of(1, "b");
    complete.complete_for.emplace();
    std::vector<const StagedBatch*> group{&small};
    EXPECT_FALSE(may_join(group, complete));
    group = {&complete};
    EXPECT_FALSE(may_join(group, small));
}

TEST(BatchGroup, ASourceHasOneShapeInIt) {
    const StagedBatch days = batch_of(1);
    StagedBatch hours = batch_of(1);
    hours.shape.grain = Grain::hour;
    const std::vector<const StagedBatch*> group{&days};
    EXPECT_FALSE(may_join(group, hours));
    hours.source = "b";
    EXPECT_TRUE(may_join(group, hours));
    hours.source = "a";
    hours.workspace = {2};
    EXPECT_TRUE(may_join(group, hours));
}

}  // namespace
}  // namespace insightflow::testing
