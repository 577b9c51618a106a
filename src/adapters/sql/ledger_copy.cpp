#include "adapters/sql/ledger_copy.hpp"

#include "adapters/sql/store.hpp"
#include "adapters/sql/values.hpp"

namespace insightflow::sql {
namespace {

class BodyRow {
public:
    void define(soci::statement& statement) { into(statement, batch_id_, bytes_, hash_); }
    NamedBody value() const { return {batch_id_, {static_cast<std::uint64_t>(bytes_), hash_}}; }

private:
    std::string batch_id_{}, hash_{};
    Integer bytes_ = 0;
};

template <class Work>
auto named_faults(const std::filesystem::path& file, Work&& work) -> std::invoke_result_t<Work> {
    try {
        return work();
    } catch (const soci::sqlite3_soci_error& fault) {
        if (fault.result() == sqlite_full)
            return Error{ErrorCode::storage_full, file.string() + ": there is no room for its copy.", {}};
        if (fault.result() == sqlite_busy)
            return Error{ErrorCode::unavailable, file.string() + " is in use: try again in a moment.", {}};
        return invalid_argument(file.string() + " cannot be read: " + fault.what() + ".");
    }
}

}  // namespace

Result<LedgerCopy> read_ledger(const std::filesystem::path& file) {
    return named_faults(file, [&]() -> Result<LedgerCopy> {
        soci::session session;
        connect(session, file, Access::read);
        LedgerCopy ledger;
        ledger.acceptance = select_number(session, "SELECT coalesce(max(acceptance), 0) FROM intake");
        ledger.bodies = select<BodyRow>(
            session, "SELECT batch_id, body_bytes, body_hash FROM intake ORDER BY acceptance");
        return ledger;
    });
}

Result<LedgerCopy> copy_ledger(const std::filesystem::path& file, const std::filesystem::path& to) {
    if (std::error_code fault; !std::filesystem::exists(file, fault))
        return invalid_argument("There is no database " + file.string() + ".");
    if (const auto sound = check(file); !sound) return sound.error();
    const auto copied = named_faults(file, [&]() -> Result<void> {
        soci::session session;
        session.open(*soci::factory_sqlite3(), "dbname=\"" + file.string() + "\"");
        session << "PRAGMA busy_timeout = " + std::to_string(busy_timeout_ms);
        const std::string target = to.string();
        session << "VACUUM INTO :target", soci::use(target);
        return {};
    });
    if (!copied) return copied.error();
    return read_ledger(to);
}

}  // namespace insightflow::sql
