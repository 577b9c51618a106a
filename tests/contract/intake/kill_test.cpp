#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <map>
#include <sstream>
#include <thread>

#include "adapters/crypto/sodium.hpp"
#include "adapters/files/data_folder.hpp"
#include "adapters/files/spool.hpp"
#include "adapters/sql/store.hpp"
#include "application/ingestion/accept_batch.hpp"
#include "support/temporary_folder.hpp"

namespace insightflow::testing {
namespace {

constexpr int rounds = 12;
constexpr Timestamp noon{std::chrono::seconds{1'700'000'000}};
const AuthorisedScope editor{default_workspace, Role::editor, "environment"};

class NoQueue final : public BatchQueue {
public:
    void enqueue(Intake) override {}
    std::size_t backlog() const override { return 0; }
    void enqueue_undo(Intake, UndoTold) override {}
};

std::string body_of(int n) { return "body " + std::to_string(n) + std::string(20'000, 'x'); }

// Accepts batches one after another and writes the number and the id of each acknowledged one, until it is
// killed.
[[noreturn]] void accept_until_killed(const std::filesystem::path& data, int first, int acknowledgements) {
    const auto folder = files::DataFolder::open(data);
    const auto store = sql::open(data / "store.sqlite", &crypto::blake2b_hex, 1);
    const auto spool = files::open_spool(data / "spool", {.reserve_bytes = 0});
    if (!folder || !store || !spool) _exit(1);
    NoQueue queue;
    BatchAcceptor acceptor({(*store)->intakes(), **spool, queue, crypto::blake2b_hex, crypto::random_bytes,
                            [](WorkspaceId) { return std::string("USD"); }});
    for (int n = first;; ++n) {
        const std::string body = body_of(n);
        const auto arriving = acceptor.begin(editor, {"text/csv", "key-" + std::to_string(n)}, noon);
        if (!arriving || !(*arriving)->write(std::as_bytes(std::span(body)))) _exit(2);
        const auto accepted = (*arriving)->finish(noon);
        if (!accepted) _exit(3);
        const std::string line = std::to_string(n) + " " + accepted->intake.batch_id + "\n";
        if (write(acknowledgements, line.data(), line.size()) < 0) _exit(4);
    }
}

// The acknowledgements of a child that lived for a while.
std::string run_and_kill(const std::filesystem::path& data, int first, std::chrono::milliseconds lifetime) {
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    const pid_t child = fork();
    if (child == 0) accept_until_killed(data, first, ends[1]);
    close(ends[1]);
    std::this_thread::sleep_for(lifetime);
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself";
    std::string text;
    char piece[4096];
    for (ssize_t size = 0; (size = read(ends[0], piece, sizeof piece)) > 0;)
        text.append(piece, static_cast<std::size_t>(size));
    close(ends[0]);
    return text;
}

TEST(KilledProcess, LosesNoAcknowledgedBatchAndKeepsNoHalfOne) {
    const TemporaryFolder folder;
    std::map<int, BatchId> acknowledged;
    int first = 0;
    for (int round = 0; round < rounds; ++round) {
        std::istringstream lines(
            run_and_kill(folder.path(), first, std::chrono::milliseconds{40 + 17 * round}));
        int n = 0;
        for (BatchId id; lines >> n >> id;) {
            // A number that was sent again after a kill keeps the batch that it made before.
            EXPECT_EQ(acknowledged.emplace(n, id).first->second, id);
            first = n;
        }
    }
    ASSERT_FALSE(acknowledged.empty());

    const auto opened = files::DataFolder::open(folder.path());
    ASSERT_TRUE(opened);
    const auto store = sql::open(folder.path() / "store.sqlite", &crypto::blake2b_hex, 1).value();
    const auto spool = files::open_spool(folder.path() / "spool", {.reserve_bytes = 0}).value();
    for (const auto& [n, id] : acknowledged) {
        const auto intake = store->intakes().find(default_workspace, id).value();
        ASSERT_TRUE(intake) << n;
        EXPECT_EQ(intake->body.hash, crypto::blake2b_hex(body_of(n)));
        std::ostringstream body;
        body << std::ifstream(spool->path_of(id)).rdbuf();
        EXPECT_EQ(body.str(), body_of(n));
    }
    // What was not acknowledged is either whole or a body that recovery removes.
    const auto kept = spool->kept().value();
    const auto orphans = store->intakes().without_intake(kept).value();
    EXPECT_EQ(store->intakes().unfinished().value().size(), kept.size() - orphans.size());
    EXPECT_LE(orphans.size(), static_cast<std::size_t>(rounds));
}

}  // namespace
}  // namespace insightflow::testing
