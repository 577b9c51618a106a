// Use case: bodies of batches that are at their end are compressed, and kept for ever or as long as the
// installation says.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "application/ingestion/intake_store.hpp"
#include "application/ingestion/reject_files.hpp"
#include "application/ingestion/spool.hpp"

namespace insightflow {

struct ArchivePorts {
    IntakeStore& intakes;
    Spool& spool;
    std::function<void(const std::string&)> log;
    RejectFiles* reject_files = nullptr;  // they go with the bodies; null: there are none
};

struct Archived {
    std::size_t archived = 0;
    std::size_t removed = 0;
    std::size_t damaged = 0;  // are not what came, and stay as they are; told to the log
    friend bool operator==(const Archived&, const Archived&) = default;
};

// One pass over the spool; what it does not come to before a stop the next one does. kept_for: bodies of
// batches that ended earlier are removed; without it none is. Errors: those of the stores.
Result<Archived> archive_bodies(ArchivePorts ports, const std::optional<std::chrono::days>& kept_for,
                                Timestamp now, std::stop_token stop);

}  // namespace insightflow
