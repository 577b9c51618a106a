#include "adapters/sql/profile_store.hpp"

#include "adapters/sql/values.hpp"

namespace insightflow::sql {
namespace {

struct ProfileRow {
    std::string name{}, text{};
    Integer version = 0, saved_at = 0;
    void define(soci::statement& statement) { into(statement, name, version, text, saved_at); }
    StoredProfile value() const { return {name, version, text, timestamp(saved_at)}; }
};

struct SourceRow {
    std::string source{};
    void define(soci::statement& statement) { into(statement, source); }
    std::string value() const { return source; }
};

const std::string select_profiles = "SELECT name, version, text, saved_at_us FROM profile WHERE ";

}  // namespace

Result<std::vector<StoredProfile>> SqlProfileStore::list(WorkspaceId workspace) {
    return connections_.read([&](soci::session& session) -> Result<std::vector<StoredProfile>> {
        const Integer tenant = workspace.value;
        return select<ProfileRow>(
            session, select_profiles + "workspace_id = :workspace AND is_current = 1 ORDER BY name", tenant);
    });
}

Result<StoredProfile> SqlProfileStore::find(WorkspaceId workspace, const std::string& name,
                                            std::optional<std::int64_t> version) {
    return connections_.read([&](soci::session& session) -> Result<StoredProfile> {
        const Integer tenant = workspace.value;
        const Integer wanted = version.value_or(0);
        auto found = select_one<ProfileRow>(session,
                                            select_profiles +
                                                "workspace_id = :workspace AND name = :name AND "
                                                "(version = :version OR (:newest = 0 AND is_current = 1))",
                                            tenant, name, wanted, wanted);
        if (!found) return not_found("There is no such profile.");
        return std::move(*found);
    });
}

Result<std::int64_t> SqlProfileStore::save(WorkspaceId workspace, const std::string& name,
                                           const std::string& text, const AuditEvent& event) {
    return connections_.write([&](soci::session& session) -> Result<std::int64_t> {
        const Integer tenant = workspace.value;
        const Integer others = select_number(session,
                                             "SELECT count(*) FROM profile WHERE workspace_id = :workspace "
                                             "AND is_current = 1 AND name <> :name",
                                             tenant, name);
        if (others >= static_cast<Integer>(profiles_max))
            return Error{
                ErrorCode::conflict,
                "The workspace has " + std::to_string(profiles_max) + " profiles already: remove some first.",
                {}};
        const Integer version =
            1 + select_number(session,
                              "SELECT coalesce(max(version), 0) FROM profile WHERE workspace_id = :workspace "
                              "AND name = :name",
                              tenant, name);
        const Integer saved_at = microseconds(event.at);
        change(session, "UPDATE profile SET is_current = 0 WHERE workspace_id = :workspace AND name = :name",
               tenant, name);
        change(session,
               "INSERT INTO profile (workspace_id, name, version, text, saved_at_us, is_current) VALUES "
               "(:workspace, :name, :version, :text, :saved_at, 1)",
               tenant, name, version, text, saved_at);
        connections_.record(session, event);
        return std::int64_t{version};
    });
}

Result<void> SqlProfileStore::remove(WorkspaceId workspace, const std::string& name,
                                     const AuditEvent& event) {
    return connections_.write([&](soci::session& session) -> Result<void> {
        const Integer tenant = workspace.value;
        if (const auto source =
                select_one<SourceRow>(session,
                                      "SELECT source FROM source_setting WHERE workspace_id = "
                                      ":workspace AND profile = :name ORDER BY source LIMIT 1",
                                      tenant, name))
            return Error{ErrorCode::conflict,
                         "The settings of the source " + *source +
                             " name this profile: set another one for it, or none, first.",
                         {}};
        const auto removed = change(session,
                                    "UPDATE profile SET is_current = 0 WHERE workspace_id = :workspace AND "
                                    "name = :name AND is_current = 1",
                                    tenant, name);
        if (removed == 0) return not_found("There is no such profile.");
        connections_.record(session, event);
        return {};
    });
}

}  // namespace insightflow::sql
