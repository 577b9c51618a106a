// Use case: takes a batch in. What can be told before the body is checked first; then the body streams into
// the spool; then body and intake are made durable, which is what a 202 promises; then the batch waits to be
// loaded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>

#include "application/accounts/crypto_functions.hpp"
#include "application/accounts/scope.hpp"
#include "application/ingestion/batch_queue.hpp"
#include "application/ingestion/ingest_options.hpp"
#include "application/ingestion/intake_store.hpp"
#include "application/ingestion/profiles.hpp"
#include "application/ingestion/source_setting_store.hpp"
#include "application/ingestion/spool.hpp"
#include "domain/ingestion/body_limits.hpp"

namespace insightflow {

struct IngestRequest {
    std::string content_type{};  // the header's value; empty where there is none
    std::optional<std::string> idempotency_key{};
    RequestedOptions options{};
    Origin origin{};
    std::uint64_t announced_bytes = 0;  // of the body as it is sent; 0 where that is not said
};

// What the options of a request are resolved with.
struct ResolvePorts {
    // Currency of rows for which neither they nor the batch name one.
    std::function<std::string(WorkspaceId)> default_currency;
    ProfileNamed profile_named{};  // empty: no profile can be named
    // What is set for the sources; null: nothing is.
    SourceSettingStore* source_settings = nullptr;
};

struct ResolvedRequest {
    BodyFormat format{};
    BatchOptions options{};
};

// Errors: unsupported_media_type; invalid_argument with a fault for each option that is wrong; unprocessable
// where the source's settings name a profile that is gone; those of the stores of settings and profiles.
Result<ResolvedRequest> resolve_request(WorkspaceId workspace, const IngestRequest& request,
                                        const ResolvePorts& ports);

struct AcceptLimits {
    std::uint64_t body_bytes_max = unpacked_bytes_max;
    std::size_t backlog_max = 10'000;
};

struct AcceptPorts {
    IntakeStore& intakes;
    Spool& spool;
    BatchQueue& queue;
    HashText hash;
    RandomBytes random;
    ResolvePorts resolve;
};

// The idempotency keys whose first request is still arriving.
class ArrivingKeys {
public:
    // Gives the key up when destroyed.
    using Reservation = std::shared_ptr<const void>;
    // Null where another request holds the key.
    Reservation reserve(WorkspaceId workspace, const std::string& key);

private:
    std::mutex mutex_{};
    std::set<std::pair<WorkspaceId, std::string>> keys_{};
};

// A batch whose body is arriving; one thread at a time. Destroying it before finish() forgets it.
class ArrivingBatch {
public:
    ArrivingBatch(AcceptPorts& ports, const IngestRequest& request, Intake intake,
                  std::optional<AuditEvent> event, std::uint64_t body_bytes_max,
                  std::unique_ptr<SpoolWriter> writer, ArrivingKeys::Reservation reservation);

    // Errors: payload_too_large; those of SpoolWriter.
    Result<void> write(std::span<const std::byte> bytes);

    // The body is complete. On success body and intake are durable and the batch is queued, or the same
    // request's first intake comes back and this body is gone. Called once. Errors: invalid_argument where
    // the body is empty (nothing but white space, or a byte order mark); unprocessable where the idempotency
    // key was used for another request; those of the spool and the store.
    Result<Accepted> finish(Timestamp now);

private:
    void look_for_content(std::span<const std::byte> bytes);
    Result<Accepted> record(Timestamp now);

    AcceptPorts& ports_;
    std::optional<std::string> idempotency_key_;
    RequestedOptions requested_;
    Intake intake_;
    std::optional<AuditEvent> event_;
    std::uint64_t body_bytes_max_;
    std::unique_ptr<SpoolWriter> writer_;
    ArrivingKeys::Reservation reservation_;
    std::uint64_t bytes_ = 0;
    bool has_content_ = false;
};

// Any thread calls begin(); it must outlive the batches that it began.
class BatchAcceptor {
public:
    explicit BatchAcceptor(AcceptPorts ports, AcceptLimits limits = {});

    // Before the body. Errors: forbidden; unsupported_media_type; invalid_argument with a fault for each
    // wrong option; conflict while the first request with this idempotency key is still arriving; unavailable
    // where too many batches wait; storage_full; those of the store of settings.
    Result<std::unique_ptr<ArrivingBatch>> begin(const AuthorisedScope& scope, const IngestRequest& request,
                                                 Timestamp now);

private:
    AcceptPorts ports_;
    AcceptLimits limits_;
    ArrivingKeys arriving_{};
};

}  // namespace insightflow
