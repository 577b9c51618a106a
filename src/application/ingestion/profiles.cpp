#include "application/ingestion/profiles.hpp"

#include <algorithm>

#include "domain/text/joined.hpp"
#include "domain/text/printable.hpp"

namespace insightflow {
namespace {

const Profile* shipped_of(const std::string& name, const ProfilePorts& ports) {
    const auto found = std::ranges::find(*ports.shipped, name, &Profile::name);
    return found == ports.shipped->end() ? nullptr : &*found;
}

Error no_such_profile(const std::string& name) {
    return not_found("There is no profile " + in_quotes(name) + ".");
}

Result<ListedProfile> listed(const StoredProfile& stored, const ProfilePorts& ports) {
    auto profile = ports.text.read(stored.text);
    if (!profile) return profile.error();
    return ListedProfile{std::move(*profile), stored.version, stored.saved_at};
}

Profile generic() {
    Profile profile;
    profile.name = generic_profile;
    profile.title = "What headings mean in general, and no profile";
    return profile;
}

bool comes_with_program(const std::string& name, const ProfilePorts& ports) {
    return name == generic_profile || shipped_of(name, ports) != nullptr;
}

Error unchangeable(const std::string& name, const std::string& what) {
    return {ErrorCode::conflict,
            "The profile " + in_quotes(name) + " comes with the program and cannot be " + what + ".",
            {}};
}

}  // namespace

Result<std::vector<ListedProfile>> list_profiles(const AuthorisedScope& scope, const ProfilePorts& ports) {
    const auto own = ports.store.list(scope.workspace);
    if (!own) return own.error();
    std::vector<ListedProfile> out;
    for (const StoredProfile& stored : *own) {
        auto profile = listed(stored, ports);
        if (!profile) return profile.error();
        out.push_back(std::move(*profile));
    }
    for (const Profile& profile : *ports.shipped) out.push_back({profile});
    out.push_back({generic()});
    return out;
}

Result<ListedProfile> get_profile(const AuthorisedScope& scope, const std::string& name,
                                  const ProfilePorts& ports) {
    if (name == generic_profile) return ListedProfile{generic()};
    if (const Profile* profile = shipped_of(name, ports)) return ListedProfile{*profile};
    const auto stored = ports.store.find(scope.workspace, name, std::nullopt);
    if (!stored) return stored.error().code == ErrorCode::not_found ? no_such_profile(name) : stored.error();
    return listed(*stored, ports);
}

Result<ListedProfile> save_profile(const AuthorisedScope& scope, Profile profile, const Origin& origin,
                                   Timestamp now, const ProfilePorts& ports) {
    if (comes_with_program(profile.name, ports))
        return unchangeable(profile.name, "changed: save yours under another name");
    const auto version = ports.store.save(
        scope.workspace, profile.name, ports.text.write(profile),
        audit_event(scope, origin, now, "profile.save", "profile:" + profile.name, profile.title));
    if (!version) return version.error();
    return ListedProfile{std::move(profile), *version, now};
}

Result<void> remove_profile(const AuthorisedScope& scope, const std::string& name, const Origin& origin,
                            Timestamp now, const ProfilePorts& ports) {
    const auto removed = ports.store.remove(
        scope.workspace, name, audit_event(scope, origin, now, "profile.remove", "profile:" + name, ""));
    if (removed || removed.error().code != ErrorCode::not_found) return removed;
    return comes_with_program(name, ports) ? unchangeable(name, "removed") : no_such_profile(name);
}

Result<ProfileName> profile_named(WorkspaceId workspace, const std::string& name, const ProfilePorts& ports) {
    if (comes_with_program(name, ports)) return ProfileName{name, 0};
    const auto stored = ports.store.find(workspace, name, std::nullopt);
    if (stored) return ProfileName{name, stored->version};
    if (stored.error().code != ErrorCode::not_found) return stored.error();
    const auto own = ports.store.list(workspace);
    if (!own) return own.error();
    std::vector<std::string> names;
    for (const StoredProfile& other : *own) names.push_back(other.name);
    for (const Profile& other : *ports.shipped) names.push_back(other.name);
    names.emplace_back(generic_profile);
    return invalid_argument("There is no profile " + in_quotes(name) + ".",
                            {{"#/query/profile", "It must be one of " + joined(names, ", ") + "."}});
}

Result<ProfileShelf> shelf_of(WorkspaceId workspace, const std::optional<ProfileName>& said,
                              const ProfilePorts& ports) {
    ProfileShelf shelf{nullptr, ports.shipped};
    if (!said) return shelf;
    shelf.said_by_source = said->by_source;
    if (said->version == 0) {
        const Profile* profile = shipped_of(said->name, ports);
        if (profile == nullptr && said->name != generic_profile)
            return Error{ErrorCode::internal,
                         "The profile " + in_quotes(said->name) +
                             " that this batch names does not come with this version of the program.",
                         {}};
        shelf.said = profile == nullptr ? std::make_shared<const Profile>(generic())
                                        : std::shared_ptr<const Profile>(ports.shipped, profile);
        return shelf;
    }
    const auto stored = ports.store.find(workspace, said->name, said->version);
    if (!stored)
        return Error{ErrorCode::internal, "The profile of this batch is lost: " + stored.error().message, {}};
    auto profile = ports.text.read(stored->text);
    if (!profile) return profile.error();
    shelf.said = std::make_shared<const Profile>(std::move(*profile));
    return shelf;
}

}  // namespace insightflow
