// Port: the rejected rows of a batch that has more of them than the ledger keeps, all in a file. It is made
// while the batch is read, can be made again from the body, and goes with it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "domain/base/ids.hpp"
#include "domain/base/result.hpp"
#include "domain/ingestion/batch_report.hpp"

namespace insightflow {

// What a file may hold; rejects beyond it are counted alone.
inline constexpr std::uint64_t reject_file_bytes_max = 256ULL << 20;

// One file being written. Destroying it before keep() removes what was written.
class RejectWriter {
public:
    virtual ~RejectWriter() = default;
    // Errors: storage_full; internal where the disk fails.
    virtual Result<void> add(const Reject& reject) = 0;
    // In place of an earlier file of the batch.
    virtual Result<void> keep(const BatchId& id) = 0;
};

// Rejects one after the other, in the order in which they were found.
class RejectReader {
public:
    virtual ~RejectReader() = default;
    // nullopt after the last one. Errors: internal where the file is not what was written.
    virtual Result<std::optional<Reject>> next() = 0;
};

// Any thread calls it; one writer or reader is of one thread at a time.
class RejectFiles {
public:
    virtual ~RejectFiles() = default;
    virtual Result<std::unique_ptr<RejectWriter>> open() = 0;
    // Null where the batch has no file.
    virtual Result<std::unique_ptr<RejectReader>> read(const BatchId& id) = 0;
    // Where there is one.
    virtual Result<void> remove(const BatchId& id) = 0;
};

}  // namespace insightflow
