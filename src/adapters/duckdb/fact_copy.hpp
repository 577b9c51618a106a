// A copy of a fact store's file, taken beside whoever uses it.
#pragma once

#include <cstdint>
#include <filesystem>

#include "domain/base/result.hpp"

namespace insightflow::duckdb {

// Copies the store between two commits to `to`, where nothing is yet, opens the copy, which shows that it can
// be, puts its log into it, and gives its last commit sequence. Commits of a running server wait until the
// file is copied; reading goes on. The copy is not fsynced. Errors, each naming the file: invalid_argument
// where there is no store; storage_full; those of open().
Result<std::int64_t> copy_facts(const std::filesystem::path& file, const std::filesystem::path& to);

}  // namespace insightflow::duckdb
