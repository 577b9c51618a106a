#include "application/ingestion/accept_batch.hpp"

#include <algorithm>
#include <array>
#include <cassert>

#include "application/ingestion/content_type.hpp"
#include "application/ingestion/source_settings.hpp"
#include "domain/ingestion/normalise_batch.hpp"
#include "domain/text/printable.hpp"

namespace insightflow {

namespace {

// Errors: unprocessable where it is the source's settings that name one that there is not.
Result<ProfileName> resolve_profile(WorkspaceId workspace, const std::string& name, bool by_source,
                                    const ProfileNamed& profile_named) {
    auto profile = profile_named(workspace, name);
    if (profile) {
        profile->by_source = by_source;
        return profile;
    }
    if (!by_source || profile.error().code != ErrorCode::invalid_argument) return profile.error();
    return Error{ErrorCode::unprocessable,
                 "The settings of the source name the profile " + in_quotes(name) +
                     ", which there is not any more: set another one, or name one with the batch.",
                 {}};
}

// With what is set for the source, and then for the workspace, where the request says nothing.
Result<BatchOptions> frozen_options(WorkspaceId workspace, const RequestedOptions& asked,
                                    const ResolvePorts& ports) {
    auto own = resolve_options(asked);
    if (!own) return own.error();
    RequestedOptions requested = asked;
    if (ports.source_settings != nullptr) {
        const auto settings = ports.source_settings->find(workspace, own->source);
        if (!settings) return settings.error();
        requested = with_settings(std::move(requested), *settings);
    }
    if (!requested.currency) requested.currency = ports.default_currency(workspace);
    auto options = resolve_options(requested);
    if (!options || !requested.profile || !ports.profile_named) return options;
    auto profile =
        resolve_profile(workspace, *requested.profile, !asked.profile.has_value(), ports.profile_named);
    if (!profile) return profile.error();
    options->profile = std::move(*profile);
    return options;
}

}  // namespace

Result<ResolvedRequest> resolve_request(WorkspaceId workspace, const IngestRequest& request,
                                        const ResolvePorts& ports) {
    const auto format = body_format_of(request.content_type);
    if (!format) return format.error();
    auto options = frozen_options(workspace, request.options, ports);
    if (!options) return options.error();
    return ResolvedRequest{*format, std::move(*options)};
}

BatchAcceptor::BatchAcceptor(AcceptPorts ports, AcceptLimits limits)
    : ports_(std::move(ports)), limits_(limits) {}

Result<std::unique_ptr<ArrivingBatch>> BatchAcceptor::begin(const AuthorisedScope& scope,
                                                            const IngestRequest& request, Timestamp now) {
    if (!allows(scope, Permission::data_write))
        return Error{ErrorCode::forbidden, "This key may read data, not send it.", {}};
    auto resolved = resolve_request(scope.workspace, request, ports_.resolve);
    if (!resolved) return resolved.error();
    ArrivingKeys::Reservation reservation;
    if (request.idempotency_key) {
        if (const auto checked = check_idempotency_key(*request.idempotency_key); !checked)
            return checked.error();
        reservation = arriving_.reserve(scope.workspace, *request.idempotency_key);
        if (!reservation)
            return Error{
                ErrorCode::conflict,
                "The first request with this Idempotency-Key is still arriving: try again in a moment.",
                {}};
    }
    if (ports_.queue.backlog() >= limits_.backlog_max)
        return Error{
            ErrorCode::unavailable, "Too many batches are waiting to be loaded: try again later.", {}};
    auto writer = ports_.spool.open(request.announced_bytes);
    if (!writer) return writer.error();

    Intake intake;
    intake.workspace = scope.workspace;
    intake.batch_id = new_ulid(ports_.random, now);
    intake.format = resolved->format;
    intake.options = std::move(resolved->options);
    intake.normaliser_version = normaliser_version;
    intake.sent_by = scope.key_label;
    // What the server sends itself, every few seconds, would only hide what people do.
    std::optional<AuditEvent> event;
    if (scope.actor != ActorKind::system)
        event = audit_event(scope, request.origin, now, "batch.accept", "batch:" + intake.batch_id,
                            "source " + intake.options.source);
    return std::make_unique<ArrivingBatch>(ports_, request, std::move(intake), std::move(event),
                                           limits_.body_bytes_max, std::move(*writer),
                                           std::move(reservation));
}

// The batch's own options are judged first, so that a fault is one of the request.
ArrivingBatch::ArrivingBatch(AcceptPorts& ports, const IngestRequest& request, Intake intake,
                             std::optional<AuditEvent> event, std::uint64_t body_bytes_max,
                             std::unique_ptr<SpoolWriter> writer, ArrivingKeys::Reservation reservation)
    : ports_(ports),
      idempotency_key_(request.idempotency_key),
      requested_(request.options),
      intake_(std::move(intake)),
      event_(std::move(event)),
      body_bytes_max_(body_bytes_max),
      writer_(std::move(writer)),
      reservation_(std::move(reservation)) {}

Result<void> ArrivingBatch::write(std::span<const std::byte> bytes) {
    assert(writer_ && "the body is complete already");
    if (bytes.size() > body_bytes_max_ - bytes_)
        return Error{ErrorCode::payload_too_large,
                     "The body is over the limit of " + std::to_string(body_bytes_max_) + " bytes.",
                     {}};
    look_for_content(bytes);
    bytes_ += bytes.size();
    return writer_->write(bytes);
}

// Whether there is anything beside white space, and beside a byte order mark at the very beginning.
void ArrivingBatch::look_for_content(std::span<const std::byte> bytes) {
    constexpr std::array<unsigned char, 3> mark{0xEF, 0xBB, 0xBF};
    for (std::size_t i = 0; i < bytes.size() && !has_content_; ++i) {
        const auto byte = std::to_integer<unsigned char>(bytes[i]);
        const std::uint64_t place = bytes_ + i;
        const bool of_mark = place < mark.size() && byte == mark[place];
        const bool blank = byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
        has_content_ = !of_mark && !blank;
    }
}

Result<Accepted> ArrivingBatch::finish(Timestamp now) {
    assert(writer_ && "finish() is called once");
    const auto writer = std::move(writer_);
    if (!has_content_) return invalid_argument("The body is empty.");
    auto kept = writer->keep(intake_.batch_id);
    if (!kept) return kept.error();
    intake_.body = std::move(*kept);
    intake_.received_at = now;
    if (event_) event_->at = now;
    auto accepted = record(now);
    if (accepted && !accepted->repeated) {
        ports_.queue.enqueue(accepted->intake);
    } else if (accepted || accepted.error().code != ErrorCode::unavailable) {
        // Nobody needs this body: the answer is another batch or an error. Where it cannot be removed, a
        // later start does it.
        (void)ports_.spool.remove(intake_.batch_id);
    }
    // Only now may another request with the key begin: it finds what this one has recorded.
    reservation_.reset();
    return accepted;
}

// An exception, and a store that is unavailable (its disk may have failed in the midst of the commit), leave
// it unknown whether the intake is durable, so the body then stays: the next start finds out.
Result<Accepted> ArrivingBatch::record(Timestamp now) {
    std::optional<IdempotentRequest> request;
    if (idempotency_key_)
        request = IdempotentRequest{*idempotency_key_,
                                    ports_.hash(request_text(intake_.body.hash, intake_.format, requested_))};
    return ports_.intakes.accept(intake_, request, now, event_);
}

ArrivingKeys::Reservation ArrivingKeys::reserve(WorkspaceId workspace, const std::string& key) {
    const std::lock_guard lock(mutex_);
    const auto [place, added] = keys_.emplace(workspace, key);
    if (!added) return nullptr;
    // A set's elements stay where they are, so the place is good until it is erased here.
    return {&*place, [this, held = place](const void*) {
                const std::lock_guard releasing(mutex_);
                keys_.erase(held);
            }};
}

}  // namespace insightflow
