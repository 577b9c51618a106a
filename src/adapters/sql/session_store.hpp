// SessionStore over SQL.
#pragma once

#include "adapters/sql/access_rows.hpp"
#include "application/accounts/session_store.hpp"

namespace insightflow::sql {

class SqlSessionStore final : public SessionStore {
public:
    explicit SqlSessionStore(Connections& connections) : connections_(connections) {}
    Result<void> open(const Session& session, const AuditEvent& event) override;
    Result<Advanced> advance(const std::string& id, std::int64_t generation, Timestamp now,
                             Timestamp expires_at, const AuditEvent& reuse) override;
    Result<void> close(const std::string& id, const AuditEvent& event) override;

private:
    void end(soci::session& session, const SessionRow::Value& row, AuditEvent event);
    Connections& connections_;
};

}  // namespace insightflow::sql
