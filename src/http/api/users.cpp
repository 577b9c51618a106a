#include "http/api/users.hpp"

#include "application/accounts/users.hpp"
#include "http/api/account_fields.hpp"

namespace insightflow::http {
namespace {

struct UserFields {
    static constexpr std::string_view schema_name = "User";
    std::string id{}, email{};
    Role role{};
    Timestamp created_at{};
    static constexpr auto fields() {
        using U = UserFields;
        return std::tuple{required("id", &U::id, "The user."),
                          required("email", &U::email, "What the user logs in with."),
                          required("role", &U::role, "In this workspace."),
                          required("created_at", &U::created_at, "When the account was made.")};
    }
};

struct UserListReply {
    static constexpr std::string_view schema_name = "UserList";
    std::vector<UserFields> data{};
    static constexpr auto fields() {
        return std::tuple{required("data", &UserListReply::data, "By e-mail address.")};
    }
};

struct UserBody {
    static constexpr std::string_view schema_name = "UserRequest";
    std::string email{}, password{};
    Role role = Role::viewer;
    static constexpr auto fields() {
        using B = UserBody;
        return std::tuple{
            required("email", &B::email, "What the user will log in with.", {.min = 3, .max = 254}),
            required("password", &B::password,
                     "The first password, 12 characters or more; the user changes it.",
                     {.min = 1, .max = 1024}),
            defaulted("role", &B::role, "In this workspace.")};
    }
};
struct UserRequestFields {
    UserBody body{};
    static constexpr auto fields() {
        return std::tuple{required("body", &UserRequestFields::body, "The user.")};
    }
};

struct RoleBody {
    static constexpr std::string_view schema_name = "RoleChange";
    Role role{};
    static constexpr auto fields() { return std::tuple{required("role", &RoleBody::role, "The new role.")}; }
};
struct RoleRequestFields {
    std::string id{};
    RoleBody body{};
    static constexpr auto fields() {
        return std::tuple{required("id", &RoleRequestFields::id, "The user."),
                          required("body", &RoleRequestFields::body, "What changes.")};
    }
};
struct UserIdFields {
    std::string id{};
    static constexpr auto fields() { return std::tuple{required("id", &UserIdFields::id, "The user.")}; }
};

UserFields fields_of(const Member& member) {
    return {member.user.id, member.user.email, member.role, member.user.created_at};
}

EndpointDoc doc_of(std::string id, std::string summary, std::string description) {
    return {.operation_id = std::move(id),
            .summary = std::move(summary),
            .description = std::move(description),
            .tag = "Accounts",
            .permission = Permission::users_manage};
}

void add_list_and_add(Router& router, const AccountPorts* ports) {
    router.get<Nothing, UserListReply>(
        "/api/v1/users", doc_of("listUsers", "Members", "Who is a member of the workspace."), Place::pool,
        [ports](const Call& call, const Nothing&) -> Result<UserListReply> {
            const auto members = list_users(call.scope, *ports);
            if (!members) return members.error();
            UserListReply reply;
            for (const Member& member : *members) reply.data.push_back(fields_of(member));
            return reply;
        });
    EndpointDoc doc =
        doc_of("addUser", "Add a member", "Makes an account that is a member of the workspace.");
    doc.success_status = 201;
    doc.errors = {ErrorCode::conflict};
    router.post<UserRequestFields, UserFields>(
        "/api/v1/users", std::move(doc), Place::pool,
        [ports](const Call& call, const UserRequestFields& request) -> Result<UserFields> {
            const auto& [email, password, role] = request.body;
            const auto member =
                add_user(call.scope, {email, password, role}, origin_of(call), call.now, *ports);
            if (!member) return member.error();
            return fields_of(*member);
        });
}

void add_changes(Router& router, const AccountPorts* ports) {
    EndpointDoc role = doc_of("setUserRole", "Change a member's role", "It holds from the next request on.");
    role.errors = {ErrorCode::not_found, ErrorCode::conflict};
    router.put<RoleRequestFields, UserFields>(
        "/api/v1/users/{id}", std::move(role), Place::pool,
        [ports](const Call& call, const RoleRequestFields& request) -> Result<UserFields> {
            const auto member =
                set_user_role(call.scope, request.id, request.body.role, origin_of(call), call.now, *ports);
            if (!member) return member.error();
            return fields_of(*member);
        });
    EndpointDoc remove = doc_of("removeUser", "Remove a member",
                                "The member's sessions end. An account that is a member nowhere is deleted.");
    remove.success_status = 204;
    remove.errors = {ErrorCode::not_found, ErrorCode::conflict};
    router.del<UserIdFields, Nothing>(
        "/api/v1/users/{id}", std::move(remove), Place::pool,
        [ports](const Call& call, const UserIdFields& request) -> Result<Nothing> {
            const auto removed = remove_user(call.scope, request.id, origin_of(call), call.now, *ports);
            if (!removed) return removed.error();
            return Nothing{};
        });
}

}  // namespace

void add_users(Router& router, const AccountPorts* ports) {
    add_list_and_add(router, ports);
    add_changes(router, ports);
}

}  // namespace insightflow::http
