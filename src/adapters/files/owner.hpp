// Whom a file belongs to, and what that user is called.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>

namespace insightflow::files {

// Of the file itself, not of what a link points to; nullopt where it cannot be told.
std::optional<uid_t> owner_of(const std::filesystem::path& path);

// "nobody"; "1234" where the machine has no user of that number.
std::string name_of_user(uid_t user);

}  // namespace insightflow::files
