// The schema's history. A migration that was ever released is never changed: a later one corrects it.
#pragma once

#include <soci/soci.h>

#include <span>
#include <string>
#include <vector>

#include "domain/base/result.hpp"

namespace insightflow::sql {

// Its version is its place in the list, from 1.
using Migration = std::vector<std::string>;

const std::vector<Migration>& migrations();

// Brings the schema up to date. Each migration is one transaction together with its row in schema_version, so
// that an interrupted run goes on where it was; several processes may do it at once. Errors: conflict where
// the schema is newer than the list; invalid_argument where the database holds tables that are not ours.
Result<void> migrate(soci::session& session, std::span<const Migration> list);

// Whether migrate() would be refused: its errors, and no change.
Result<void> check_schema(soci::session& session, std::span<const Migration> list);

}  // namespace insightflow::sql
