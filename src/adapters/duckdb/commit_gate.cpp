#include "adapters/duckdb/commit_gate.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "adapters/duckdb/failure.hpp"

namespace insightflow::duckdb {
namespace {

// Whoever waits for the turn stands in the queue, and nobody who comes later gets in between: a thread that
// commits without a pause would else take each turn again before another process wakes up.
constexpr off_t turn_byte = 0;
constexpr off_t queue_byte = 1;

[[noreturn]] void throw_fault(const char* what) {
    throw_failure((std::string(what) + ": " + std::generic_category().message(errno)).c_str());
}

// Waits for the lock, which belongs to the opened file, not to the process.
bool set_lock(int file, off_t byte, short kind) {
    struct flock lock {};
    lock.l_type = kind;
    lock.l_whence = SEEK_SET;
    lock.l_start = byte;
    lock.l_len = 1;
    int outcome = 0;
    do outcome = ::fcntl(file, F_OFD_SETLKW, &lock);
    while (outcome != 0 && errno == EINTR);
    return outcome == 0;
}

void take_lock(int file, off_t byte, short kind) {
    if (!set_lock(file, byte, kind)) throw_fault("the lock of the fact store cannot be had");
}

class ByteLock {
public:
    ByteLock(int file, off_t byte) : file_(file), byte_(byte) { take_lock(file_, byte_, F_WRLCK); }
    ~ByteLock() { set_lock(file_, byte_, F_UNLCK); }
    ByteLock(const ByteLock&) = delete;
    ByteLock& operator=(const ByteLock&) = delete;

private:
    int file_;
    off_t byte_;
};

}  // namespace

CommitGate::CommitGate(const std::optional<std::filesystem::path>& file) {
    if (!file) return;
    const std::string name = file->string() + ".lock";
    do lock_ = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    while (lock_ < 0 && errno == EINTR);
    if (lock_ < 0) throw_fault("the lock of the fact store cannot be opened");
}

CommitGate::~CommitGate() {
    if (lock_ >= 0) ::close(lock_);
}

CommitGate::Pass CommitGate::enter() {
    std::unique_lock within(within_);
    if (lock_ < 0) return {std::move(within), -1};
    const ByteLock queue(lock_, queue_byte);
    take_lock(lock_, turn_byte, F_WRLCK);
    return {std::move(within), lock_};
}

CommitGate::Pass::~Pass() {
    if (lock_ >= 0) set_lock(lock_, turn_byte, F_UNLCK);
}

}  // namespace insightflow::duckdb
