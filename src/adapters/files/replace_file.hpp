// One file takes the place of another, which is kept.
#pragma once

#include <filesystem>

#include "domain/base/result.hpp"

namespace insightflow::files {

// Makes `fresh` durable and gives it the name of `current`, which from then on is called `kept`; all are in
// one folder. At every moment, also after a power failure, the name leads to one of the two. Errors:
// conflict where `kept` is there already; storage_full; internal; then everything is as it was.
Result<void> replace_file(const std::filesystem::path& fresh, const std::filesystem::path& current,
                          const std::filesystem::path& kept);

}  // namespace insightflow::files
