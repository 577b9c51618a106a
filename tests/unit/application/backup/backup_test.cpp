#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "application/backup/restore_backup.hpp"
#include "application/backup/take_backup.hpp"
#include "application/backup/verify_backup.hpp"
#include "unit/application/backup/fake_tree.hpp"

namespace insightflow::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const BatchId first = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
const BatchId second = "01ARZ3NDEKTSV4RRFFQ69G5FAW";

class BackupTest : public ::testing::Test {
protected:
    BackupTest() {
        for (const BatchId& id : {first, second}) tree_.elsewhere["data/spool/" + id] = "body of " + id;
    }

    // The body as the ledger knows it.
    static NamedBody named(const BatchId& id) {
        const std::string body = "body of " + id;
        return {id, {body.size(), fake_hash(body)}};
    }

    BackupSources sources() {
        return {[this](const std::filesystem::path& to) -> Result<std::int64_t> {
                    if (facts_fault_) return *facts_fault_;
                    EXPECT_EQ(to, "tree/facts.duckdb");
                    return tree_.write("facts.duckdb", "facts"), 7;
                },
                [this](const std::filesystem::path& to) -> Result<LedgerCopy> {
                    EXPECT_EQ(to, "tree/insightflow.sqlite");
                    (void)tree_.write("insightflow.sqlite", "ledger");
                    return LedgerCopy{9, {named(first), named(second)}};
                },
                "data/spool", "data/rejects"};
    }

    Result<TakenBackup> take() { return take_backup(sources(), tree_, "1.2.3", "now", fake_hash); }
    std::vector<BackupFault> faults() { return verify_backup(tree_, fake_hash).value().faults; }

    FakeTree tree_{};
    std::optional<Error> facts_fault_{};
};

// A ledger older than the facts would give their acceptance numbers once more.
TEST_F(BackupTest, TheLedgerIsCopiedAfterTheFactsAndTheManifestIsLast) {
    const auto taken = take().value();
    EXPECT_THAT(tree_.steps, ElementsAre("facts.duckdb", "insightflow.sqlite", "spool/" + first,
                                         "spool/" + second, "MANIFEST", "durable"));
    EXPECT_EQ(taken.manifest.commit_sequence, 7);
    EXPECT_EQ(taken.manifest.acceptance, 9);
    EXPECT_EQ(taken.manifest.files.size(), 4u);
    EXPECT_EQ(read_manifest(tree_.files["MANIFEST"], fake_hash).value(), taken.manifest);
    EXPECT_THAT(taken.bodies_missing, IsEmpty());
    EXPECT_THAT(taken.bodies_damaged, IsEmpty());
    EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(BackupTest, BodiesThatAreGoneOrDamagedAreTold) {
    tree_.elsewhere.erase("data/spool/" + first);
    tree_.elsewhere["data/spool/" + second] = "rotten";
    const auto taken = take().value();
    EXPECT_THAT(taken.bodies_missing, ElementsAre(first));
    EXPECT_THAT(taken.bodies_damaged, ElementsAre(second));
    EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(BackupTest, TheRejectsOfABatchThatHasManyAreKept) {
    tree_.elsewhere["data/rejects/" + second] = "rejects";
    EXPECT_EQ(take().value().manifest.files.back().path, "rejects/" + second);
    EXPECT_EQ(tree_.files["rejects/" + second], "rejects");
    EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(BackupTest, AnArchivedBodyIsKeptAsItIs) {
    tree_.elsewhere.erase("data/spool/" + first);
    tree_.elsewhere["data/spool/" + first + ".zst"] = "packed";
    const auto taken = take().value();
    EXPECT_THAT(taken.bodies_missing, IsEmpty());
    EXPECT_THAT(taken.bodies_damaged, IsEmpty());
    EXPECT_EQ(tree_.files["spool/" + first + ".zst"], "packed");
    EXPECT_THAT(faults(), IsEmpty());
}

TEST_F(BackupTest, WithoutTheFactsThereIsNoManifest) {
    facts_fault_ = Error{ErrorCode::storage_full, "full", {}};
    EXPECT_EQ(take().error().code, ErrorCode::storage_full);
    EXPECT_THAT(tree_.files, IsEmpty());
}

TEST_F(BackupTest, EachFaultIsToldWithItsFile) {
    ASSERT_TRUE(take());
    tree_.files["facts.duckdb"] = "Facts";
    tree_.files["insightflow.sqlite"] += "!";
    tree_.files.erase("spool/" + first);
    tree_.unreadable.insert("spool/" + second);
    tree_.files["spool/x"] = "";
    EXPECT_THAT(faults(),
                ElementsAre(BackupFault{"facts.duckdb", "is damaged: its hash is not that of the manifest"},
                            BackupFault{"insightflow.sqlite", "has 7 bytes, not 6"},
                            BackupFault{"spool/" + first, "is missing"},
                            BackupFault{"spool/" + second, "cannot be read: Input/output error"},
                            BackupFault{"spool/x", "is not of the backup"}));
}

TEST_F(BackupTest, AFolderWithoutAManifestIsNoBackup) {
    tree_.files["facts.duckdb"] = "facts";
    EXPECT_THAT(faults(),
                ElementsAre(BackupFault{"MANIFEST", "is missing: this is no backup, or not all of one"}));
    tree_.files["MANIFEST"] = "?";
    EXPECT_THAT(faults(), ElementsAre(BackupFault{"MANIFEST", "The manifest is damaged: it is too short."}));
}

class RestoreTest : public BackupTest {
protected:
    RestoreTest() {
        taken_ = take().value();
        for (const auto& [path, text] : tree_.files) target_.elsewhere["tree/" + path] = text;
    }
    Result<void> restore() { return restore_backup(taken_.manifest, tree_, target_); }

    TakenBackup taken_{};
    FakeTree target_{"target"};
};

TEST_F(RestoreTest, TheLedgerComesLastOntoWhatIsDurableAlready) {
    ASSERT_TRUE(restore());
    EXPECT_THAT(target_.steps, ElementsAre("facts.duckdb", "spool/" + first, "spool/" + second, "durable",
                                           "insightflow.sqlite", "durable"));
    EXPECT_EQ(target_.files["facts.duckdb"], "facts");
}

TEST_F(RestoreTest, AFileThatChangedSinceItWasVerifiedEndsIt) {
    target_.elsewhere["tree/spool/" + first] = "other";
    EXPECT_EQ(restore().error().code, ErrorCode::unprocessable);
    EXPECT_FALSE(target_.files.contains("insightflow.sqlite"));
}

TEST_F(RestoreTest, ABackupWithoutALedgerIsNone) {
    std::erase_if(taken_.manifest.files, [](const auto& file) { return file.path == backup_ledger_name; });
    EXPECT_EQ(restore().error().code, ErrorCode::unprocessable);
}

}  // namespace
}  // namespace insightflow::testing
