// Reads a body by its options and its profile: the reader's rows through the rules, twice where the file
// first has to be looked through for how it is written. Nothing is stored.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "application/ingestion/batch_queue.hpp"
#include "application/ingestion/batch_reader.hpp"
#include "application/ingestion/reject_collector.hpp"
#include "application/ingestion/staged_batch.hpp"
#include "domain/ingestion/column_candidates.hpp"
#include "domain/ingestion/normalise_batch.hpp"

namespace insightflow {

// A reader of its own for each batch, so that readers need no locks.
using MakeReader = std::function<std::unique_ptr<BatchReader>(BodyFormat)>;
using ReportProgress = std::function<void(const LoadProgress&)>;

struct BodyToRead {
    std::filesystem::path path{};
    std::uint64_t bytes = 0;
    BodyFormat format{};
    const BatchOptions& options;
    ProfileShelf shelf{};
};

struct ReadTools {
    const MakeReader& make_reader;
    const NormaliseText& nfc;
    RejectCollector& rejects;
    ReportProgress report{};           // may be empty
    ColumnSamples* samples = nullptr;  // takes the first rows, where somebody wants to know
};

// What became of a body. read: an error where the file as a whole cannot be read, or does not tell how it is
// written: invalid_argument, with the questions; other errors are those of the reader and not the file's
// fault.
struct ReadBatch {
    std::int64_t received = 0;
    Result<void> read{};
    BatchReading reading{};
    Conventions conventions{};  // as they were decided
    std::string writing{};      // the same in words; empty where there is nothing out of the ordinary
    std::vector<Question> questions{};
    CheckedBatch checked{};  // only where it could be read
};

ReadBatch read_batch(const BodyToRead& body, const ReadTools& tools, const std::stop_token& stop);

// Why nothing of the batch counts; nullopt where it goes on.
std::optional<std::string> reason_to_reject(const ReadBatch& batch);

// The checked rows on their way into the fact store. Its place among others is to be set.
StagedBatch staged_as(CheckedBatch checked, WorkspaceId workspace, const BatchId& id,
                      const std::string& source);

}  // namespace insightflow
