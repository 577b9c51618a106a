#include "http/api/profiles.hpp"

#include "http/api/account_fields.hpp"
#include "http/api/profile_fields.hpp"

namespace insightflow::http {
namespace {

struct ListedProfileFields {
    static constexpr std::string_view schema_name = "ListedProfile";
    bool own = false;
    std::int64_t version = 0;
    std::optional<Timestamp> saved_at{};
    ProfileFields profile{};
    static constexpr auto fields() {
        using L = ListedProfileFields;
        return std::tuple{
            required("own", &L::own, "Whether it is the workspace's own; the others come with the program."),
            required("version", &L::version, "Of an own one: how often it was saved. Else 0."),
            nullable("saved_at", &L::saved_at, "When it was saved last; null: it comes with the program."),
            required("profile", &L::profile, "What it says.")};
    }
};

struct ProfileListReply {
    static constexpr std::string_view schema_name = "ProfileList";
    std::vector<ListedProfileFields> data{};
    static constexpr auto fields() {
        return std::tuple{
            required("data", &ProfileListReply::data, "Own ones first, then those of the program.")};
    }
};

struct ProfileNameFields {
    std::string name{};
    static constexpr auto fields() {
        // Another text names none: that is not found, like any other that there is not.
        return std::tuple{required("name", &ProfileNameFields::name, "The profile's name.")};
    }
};

struct ProfileRequestFields {
    std::string name{};
    ProfileFields body{};
    static constexpr auto fields() {
        using R = ProfileRequestFields;
        return std::tuple{required("name", &R::name, "The profile's name.", {.pattern = &profile_name}),
                          required("body", &R::body, "The profile, under the same name.")};
    }
};

ListedProfileFields listed_fields(const ListedProfile& listed) {
    return {listed.version > 0, listed.version, listed.saved_at, fields_of(listed.profile)};
}

EndpointDoc doc_of(std::string id, std::string summary, std::string description, Permission permission) {
    return {.operation_id = std::move(id),
            .summary = std::move(summary),
            .description = std::move(description),
            .tag = "Data",
            .permission = permission};
}

void add_reading(Router& router, const ProfilePorts* ports) {
    router.get<Nothing, ProfileListReply>(
        "/api/v1/data/profiles",
        doc_of(
            "listProfiles", "Profiles of files",
            "What is known of the files that platforms, connectors and your own pipelines hand out. A file "
            "is read by the profile that is recognised in it, or by the one that the option `profile` names.",
            Permission::data_read),
        Place::pool, [ports](const Call& call, const Nothing&) -> Result<ProfileListReply> {
            const auto profiles = list_profiles(call.scope, *ports);
            if (!profiles) return profiles.error();
            ProfileListReply reply;
            for (const ListedProfile& profile : *profiles) reply.data.push_back(listed_fields(profile));
            return reply;
        });
    EndpointDoc one =
        doc_of("getProfile", "A profile", "Take the `profile` of one as the beginning of your own.",
               Permission::data_read);
    one.errors = {ErrorCode::not_found};
    router.get<ProfileNameFields, ListedProfileFields>(
        "/api/v1/data/profiles/{name}", std::move(one), Place::pool,
        [ports](const Call& call, const ProfileNameFields& request) -> Result<ListedProfileFields> {
            const auto profile = get_profile(call.scope, request.name, *ports);
            if (!profile) return profile.error();
            return listed_fields(*profile);
        });
}

}  // namespace

void add_profiles(Router& router, const ProfilePorts* ports) {
    add_reading(router, ports);
    EndpointDoc save = doc_of("saveProfile", "Save a profile of your own",
                              "A new one, or a new version. Batches keep the version that they were taken in "
                              "with.",
                              Permission::data_write);
    save.errors = {ErrorCode::conflict};
    router.put<ProfileRequestFields, ListedProfileFields>(
        "/api/v1/data/profiles/{name}", std::move(save), Place::pool,
        [ports](const Call& call, const ProfileRequestFields& request) -> Result<ListedProfileFields> {
            if (request.body.name != request.name)
                return invalid_argument("The profile is wrong.",
                                        {{"#/body/name", "must be the name in the address"}});
            auto profile = profile_of(request.body, "#/body");
            if (!profile) return profile.error();
            const auto saved =
                save_profile(call.scope, std::move(*profile), origin_of(call), call.now, *ports);
            if (!saved) return saved.error();
            return listed_fields(*saved);
        });
    EndpointDoc remove = doc_of(
        "removeProfile", "Remove a profile of your own",
        "Batches that were taken in with it are read by it all the same. One that the settings of a source "
        "name stays: it is a 409.",
        Permission::data_write);
    remove.success_status = 204;
    remove.errors = {ErrorCode::not_found, ErrorCode::conflict};
    router.del<ProfileNameFields, Nothing>(
        "/api/v1/data/profiles/{name}", std::move(remove), Place::pool,
        [ports](const Call& call, const ProfileNameFields& request) -> Result<Nothing> {
            const auto removed = remove_profile(call.scope, request.name, origin_of(call), call.now, *ports);
            if (!removed) return removed.error();
            return Nothing{};
        });
}

}  // namespace insightflow::http
