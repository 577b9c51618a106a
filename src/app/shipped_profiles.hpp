// The profiles that come with the program: the files in profiles/, which are part of the binary.
#pragma once

#include <memory>
#include <vector>

#include "adapters/sql/store.hpp"
#include "application/ingestion/profiles.hpp"

namespace insightflow::app {

// By name. Throws where one of them is wrong, which a test would have found.
std::shared_ptr<const std::vector<Profile>> shipped_profiles();

ProfilePorts profile_ports(sql::Store& store);

// For who takes batches in, and who sets sources.
ProfileNamed find_profile_named(const ProfilePorts& ports);

// For who reads bodies.
FindShelf find_shelf(const ProfilePorts& ports);

}  // namespace insightflow::app
