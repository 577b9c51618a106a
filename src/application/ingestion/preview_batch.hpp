// Use case: what would become of a batch, before it is sent for good. The body is read by the same rules, and
// applied to the facts as they are now and rolled back; nothing of it is stored.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <semaphore>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "application/ingestion/accept_batch.hpp"
#include "application/ingestion/fact_store.hpp"
#include "application/ingestion/load_gate.hpp"
#include "application/ingestion/read_batch.hpp"

namespace insightflow {

// Normalised rows that a preview shows, and rejected ones.
inline constexpr std::size_t preview_rows_max = 20;

struct PreviewLimits {
    std::uint64_t body_bytes_max = 64ULL << 20;
    // At a time, within the room of the batches that are loaded: each has its body's rows in memory.
    int previews_max = 2;
    // How long one waits for that room.
    std::chrono::milliseconds wait_max{10'000};
};

struct PreviewPorts {
    Spool& spool;
    FactStore& facts;
    MakeReader make_reader;
    NormaliseText nfc;
    ResolvePorts resolve;
    FindShelf shelf;
    LoadGate& gate;
};

// refusal: why the batch as a whole would not count; the questions, where there are any, say what would help.
// applied: the outcomes that it would have, where it would count.
struct BatchPreview {
    BodyFormat format{};
    BatchReading reading{};
    Conventions conventions{};
    std::vector<Question> questions{};
    std::optional<std::string> refusal{};
    Shape shape{};
    RowOutcomes outcomes{};
    std::optional<AppliedBatch> applied{};
    std::vector<Warning> warnings{};
    std::vector<Reject> rejects{};  // the first preview_rows_max
    FactColumns rows{};             // the first preview_rows_max
};

// A body that arrives to be looked at; one thread at a time.
class ArrivingPreview {
public:
    using Permit = std::shared_ptr<const void>;
    ArrivingPreview(const PreviewPorts& ports, ResolvedRequest request, WorkspaceId workspace,
                    std::unique_ptr<SpoolWriter> writer, const PreviewLimits& limits, Permit permit);

    // Errors: payload_too_large; those of SpoolWriter.
    Result<void> write(std::span<const std::byte> bytes);
    // Called once. Errors: invalid_argument where the body is empty; unavailable where batches that are
    // loaded take all the room; those of the reader and the store that are not the file's fault.
    Result<BatchPreview> finish(std::stop_token stop);

private:
    Result<BatchPreview> look(std::stop_token stop);

    const PreviewPorts& ports_;
    ResolvedRequest request_;
    WorkspaceId workspace_;
    std::unique_ptr<SpoolWriter> writer_;
    PreviewLimits limits_;
    Permit permit_;
    std::uint64_t bytes_ = 0;
};

class BatchPreviewer {
public:
    explicit BatchPreviewer(PreviewPorts ports, PreviewLimits limits = {});

    // Errors: forbidden; those of resolve_request(); unavailable where previews_max are under way; those of
    // the spool.
    Result<std::unique_ptr<ArrivingPreview>> begin(const AuthorisedScope& scope,
                                                   const IngestRequest& request);

    std::uint64_t body_bytes_max() const { return limits_.body_bytes_max; }

private:
    PreviewPorts ports_;
    PreviewLimits limits_;
    std::counting_semaphore<> free_;
};

}  // namespace insightflow
