// The first owner of an installation. As long as there is no user, each start makes a set-up token and shows
// it on the server's own console; whoever has it within setup_token_life makes the owner, once. It is kept
// in memory alone and stands in no reply.
#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "application/accounts/login_throttle.hpp"
#include "application/accounts/users.hpp"
#include "application/accounts/workspaces.hpp"

namespace insightflow {

inline constexpr std::chrono::minutes setup_token_life{15};

struct SetupRequest {
    std::string token{};
    std::string email{};
    std::string password{};
    WorkspaceChange workspace{};  // how the default workspace is to be called, and its settings
};

// Any thread.
class SetupDoor {
public:
    // A token where there is no user yet, to be shown; nothing where there is one. Errors: those of the
    // store.
    Result<std::optional<std::string>> open(const AccountPorts& ports, Timestamp now);

    // Errors: conflict where an owner was made before; rate_limited; unauthenticated for a wrong or an old
    // token; invalid_argument with the faults of the fields.
    Result<User> set_up(const SetupRequest& request, const Origin& origin, Timestamp now,
                        const AccountPorts& ports, LoginThrottle& throttle);

private:
    Result<void> check_token(const std::string& token, Timestamp now, const AccountPorts& ports);

    std::mutex mutex_{};
    bool open_ = false;
    std::string token_hash_{};
    Timestamp expires_at_{};
};

}  // namespace insightflow
