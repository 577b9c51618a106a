// A kernel that takes little at a time, is interrupted, or reports an error: what the spool makes of it.
#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <fstream>
#include <sstream>

#include "adapters/crypto/sodium.hpp"
#include "adapters/files/spool.hpp"
#include "support/temporary_folder.hpp"

namespace {

// Every other write to a file is interrupted, and no write takes more than so many bytes; 0: as always.
std::atomic<std::size_t> taken_max{0};
std::atomic<unsigned> writes{0};
// The error that writes and fsyncs report; 0: none.
std::atomic<int> write_fails_with{0};
std::atomic<int> fsync_fails_with{0};

}  // namespace

// The spool's calls end up here, for a program's own functions go before those of the libraries.
extern "C" ssize_t write(int fd, const void* bytes, size_t size) {
    if (fd > STDERR_FILENO && write_fails_with != 0) {
        errno = write_fails_with;
        return -1;
    }
    if (fd > STDERR_FILENO && taken_max != 0) {
        if (writes.fetch_add(1) % 2 == 0) {
            errno = EINTR;
            return -1;
        }
        size = std::min<std::size_t>(size, taken_max);
    }
    return syscall(SYS_write, fd, bytes, size);
}
extern "C" int fsync(int fd) {
    if (fsync_fails_with != 0) {
        errno = fsync_fails_with;
        return -1;
    }
    return static_cast<int>(syscall(SYS_fsync, fd));
}

namespace insightflow::testing {
namespace {

const BatchId id = "01ARZ3NDEKTSV4RRFFQ69G5FAV";

class WorkingDisk : public ::testing::Test {
protected:
    void TearDown() override {
        taken_max = 0;
        write_fails_with = 0;
        fsync_fails_with = 0;
    }
    Result<SpooledBody> keep(const std::string& body) {
        auto writer = spool_->open().value();
        if (const auto written = writer->write(std::as_bytes(std::span(body))); !written)
            return written.error();
        return writer->keep(id);
    }
    bool is_empty() const { return std::filesystem::is_empty(path_); }

    TemporaryFolder folder_{};
    std::filesystem::path path_ = folder_.path() / "spool";
    std::unique_ptr<Spool> spool_ = files::open_spool(path_, {.reserve_bytes = 0}).value();
};

TEST_F(WorkingDisk, ThatTakesLittleAtATimeAndIsInterruptedGetsEveryByte) {
    std::string body;
    for (int i = 0; i < 5000; ++i) body += std::to_string(i) + ",";
    taken_max = 7;
    const auto kept = keep(body);
    ASSERT_TRUE(kept);
    EXPECT_GT(writes, 2 * body.size() / 7);
    EXPECT_EQ(kept->hash, crypto::blake2b_hex(body));
    std::ostringstream found;
    found << std::ifstream(spool_->path_of(id), std::ios::binary).rdbuf();
    EXPECT_EQ(found.str(), body);
}

TEST_F(WorkingDisk, ThatReportsAnErrorKeepsNothingAndIsAskedAnewForTheNextBody) {
    for (std::atomic<int>* const call : {&write_fails_with, &fsync_fails_with}) {
        for (const int error : {EIO, EAGAIN, EROFS}) {
            *call = error;
            const auto refused = keep("a,b\n");
            *call = 0;
            ASSERT_FALSE(refused);
            EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
            EXPECT_TRUE(is_empty());
        }
        *call = ENOSPC;
        const auto refused = keep("a,b\n");
        *call = 0;
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, ErrorCode::storage_full);
        EXPECT_TRUE(is_empty());
    }
    EXPECT_TRUE(keep("a,b\n"));
}

}  // namespace
}  // namespace insightflow::testing
