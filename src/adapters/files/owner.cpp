#include "adapters/files/owner.hpp"

#include <pwd.h>
#include <sys/stat.h>

#include <array>

namespace insightflow::files {

std::optional<uid_t> owner_of(const std::filesystem::path& path) {
    struct stat facts {};
    return ::lstat(path.c_str(), &facts) == 0 ? std::optional(facts.st_uid) : std::nullopt;
}

std::string name_of_user(uid_t user) {
    std::array<char, 4096> room{};
    passwd entry{};
    passwd* found = nullptr;
    ::getpwuid_r(user, &entry, room.data(), room.size(), &found);
    return found == nullptr ? std::to_string(user) : found->pw_name;
}

}  // namespace insightflow::files
