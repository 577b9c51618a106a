#include "http/api/auth.hpp"

#include "http/api/account_fields.hpp"

namespace insightflow::http {
namespace {

constexpr Bounds password_bounds{.min = 1, .max = 1024};
constexpr Bounds token_bounds{.min = 1, .max = static_cast<std::int64_t>(token_bytes_max)};
constexpr Bounds text_bounds{.min = 1, .max = 256};

struct LoginBody {
    static constexpr std::string_view schema_name = "Login";
    std::string email{}, password{};
    std::optional<std::string> workspace{};
    static constexpr auto fields() {
        using B = LoginBody;
        return std::tuple{
            required("email", &B::email, "The account's e-mail address, in any case.", text_bounds),
            required("password", &B::password, "The account's password.", password_bounds),
            defaulted("workspace", &B::workspace,
                      "Name of the workspace to work in; without it the first of which the user is a member.",
                      text_bounds)};
    }
};
struct LoginRequestFields {
    LoginBody body{};
    static constexpr auto fields() {
        return std::tuple{required("body", &LoginRequestFields::body, "Who wants to log in.")};
    }
};

struct RefreshBody {
    static constexpr std::string_view schema_name = "RefreshToken";
    std::string refresh_token{};
    static constexpr auto fields() {
        return std::tuple{required("refresh_token", &RefreshBody::refresh_token,
                                   "The refresh token of the last login or refresh.", token_bounds)};
    }
};
struct RefreshRequestFields {
    RefreshBody body{};
    static constexpr auto fields() {
        return std::tuple{required("body", &RefreshRequestFields::body, "The session.")};
    }
};

struct TokensReply {
    static constexpr std::string_view schema_name = "Tokens";
    std::string access_token{}, token_type = "Bearer", refresh_token{}, workspace{};
    std::int64_t expires_in = 0;
    Timestamp refresh_expires_at{};
    Role role{};
    static constexpr auto fields() {
        using R = TokensReply;
        return std::tuple{
            required("access_token", &R::access_token, "Send it as 'Authorization: Bearer <token>'."),
            required("token_type", &R::token_type, "Bearer."),
            required("expires_in", &R::expires_in, "Seconds that the access token lives."),
            required("refresh_token", &R::refresh_token,
                     "Exchange it at /api/v1/auth/refresh for the next pair; it works once."),
            required("refresh_expires_at", &R::refresh_expires_at,
                     "When the session ends if it is not used."),
            required("workspace", &R::workspace, "Name of the workspace that the tokens are for."),
            required("role", &R::role, "The user's role in it.")};
    }
};

struct SetupBody {
    static constexpr std::string_view schema_name = "Setup";
    std::string token{}, email{}, password{};
    std::optional<std::string> workspace{}, time_zone{}, currency{};
    static constexpr auto fields() {
        using B = SetupBody;
        return std::tuple{
            required("token", &B::token, "The set-up token that the server printed at its start.",
                     token_bounds),
            required("email", &B::email, "E-mail address of the owner's account.", text_bounds),
            required("password", &B::password, "Password of the owner's account, 12 characters or more.",
                     password_bounds),
            defaulted("workspace", &B::workspace, "Name of the first workspace.", text_bounds),
            defaulted("time_zone", &B::time_zone, "Its IANA time zone; UTC where absent.", text_bounds),
            defaulted("currency", &B::currency, "Its currency, ISO 4217; USD where absent.", text_bounds)};
    }
};
struct SetupRequestFields {
    SetupBody body{};
    static constexpr auto fields() {
        return std::tuple{required("body", &SetupRequestFields::body, "The owner and the first workspace.")};
    }
};
struct SetupReply {
    static constexpr std::string_view schema_name = "SetupDone";
    std::string user_id{}, email{};
    static constexpr auto fields() {
        return std::tuple{required("user_id", &SetupReply::user_id, "The owner's account."),
                          required("email", &SetupReply::email, "Log in with it.")};
    }
};

struct MeReply {
    static constexpr std::string_view schema_name = "Me";
    std::string kind{}, label{}, workspace{}, time_zone{}, currency{};
    std::optional<std::string> id{};
    std::vector<Permission> scopes{};
    static constexpr auto fields() {
        using R = MeReply;
        return std::tuple{
            required("kind", &R::kind, "user, key or environment."),
            nullable("id", &R::id, "The user's or the key's id; null for the environment's key."),
            required("label", &R::label, "The user's e-mail address, or the key's label."),
            required("workspace", &R::workspace, "Name of the workspace."),
            required("time_zone", &R::time_zone, "Time zone of the workspace."),
            required("currency", &R::currency, "Currency of the workspace."),
            required("scopes", &R::scopes, "What the caller may do.")};
    }
};

struct PasswordBody {
    static constexpr std::string_view schema_name = "PasswordChange";
    std::string current_password{}, new_password{};
    static constexpr auto fields() {
        using B = PasswordBody;
        return std::tuple{
            required("current_password", &B::current_password, "The password until now.", password_bounds),
            required("new_password", &B::new_password, "The new one, 12 characters or more.",
                     password_bounds)};
    }
};
struct PasswordRequestFields {
    PasswordBody body{};
    static constexpr auto fields() {
        return std::tuple{required("body", &PasswordRequestFields::body, "Both passwords.")};
    }
};

Answer<TokensReply> answer_with(const TokenPair& pair, Timestamp now) {
    TokensReply reply;
    reply.access_token = pair.access_token;
    reply.expires_in = std::chrono::floor<std::chrono::seconds>(pair.access_expires_at - now).count();
    reply.refresh_token = pair.refresh_token;
    reply.refresh_expires_at = pair.refresh_expires_at;
    reply.workspace = pair.workspace;
    reply.role = pair.role;
    return {.headers = {no_store()}, .body = std::move(reply)};
}

EndpointDoc open_doc(std::string id, std::string summary, std::string description) {
    return {.operation_id = std::move(id),
            .summary = std::move(summary),
            .description = std::move(description),
            .tag = "Accounts",
            .permission = Permission::none,
            .errors = {ErrorCode::unauthenticated, ErrorCode::rate_limited}};
}

void add_login(Router& router, const AuthPorts* ports) {
    EndpointDoc doc =
        open_doc("logIn", "Log in",
                 "Gives an access token of ten minutes and a refresh token. An unknown address and "
                 "a wrong password get the same answer; failures slow the next attempts down.");
    doc.errors.push_back(ErrorCode::forbidden);
    router.post<LoginRequestFields, TokensReply>(
        "/api/v1/auth/login", std::move(doc), Place::pool,
        [ports](const Call& call, const LoginRequestFields& request) -> Result<Answer<TokensReply>> {
            const auto& [email, password, workspace] = request.body;
            const auto pair = log_in({email, password, workspace}, origin_of(call), call.now, ports->accounts,
                                     ports->throttle, ports->sign);
            if (!pair) return pair.error();
            return answer_with(*pair, call.now);
        });
}

void add_refresh(Router& router, const AuthPorts* ports) {
    router.post<RefreshRequestFields, TokensReply>(
        "/api/v1/auth/refresh",
        open_doc("refreshTokens", "Exchange a refresh token",
                 "Gives the next pair. A refresh token works once; using it again ends the session, for then "
                 "somebody has a copy."),
        Place::pool,
        [ports](const Call& call, const RefreshRequestFields& request) -> Result<Answer<TokensReply>> {
            const auto pair = refresh_session(request.body.refresh_token, origin_of(call), call.now,
                                              ports->accounts, ports->sign);
            if (!pair) return pair.error();
            return answer_with(*pair, call.now);
        });
}

void add_logout(Router& router, const AuthPorts* ports) {
    EndpointDoc doc =
        open_doc("logOut", "Log out",
                 "Ends the session of a refresh token; its access token is refused from then on. "
                 "A token that is worth nothing gets the same answer.");
    doc.success_status = 204;
    router.post<RefreshRequestFields, Nothing>(
        "/api/v1/auth/logout", std::move(doc), Place::pool,
        [ports](const Call& call, const RefreshRequestFields& request) -> Result<Nothing> {
            const auto done = log_out(request.body.refresh_token, origin_of(call), call.now, ports->accounts);
            if (!done) return done.error();
            return Nothing{};
        });
}

void add_setup(Router& router, const AuthPorts* ports) {
    EndpointDoc doc = open_doc("setUp", "Make the first owner",
                               "Once per installation, with the token that the server printed at its start.");
    doc.success_status = 201;
    doc.errors.push_back(ErrorCode::conflict);
    router.post<SetupRequestFields, SetupReply>(
        "/api/v1/auth/setup", std::move(doc), Place::pool,
        [ports](const Call& call, const SetupRequestFields& request) -> Result<Answer<SetupReply>> {
            const SetupBody& body = request.body;
            const auto owner = ports->setup.set_up(
                {body.token, body.email, body.password, {body.workspace, body.time_zone, body.currency}},
                origin_of(call), call.now, ports->accounts, ports->throttle);
            if (!owner) return owner.error();
            return Answer<SetupReply>{.headers = {no_store()}, .body = {owner->id, owner->email}};
        });
}

void add_me(Router& router, const AuthPorts* ports) {
    EndpointDoc doc{.operation_id = "getMe",
                    .summary = "Who asks",
                    .description = "The caller, its workspace and what it may do there.",
                    .tag = "Accounts",
                    .permission = Permission::workspace_read};
    router.get<Nothing, MeReply>("/api/v1/me", std::move(doc), Place::pool,
                                 [ports](const Call& call, const Nothing&) -> Result<MeReply> {
                                     const auto workspace = get_workspace(call.scope, ports->accounts);
                                     if (!workspace) return workspace.error();
                                     MeReply reply;
                                     reply.kind = name_of(call.scope.actor);
                                     reply.label = call.scope.key_label;
                                     if (!call.scope.actor_id.empty()) reply.id = call.scope.actor_id;
                                     reply.workspace = workspace->name;
                                     reply.time_zone = workspace->time_zone;
                                     reply.currency = workspace->currency;
                                     for (const auto& [permission, name] : enum_names(Permission{}))
                                         if (allows(call.scope, permission))
                                             reply.scopes.push_back(permission);
                                     return reply;
                                 });
}

void add_password(Router& router, const AuthPorts* ports) {
    EndpointDoc doc{.operation_id = "changePassword",
                    .summary = "Change one's own password",
                    .description = "Ends all sessions of the user. API keys go on working.",
                    .tag = "Accounts",
                    .permission = Permission::workspace_read,
                    .success_status = 204,
                    .errors = {ErrorCode::rate_limited}};
    router.put<PasswordRequestFields, Nothing>(
        "/api/v1/me/password", std::move(doc), Place::pool,
        [ports](const Call& call, const PasswordRequestFields& request) -> Result<Nothing> {
            const auto changed =
                change_password(call.scope, {request.body.current_password, request.body.new_password},
                                origin_of(call), call.now, ports->accounts, ports->throttle);
            if (!changed) return changed.error();
            return Nothing{};
        });
}

}  // namespace

void add_auth(Router& router, const AuthPorts* ports) {
    add_login(router, ports);
    add_refresh(router, ports);
    add_logout(router, ports);
    add_setup(router, ports);
    add_me(router, ports);
    add_password(router, ports);
}

}  // namespace insightflow::http
