// Port: the sessions that logins open. A session lives in one workspace and has a generation, which goes up
// by one each time its refresh token is used: a token of an earlier generation is a copy, and ends the
// session.
#pragma once

#include <optional>
#include <string>

#include "application/accounts/audit.hpp"

namespace insightflow {

struct Session {
    std::string id{};  // a ULID
    std::string user_id{};
    WorkspaceId workspace{};
    std::int64_t generation = 1;
    Timestamp opened_at{};
    Timestamp expires_at{};  // moved by each refresh
    friend bool operator==(const Session&, const Session&) = default;
};

enum class Advance : std::uint8_t {
    advanced,  // the session is of the next generation now
    reused,    // the generation was another one: the session has been closed
    gone,      // no such session, or it is closed or expired
};

struct Advanced {
    Advance outcome = Advance::gone;
    Session session{};  // as it is now; only where advanced
};

// More than this many open sessions of one user: the oldest end.
inline constexpr std::size_t sessions_per_user_max = 50;

// Any thread calls it.
class SessionStore {
public:
    virtual ~SessionStore() = default;
    virtual Result<void> open(const Session& session, const AuditEvent& event) = 0;
    // From the given generation to the next. `reuse` is recorded where a copy was used; it, and the event of
    // close(), get the workspace of the session and its user as the actor, who is not known before.
    virtual Result<Advanced> advance(const std::string& id, std::int64_t generation, Timestamp now,
                                     Timestamp expires_at, const AuditEvent& reuse) = 0;
    // Nothing where it is closed already.
    virtual Result<void> close(const std::string& id, const AuditEvent& event) = 0;
};

}  // namespace insightflow
