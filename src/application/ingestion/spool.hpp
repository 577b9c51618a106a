// Port: bodies on disk. A body is written while it arrives, made durable before the 202, and kept as the
// archive of the batch.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "application/ingestion/intake_store.hpp"
#include "domain/base/ids.hpp"
#include "domain/base/result.hpp"

namespace insightflow {

// One body being written. Destroying it before keep() removes what was written.
class SpoolWriter {
public:
    virtual ~SpoolWriter() = default;
    // Errors: storage_full; internal where the disk fails.
    virtual Result<void> write(std::span<const std::byte> bytes) = 0;
    // Makes the body durable under the batch's id (file and folder fsynced).
    virtual Result<SpooledBody> keep(const BatchId& id) = 0;
};

class Spool {
public:
    virtual ~Spool() = default;
    // storage_full where less room than the reserve is free: checked before a body is read.
    virtual Result<std::unique_ptr<SpoolWriter>> open() = 0;
    virtual std::filesystem::path path_of(const BatchId& id) const = 0;
    virtual Result<void> remove(const BatchId& id) = 0;
    // The ids of all kept bodies, in order.
    virtual Result<std::vector<BatchId>> kept() = 0;
};

}  // namespace insightflow
