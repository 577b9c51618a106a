// Routes of profiles: what is known beforehand of the files of a platform or a team.
#pragma once

#include "application/ingestion/profiles.hpp"
#include "http/core/router.hpp"

namespace insightflow::http {

void add_profiles(Router& router, const ProfilePorts* ports);

}  // namespace insightflow::http
