// The profiles that come with the program, read from their files as simply as can be: what the server reads
// them by belongs to its HTTP layer, which clang 14 does not compile.
#pragma once

#include <memory>
#include <vector>

#include "domain/ingestion/profile.hpp"

namespace insightflow::fuzzers {

std::shared_ptr<const std::vector<Profile>> shipped_profiles();

}  // namespace insightflow::fuzzers
