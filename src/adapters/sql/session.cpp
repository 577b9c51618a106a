#include "adapters/sql/session.hpp"

#include "adapters/sql/audit_rows.hpp"

namespace insightflow::sql {
namespace {

// A connection belongs to one thread at a time, so SQLite need not lock it at each of its calls; nor count
// its memory under a lock of all connections. Has an effect only before the first connection.
void take_locks_away() {
    static const bool done = [] {
        sqlite_api::sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
        sqlite_api::sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
        return true;
    }();
    (void)done;
}

}  // namespace

void connect(soci::session& session, const std::filesystem::path& file, Access access) {
    take_locks_away();
    session.open(*soci::factory_sqlite3(), "dbname=\"" + file.string() + "\"");
    session << "PRAGMA busy_timeout = " + std::to_string(busy_timeout_ms);
    session << "PRAGMA foreign_keys = ON";
    if (access == Access::read) {
        session << "PRAGMA query_only = ON";
        return;
    }
    std::string mode;
    session << "PRAGMA journal_mode = WAL", soci::into(mode);
    if (mode != "wal")
        throw soci::soci_error("the file system of the database cannot carry a write-ahead log");
    session << "PRAGMA synchronous = FULL";
}

Transaction::Transaction(soci::session& session, Access access) : session_(session) {
    session_ << (access == Access::write ? "BEGIN IMMEDIATE" : "BEGIN");
}

Transaction::~Transaction() {
    if (!open_) return;
    try {
        session_ << "ROLLBACK";
    } catch (const soci::soci_error&) {
        // SQLite has rolled back by itself, as it does after a full disk or a failed write.
    }
}

void Transaction::commit() {
    session_ << "COMMIT";
    open_ = false;
}

Error expected_failure(const soci::sqlite3_soci_error& fault) {
    if (fault.result() == sqlite_full)
        return {ErrorCode::storage_full, "There is not enough room on the server's disk to record this."};
    if (fault.result() == sqlite_busy)
        return {ErrorCode::unavailable,
                "The server's database is in use by another program: try again in a moment."};
    if (fault.result() == sqlite_io_error)
        return {ErrorCode::unavailable, "The server's disk reported an error: try again in a moment."};
    throw fault;
}

bool is_of_the_disk(const soci::sqlite3_soci_error& fault) {
    return fault.result() == sqlite_full || fault.result() == sqlite_io_error ||
           fault.result() == sqlite_corrupt || fault.result() == sqlite_not_a_database;
}

Connections::Connections(const std::filesystem::path& file, KeyedHash audit_hash, std::size_t readers,
                         OnFailure on_failure)
    : audit_hash_(std::move(audit_hash)), on_failure_(std::move(on_failure)), readers_(readers) {
    connect(writer_, file, Access::write);
    for (std::size_t i = 0; i < readers; ++i) connect(readers_.at(i), file, Access::read);
}

void Connections::wait_for_turn(std::function<bool(soci::session&)> work) {
    Waiting mine{std::move(work)};
    {
        const std::lock_guard lock(lining_up_);
        waiting_.push_back(&mine);
    }
    const std::lock_guard turn(writing_);
    if (!mine.is_done) {
        std::vector<Waiting*> group;
        {
            const std::lock_guard lock(lining_up_);
            group.swap(waiting_);
        }
        commit_together(group);
        for (Waiting* waiting : group) waiting->is_done = true;
    }
    if (mine.fault) std::rethrow_exception(mine.fault);
}

std::size_t Connections::waiting() {
    const std::lock_guard lock(lining_up_);
    return waiting_.size();
}

// A failure of the disk is everybody's. Where something else fails, each is tried by itself: the fault may be
// one's alone.
void Connections::commit_together(std::span<Waiting* const> group) {
    if (group.size() > 1) {
        try {
            Transaction transaction(writer_, Access::write);
            for (const Waiting* waiting : group) {
                writer_ << "SAVEPOINT one";
                if (!waiting->work(writer_)) writer_ << "ROLLBACK TO one";
                writer_ << "RELEASE one";
            }
            return transaction.commit();
        } catch (const soci::sqlite3_soci_error& fault) {
            if (is_of_the_disk(fault)) {
                for (Waiting* waiting : group) waiting->fault = std::current_exception();
                return;
            }
        } catch (const std::exception&) {
            // Its owner is told below.
        }
    }
    for (Waiting* waiting : group) {
        try {
            Transaction transaction(writer_, Access::write);
            if (waiting->work(writer_)) transaction.commit();
        } catch (const std::exception&) {
            waiting->fault = std::current_exception();
        }
    }
}

void Connections::record(soci::session& session, const AuditEvent& event) const {
    append_event(session, event, audit_hash_);
}

}  // namespace insightflow::sql
