// The adapters that the fact store's and the analytics store's contracts are run against.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "adapters/duckdb/engine.hpp"
#include "contract/facts/batch_builder.hpp"
#include "support/temporary_folder.hpp"

namespace insightflow::testing {

enum class StoreKind { duckdb_in_file, duckdb_in_memory };

inline std::string name_of(StoreKind kind) {
    return kind == StoreKind::duckdb_in_file ? "DuckdbInFile" : "DuckdbInMemory";
}

class StoreContract : public ::testing::TestWithParam<StoreKind> {
protected:
    void SetUp() override { open(); }

    void open();
    // Closes the store and opens it again; only for stores that outlive their engine.
    void reopen();

    FactStore& facts() { return engine_->facts(); }
    AnalyticsStore& analytics() { return engine_->analytics(); }
    EntityStore& entities() { return engine_->entities(); }
    QualityStore& quality() { return engine_->quality(); }

    // Applies at a fixed time and expects success.
    AppliedBatch apply(const StagedBatch& batch);
    // Undoes the batch of that acceptance number at a fixed time and expects success.
    BatchUndo undo(std::int64_t acceptance);
    // Undoes it too, and leaves days and totals out of the answer.
    BatchUndo undo_rows(std::int64_t acceptance);
    std::vector<duckdb::RowVersion> versions(WorkspaceId workspace = {1});
    // The versions that no later one has superseded.
    std::vector<duckdb::RowVersion> current(WorkspaceId workspace = {1});
    // The plan's one group, for plans without keys.
    PartSums totals(const FactsPlan& plan);
    std::vector<GroupSums> groups(FactsPlan plan);

private:
    TemporaryFolder folder_;
    std::unique_ptr<duckdb::Engine> engine_;
};

inline constexpr Timestamp noon{std::chrono::microseconds{1'714'564'800'000'000}};

// A clock that stands.
inline Clock at(Timestamp time) {
    return [time] { return time; };
}

FactsPlan plan_of(std::vector<KeyColumn> keys = {}, std::vector<NameColumn> names = {},
                  std::vector<RowFilter> filters = {}, WorkspaceId workspace = {1});

}  // namespace insightflow::testing
