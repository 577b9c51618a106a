// Keeps the file of a fact store still for whoever copies it: another process waits for the end of the commit
// (or checkpoint, opening, closing) that is under way, and the next one waits for it. They take turns. A lock
// of the file beside it, "<file>.lock", given up when its process ends, however it ends. It belongs to the
// opened file, unlike the locks that the engine has on its own file: those are lost as soon as the process
// closes any descriptor of it.
#pragma once

#include <filesystem>
#include <mutex>
#include <optional>
#include <utility>

namespace insightflow::duckdb {

class CommitGate {
public:
    // Opens the lock's file, making it where it is missing; without a file nobody is waited for. Throws
    // EngineFailure where it cannot.
    explicit CommitGate(const std::optional<std::filesystem::path>& file);
    ~CommitGate();
    CommitGate(const CommitGate&) = delete;
    CommitGate& operator=(const CommitGate&) = delete;

    // Open as long as it lives.
    class Pass {
    public:
        Pass(std::unique_lock<std::mutex> within, int lock) : within_(std::move(within)), lock_(lock) {}
        ~Pass();
        Pass(Pass&& other) noexcept
            : within_(std::move(other.within_)), lock_(std::exchange(other.lock_, -1)) {}
        Pass& operator=(Pass&&) = delete;

    private:
        std::unique_lock<std::mutex>
            within_;  // the threads of this process, whom the file's lock does not part
        int lock_;
    };

    // Waits for its turn. A thread has one pass at a time.
    Pass enter();

private:
    std::mutex within_{};
    int lock_ = -1;
};

}  // namespace insightflow::duckdb
