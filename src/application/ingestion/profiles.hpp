// Use cases: the profiles of a workspace, its own and those that come with the program; and their port. An
// own profile is never changed: saving it again makes a new version, and batches keep the one that they were
// read by.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "application/accounts/audit.hpp"
#include "domain/base/result.hpp"
#include "domain/ingestion/profile.hpp"

namespace insightflow {

inline constexpr std::size_t profiles_max = 200;  // own ones of a workspace
inline constexpr std::size_t profile_name_bytes_max = 64;
inline constexpr std::size_t profile_columns_max = 300;

struct StoredProfile {
    std::string name{};
    std::int64_t version = 0;  // from 1
    std::string text{};        // JSON
    Timestamp saved_at{};
    friend bool operator==(const StoredProfile&, const StoredProfile&) = default;
};

// Port. Any thread.
class ProfileStore {
public:
    virtual ~ProfileStore() = default;
    // The newest version of each that was not removed, by name.
    virtual Result<std::vector<StoredProfile>> list(WorkspaceId workspace) = 0;
    // The newest version where none is said, unless it was removed; a version that is said also then. Errors:
    // not_found.
    virtual Result<StoredProfile> find(WorkspaceId workspace, const std::string& name,
                                       std::optional<std::int64_t> version) = 0;
    // Gives the version. Errors: conflict where there are profiles_max others.
    virtual Result<std::int64_t> save(WorkspaceId workspace, const std::string& name, const std::string& text,
                                      const AuditEvent& event) = 0;
    // Errors: not_found; conflict where the settings of a source name it, with the first of them.
    virtual Result<void> remove(WorkspaceId workspace, const std::string& name, const AuditEvent& event) = 0;
};

// From the text of a profile, and back. Errors of reading: invalid_argument with a fault for each field.
struct ProfileText {
    std::function<Result<Profile>(const std::string&)> read{};
    std::function<std::string(const Profile&)> write{};
};

struct ProfilePorts {
    ProfileStore& store;
    std::shared_ptr<const std::vector<Profile>> shipped;
    ProfileText text;
};

// A profile as it is listed. version: 0 of one that comes with the program.
struct ListedProfile {
    Profile profile{};
    std::int64_t version = 0;
    std::optional<Timestamp> saved_at{};
};

// Own ones first, then the others, each by name. Errors: those of the store.
Result<std::vector<ListedProfile>> list_profiles(const AuthorisedScope& scope, const ProfilePorts& ports);

// Errors: not_found.
Result<ListedProfile> get_profile(const AuthorisedScope& scope, const std::string& name,
                                  const ProfilePorts& ports);

// Errors: invalid_argument with the fields that are wrong; conflict where the name is that of one that comes
// with the program, or there are profiles_max.
Result<ListedProfile> save_profile(const AuthorisedScope& scope, Profile profile, const Origin& origin,
                                   Timestamp now, const ProfilePorts& ports);

// Batches that were read by it, and those that wait, keep it. Errors: not_found; conflict where the settings
// of a source name it.
Result<void> remove_profile(const AuthorisedScope& scope, const std::string& name, const Origin& origin,
                            Timestamp now, const ProfilePorts& ports);

// What a batch that names a profile has to remember. Errors: invalid_argument, with the names there are.
using ProfileNamed = std::function<Result<ProfileName>(WorkspaceId, const std::string&)>;
Result<ProfileName> profile_named(WorkspaceId workspace, const std::string& name, const ProfilePorts& ports);

// The profiles that a batch may be of. Errors: those of the store; internal where one that was remembered is
// not there.
using FindShelf = std::function<Result<ProfileShelf>(WorkspaceId, const std::optional<ProfileName>&)>;
Result<ProfileShelf> shelf_of(WorkspaceId workspace, const std::optional<ProfileName>& said,
                              const ProfilePorts& ports);

}  // namespace insightflow
