#include "contract/facts/stores_under_test.hpp"

#include <algorithm>
#include <cstdlib>

namespace insightflow::testing {

void StoreContract::open() {
    std::optional<std::filesystem::path> file;
    if (GetParam() == StoreKind::duckdb_in_file) file = folder_.path() / "facts.duckdb";
    auto opened = duckdb::open(file, {});
    ASSERT_TRUE(opened.has_value()) << opened.error().message;
    engine_ = std::move(*opened);
}

void StoreContract::reopen() {
    engine_.reset();
    open();
}

AppliedBatch StoreContract::apply(const StagedBatch& batch) {
    auto applied = facts().apply_one(batch, at(noon), {});
    EXPECT_TRUE(applied.has_value()) << applied.error().message;
    if (!applied) return {};
    EXPECT_TRUE(applied->outcomes.adds_up());
    return *applied;
}

BatchUndo StoreContract::undo(std::int64_t acceptance) {
    auto undone = facts().undo({1}, "BATCH" + std::to_string(acceptance), at(noon), {});
    EXPECT_TRUE(undone.has_value()) << undone.error().message;
    if (!undone || !undone->undo) return {};
    return *undone->undo;
}

BatchUndo StoreContract::undo_rows(std::int64_t acceptance) {
    BatchUndo undone = undo(acceptance);
    undone.days = 0;
    undone.totals.clear();
    return undone;
}

std::vector<duckdb::RowVersion> StoreContract::versions(WorkspaceId workspace) {
    auto read = engine_->row_versions(workspace);
    EXPECT_TRUE(read.has_value()) << read.error().message;
    return read ? *read : std::vector<duckdb::RowVersion>{};
}

std::vector<duckdb::RowVersion> StoreContract::current(WorkspaceId workspace) {
    auto all = versions(workspace);
    std::erase_if(all, [](const auto& version) { return version.sequence_to.has_value(); });
    return all;
}

std::vector<GroupSums> StoreContract::groups(FactsPlan plan) {
    plan.groups_max = 1000;
    auto read = analytics().run(plan, {});
    EXPECT_TRUE(read.has_value()) << read.error().message;
    if (!read) return {};
    std::sort(read->begin(), read->end(), [](const auto& a, const auto& b) { return a.key < b.key; });
    return *read;
}

PartSums StoreContract::totals(const FactsPlan& plan) {
    const auto found = groups(plan);
    EXPECT_EQ(found.size(), 1U);
    return found.empty() ? PartSums{} : found.front().sums;
}

FactsPlan plan_of(std::vector<KeyColumn> keys, std::vector<NameColumn> names, std::vector<RowFilter> filters,
                  WorkspaceId workspace) {
    FactsPlan plan;
    plan.workspace = workspace;
    plan.keys = std::move(keys);
    plan.names = std::move(names);
    plan.filters = std::move(filters);
    plan.groups_max = 1000;
    return plan;
}

}  // namespace insightflow::testing
