// A runner over fakes, with what it told.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "application/ingestion/job_runner.hpp"
#include "unit/application/ingestion/fake_reader.hpp"

namespace insightflow::testing {

using namespace std::chrono_literals;

class JobRunnerTest : public ::testing::Test {
protected:
    std::unique_ptr<JobRunner> runner(std::size_t parse_threads = 1,
                                      std::chrono::milliseconds backoff = 1ms) {
        LoadPorts ports{intakes_, spool_,
                        [this](BodyFormat) { return std::make_unique<FakeReader>(spool_, reading_); },
                        [](std::string_view text) { return std::string(text); }, [] { return noon; }};
        const JobLimits limits{.parse_threads = parse_threads,
                               .staged_max = staged_max_,
                               .backoff_first = backoff,
                               .backoff_max = 8 * backoff};
        JobEvents events{[this](const Intake& intake, const AppliedBatch& applied) {
                             events_.push_back(intake.batch_id);
                             EXPECT_EQ(applied.batch_id, intake.batch_id);
                         },
                         [this](const Intake& intake) {
                             const std::lock_guard lock(log_mutex_);
                             refused_.push_back(intake);
                         },
                         [this](const Intake& intake, const std::optional<AppliedBatch>& applied) {
                             undone_.push_back(intake.batch_id);
                             if (applied) {
                                 EXPECT_TRUE(applied->undo);
                             }
                         },
                         [this](const Intake& intake, const std::string&) {
                             const std::lock_guard lock(log_mutex_);
                             undo_failed_.push_back(intake.batch_id);
                         },
                         [this](const std::string& line) {
                             const std::lock_guard lock(log_mutex_);
                             log_ += line + "\n";
                         }};
        return std::make_unique<JobRunner>(std::move(ports), facts_, limits, std::move(events));
    }
    Intake taken_in(int n, const std::string& body = good_body) {
        Intake intake = numbered_intake(n);
        intakes_.put(intake);
        spool_.put(intake.batch_id, body);
        return intake;
    }
    void run_to_the_end(const std::vector<Intake>& intakes, std::size_t parse_threads = 1) {
        const auto running = runner(parse_threads);
        for (const Intake& intake : intakes) running->enqueue(intake);
        running->start();
        running->wait_idle();
        EXPECT_EQ(running->backlog(), 0u);
    }
    // From the beginning of their reading to the end of their apply. The pauses give others the time to come
    // in where they may.
    int most_loaded_at_once(const std::vector<Intake>& intakes) {
        std::mutex mutex;
        int loading = 0;
        int most = 0;
        reading_ = [&](const std::string& step) {
            if (step != "read") return;
            {
                const std::lock_guard lock(mutex);
                most = std::max(most, ++loading);
            }
            std::this_thread::sleep_for(2ms);
        };
        facts_.hook = [&](const std::string& step) {
            if (step != "applied") return;
            std::this_thread::sleep_for(2ms);
            const std::lock_guard lock(mutex);
            --loading;
        };
        run_to_the_end(intakes, 4);
        return most;
    }
    void wait_for_stage(const JobRunner& running, int n, LoadStage stage) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{30};
        while (running.progress(numbered_id(n)).value_or(LoadProgress{}).stage != stage) {
            if (std::chrono::steady_clock::now() > deadline) {
                ADD_FAILURE() << "batch " << n << " does not come to the stage";
                return;
            }
            std::this_thread::yield();
        }
    }
    void expect_as_if_never_tried(int n) {
        EXPECT_EQ(intakes_.get(numbered_id(n)).state, IntakeState::queued) << n;
        EXPECT_EQ(intakes_.get(numbered_id(n)).attempts, 0) << n;
    }

    std::size_t staged_max_ = 2;
    FakeIntakeStore intakes_{};
    FakeSpool spool_{};
    FakeFactStore facts_{};
    FaultHook reading_ = [](const std::string&) {};
    std::vector<BatchId> events_{};
    std::vector<Intake> refused_{};  // as they were told
    std::vector<BatchId> undone_{};
    std::vector<BatchId> undo_failed_{};
    std::mutex log_mutex_{};
    std::string log_{};
};

}  // namespace insightflow::testing
