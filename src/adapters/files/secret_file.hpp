// The installation's secret: a file beside the data that no copy of the databases alone contains.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "application/accounts/crypto_functions.hpp"

namespace insightflow::files {

inline constexpr const char* secret_file_name = "secret.key";

// The secret in the folder's file; nothing where there is no such file. Errors, each naming the file:
// invalid_argument where others than the owner can read it, or it holds no secret.
Result<std::optional<std::string>> read_secret(const std::filesystem::path& folder);

// The same; the first call makes it (32 random bytes in hex, 0600, durable), and of several at once all get
// the same one. Errors: as above; storage_full.
Result<std::string> open_secret(const std::filesystem::path& folder, const RandomBytes& random);

}  // namespace insightflow::files
