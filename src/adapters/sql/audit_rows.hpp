// The rows of the audit log.
#pragma once

#include <soci/soci.h>

#include <string>
#include <vector>

#include "adapters/sql/values.hpp"
#include "application/accounts/audit.hpp"

namespace insightflow::sql {

// The next link of the chain, and the head that points at it, in the session's transaction.
void append_event(soci::session& session, const AuditEvent& event, const KeyedHash& keyed_hash);

AuditHead audit_head(soci::session& session);

// Seals the head of a log that has no event yet, where the installation holds nothing that an event tells of:
// so a log that somebody empties later is told from a new one.
void seal_first_head(soci::session& session, const KeyedHash& keyed_hash);

// What AuditRow reads, in its order.
extern const std::string audit_columns;

class AuditRow {
public:
    // Binds all columns; the row must outlive the statement.
    void define(soci::statement& statement);
    RecordedEvent value() const;

private:
    Integer sequence_ = 0, at_ = 0, has_types_ = 0;
    Nullable<Integer> workspace_{};
    std::string actor_{}, actor_id_{}, actor_label_{}, action_{}, target_{}, detail_{}, remote_{},
        request_id_{}, hash_{};
};

}  // namespace insightflow::sql
