#include "adapters/sql/reject_rows.hpp"

namespace insightflow::sql {

void replace_rejects(soci::session& session, const BatchId& id, const std::vector<Reject>& rejects) {
    session << "DELETE FROM reject_fault WHERE batch_id = :id", soci::use(id);
    session << "DELETE FROM reject WHERE batch_id = :id", soci::use(id);
    Integer row = 0;
    Integer line = 0;
    Integer position = 0;
    RowFault fault;
    soci::statement insert_reject =
        (session.prepare << "INSERT INTO reject (batch_id, row_number, line) VALUES (:id, :row, :line)",
         soci::use(id), soci::use(row), soci::use(line));
    soci::statement insert_fault =
        (session.prepare << "INSERT INTO reject_fault (batch_id, row_number, position, field, code, message) "
                            "VALUES (:id, :row, :position, :field, :code, :message)",
         soci::use(id), soci::use(row), soci::use(position), soci::use(fault.field), soci::use(fault.code),
         soci::use(fault.message));
    for (const Reject& reject : rejects) {
        row = static_cast<Integer>(reject.row);
        line = static_cast<Integer>(reject.line);
        insert_reject.execute(true);
        position = 0;
        for (const RowFault& each : reject.faults) {
            fault = each;
            insert_fault.execute(true);
            ++position;
        }
    }
}

std::vector<Reject> select_rejects(soci::session& session, const BatchId& id, std::uint64_t after_row,
                                   Integer limit) {
    const auto after = static_cast<Integer>(after_row);
    Integer row = 0;
    Integer line = 0;
    RowFault fault;
    // A reject without a fault keeps its row: the outer join then gives nulls, which coalesce makes empty.
    soci::statement statement =
        (session.prepare
             << "SELECT r.row_number, r.line, coalesce(f.field, ''), coalesce(f.code, ''), "
                "coalesce(f.message, '') FROM (SELECT row_number, line FROM reject WHERE batch_id = :id "
                "AND row_number > :after ORDER BY row_number LIMIT :rows) r "
                "LEFT JOIN reject_fault f ON f.batch_id = :same_id AND f.row_number = r.row_number "
                "ORDER BY r.row_number, f.position",
         soci::use(id), soci::use(after), soci::use(limit), soci::use(id), soci::into(row), soci::into(line),
         soci::into(fault.field), soci::into(fault.code), soci::into(fault.message));
    std::vector<Reject> found;
    for (bool more = statement.execute(true); more; more = statement.fetch()) {
        const auto number = static_cast<std::uint64_t>(row);
        if (found.empty() || found.back().row != number)
            found.push_back({number, static_cast<std::uint64_t>(line), {}});
        if (!fault.code.empty()) found.back().faults.push_back(fault);
    }
    return found;
}

}  // namespace insightflow::sql
