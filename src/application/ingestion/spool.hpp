// Port: bodies on disk. A body is written while it arrives, made durable before the 202, and kept as the
// archive of the batch.
#pragma once

#include <cstddef>
#include <cstdint>
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
    // Errors: storage_full; unavailable where the disk fails, and then nothing of the body is kept.
    virtual Result<void> write(std::span<const std::byte> bytes) = 0;
    // Makes the body durable under the batch's id (file and folder fsynced). A failed fsync is not tried
    // again: the whole body is to be sent anew. Errors: those of write().
    virtual Result<SpooledBody> keep(const BatchId& id) = 0;
    // What was written so far, to be read as long as this lives. Not after keep().
    virtual const std::filesystem::path& path() const = 0;
};

// A body as a file to be read, as long as this lives.
class BodyFile {
public:
    virtual ~BodyFile() = default;
    virtual const std::filesystem::path& path() const = 0;
};

// Smaller bodies are not archived: they would take the same block on the disk.
inline constexpr std::uint64_t archived_bytes_min = 4097;

class Spool {
public:
    virtual ~Spool() = default;
    // storage_full where a body of so many bytes would leave less room than the reserve: checked before it
    // is read. 0: its length is not known.
    virtual Result<std::unique_ptr<SpoolWriter>> open(std::uint64_t announced_bytes = 0) = 0;
    // Where the body is until it is archived.
    virtual std::filesystem::path path_of(const BatchId& id) const = 0;
    // The body to be read, from wherever it is, once it was held against what came: a disk may fail, and who
    // reads a body maps it. Errors: not_found; unprocessable where it is something else; internal where it
    // cannot be read; storage_full.
    virtual Result<std::unique_ptr<BodyFile>> fetch(const BatchId& id, const SpooledBody& body) = 0;
    // Compresses the body, durably, and lets the plain one go once the archive was read back. Errors:
    // not_found; unprocessable where it is not what came, and it stays; storage_full; internal.
    virtual Result<void> archive(const BatchId& id, const SpooledBody& body) = 0;
    // The ids of bodies that could be archived, in order.
    virtual Result<std::vector<BatchId>> not_archived() = 0;
    virtual Result<void> remove(const BatchId& id) = 0;
    // Reads the kept body, as it came, to its end. Errors: not_found; unprocessable where it cannot be read.
    virtual Result<SpooledBody> measure(const BatchId& id) = 0;
    // The ids of all kept bodies, in order.
    virtual Result<std::vector<BatchId>> kept() = 0;
};

}  // namespace insightflow
