// What all statements share: connections, transactions, and the translation of the database's faults.
#pragma once

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <cstddef>
#include <exception>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "application/accounts/audit.hpp"
#include "domain/base/result.hpp"

namespace insightflow::sql {

using Integer = long long;

inline constexpr int busy_timeout_ms = 5000;
inline constexpr int sqlite_busy = 5;
inline constexpr int sqlite_io_error = 10;
inline constexpr int sqlite_corrupt = 11;
inline constexpr int sqlite_full = 13;
inline constexpr int sqlite_cannot_open = 14;
inline constexpr int sqlite_not_a_database = 26;

enum class Access { read, write };

// Connects and sets what each connection needs; the journal mode stays in the file.
void connect(soci::session& session, const std::filesystem::path& file, Access access);

// Rolls back unless committed. One that writes takes the write lock at once (BEGIN IMMEDIATE): a transaction
// that starts by reading and then writes would fail at its first write where another one came between. One
// that reads sees all its statements at one moment and waits for nobody.
class Transaction {
public:
    Transaction(soci::session& session, Access access);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

private:
    soci::session& session_;
    bool open_ = true;
};

// The expected failure that a database fault is; throws it on where it is none.
Error expected_failure(const soci::sqlite3_soci_error& fault);

// Whether the fault is one of the disk, or of what is on it.
bool is_of_the_disk(const soci::sqlite3_soci_error& fault);

// Told of what the disk refused, in the database's words, from any thread: for the log, never for a reply.
using OnFailure = std::function<void(std::string_view)>;

// The writing connection and its lock, and the reading connections.
class Connections {
public:
    // audit_hash: what the audit log's events are chained by.
    Connections(const std::filesystem::path& file, KeyedHash audit_hash, std::size_t readers,
                OnFailure on_failure = {});

    // work(session) in one transaction, committed where it returns a success.
    template <class Work>
    auto write(Work&& work) -> std::invoke_result_t<Work, soci::session&> {
        return guarded([&]() -> std::invoke_result_t<Work, soci::session&> {
            const std::lock_guard lock(writing_);
            return transact(std::forward<Work>(work));
        });
    }

    // The same, in one transaction with those of other threads that wait meanwhile: they wait for the disk
    // once. work may run twice, and leaves nothing behind but its result.
    template <class Work>
    auto write_together(Work&& work) -> std::invoke_result_t<Work, soci::session&> {
        return guarded([&]() -> std::invoke_result_t<Work, soci::session&> {
            std::optional<std::invoke_result_t<Work, soci::session&>> result;
            wait_for_turn([&](soci::session& session) {
                result.emplace(work(session));
                return static_cast<bool>(*result);
            });
            return std::move(*result);
        });
    }

    template <class Work>
    auto read(Work&& work) -> std::invoke_result_t<Work, soci::session&> {
        return guarded([&]() -> std::invoke_result_t<Work, soci::session&> {
            soci::session session(readers_);
            return work(session);
        });
    }

    // Adds an event to the audit log, in the transaction that the session is in.
    void record(soci::session& session, const AuditEvent& event) const;

    soci::session& writer() { return writer_; }

    // Threads in write_together() whose turn has not come.
    std::size_t waiting();

private:
    // Work of a thread that waits. True: it is to be committed.
    struct Waiting {
        std::function<bool(soci::session&)> work;
        bool is_done = false;
        std::exception_ptr fault{};
    };

    // Returns when the work is committed or refused, by whichever thread's turn it was; throws what the work
    // threw.
    void wait_for_turn(std::function<bool(soci::session&)> work);
    void commit_together(std::span<Waiting* const> group);

    template <class Work>
    auto transact(Work&& work) -> std::invoke_result_t<Work, soci::session&> {
        Transaction transaction(writer_, Access::write);
        auto result = work(writer_);
        if (result) transaction.commit();
        return result;
    }

    // Runs work() and turns a full disk, a disk that fails and a held lock into errors.
    template <class Work>
    auto guarded(Work&& work) -> std::invoke_result_t<Work> {
        try {
            return work();
        } catch (const soci::sqlite3_soci_error& fault) {
            if (on_failure_ && is_of_the_disk(fault)) on_failure_(fault.what());
            return expected_failure(fault);
        }
    }

    KeyedHash audit_hash_;
    OnFailure on_failure_;
    soci::session writer_{};
    std::mutex writing_{};
    std::mutex lining_up_{};
    std::vector<Waiting*> waiting_{};
    soci::connection_pool readers_;
};

}  // namespace insightflow::sql
