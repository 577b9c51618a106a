// The audit log: who did what to what, when, from where. Every event is written in the transaction of the
// action that it tells of, and carries a keyed hash over itself and the event before it: whoever edits or
// deletes one without the installation's secret breaks the chain, and verify_audit() says where. The last
// event's number and hash stand, keyed as well, in a head of their own, so that events missing at the end are
// found too. A head that is not sealed is never made good: the event after it breaks the chain for ever. What
// verify_audit() cannot find is the whole store put back to an earlier copy: for that, keep the head that
// verify_audit() gives elsewhere and compare.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "application/accounts/crypto_functions.hpp"
#include "application/accounts/scope.hpp"

namespace insightflow {

// Where a request came from.
struct Origin {
    std::string remote{};  // address:port; empty for what did not come over the network
    std::string request_id{};
    std::string client{};  // whom guesses are counted by: its address, or the /64 of it
};

struct AuditEvent {
    std::optional<WorkspaceId> workspace{};  // none: it concerns the installation
    Timestamp at{};
    ActorKind actor = ActorKind::nobody;
    std::string actor_id{};
    std::string actor_label{};
    std::string action{};  // "key.create"
    std::string target{};  // "key:01J...": kind and id
    std::string detail{};  // plain words; never a secret
    std::string remote{};
    std::string request_id{};
    friend bool operator==(const AuditEvent&, const AuditEvent&) = default;
};

AuditEvent audit_event(const AuthorisedScope& scope, const Origin& origin, Timestamp now,
                       std::string_view action, std::string target, std::string detail = {});

struct RecordedEvent {
    std::int64_t sequence = 0;  // 1, 2, 3, ... over the whole installation
    AuditEvent event{};
    std::string hash{};
    bool is_ours = true;  // false where the store holds a value, or a type of one, that append() never writes
    friend bool operator==(const RecordedEvent&, const RecordedEvent&) = default;
};

struct AuditHead {
    std::int64_t sequence = 0;  // 0 before the first event
    std::string hash{};         // of that event; empty before the first
    std::string seal{};         // of the two
    friend bool operator==(const AuditHead&, const AuditHead&) = default;
};

// What an event's hash is made of: each field with its length before it, so that no two events share a text.
std::string chain_text(std::int64_t sequence, const AuditEvent& event, std::string_view hash_before);
// What the head's seal is made of.
std::string head_text(std::int64_t sequence, std::string_view hash);

struct AuditFilter {
    std::optional<std::string> action{};  // exact, or a prefix that ends in '.': "key."
    std::optional<std::string> actor_id{};
    std::optional<std::int64_t> before{};  // only events with a lower number
};

// Port. Any thread.
class AuditLog {
public:
    virtual ~AuditLog() = default;
    // An event whose action changed nothing else, such as a refused login. Durable on return.
    virtual Result<void> append(const AuditEvent& event) = 0;
    // Of one workspace, or of the whole installation, newest first, at most limit.
    virtual Result<std::vector<RecordedEvent>> list(const std::optional<WorkspaceId>& workspace,
                                                    const AuditFilter& filter, std::size_t limit) = 0;
    // Of the whole installation by number, after the given one where there is one, at most limit.
    virtual Result<std::vector<RecordedEvent>> read(std::optional<std::int64_t> after, std::size_t limit) = 0;
    virtual Result<AuditHead> head() = 0;
};

inline constexpr std::size_t audit_page_max = 500;

struct AuditPage {
    std::vector<RecordedEvent> events{};
    std::optional<std::int64_t> next{};  // what `before` has to be for the page after; none on the last one
};

// Newest first, of one workspace or of the whole installation. limit: 1 to audit_page_max.
Result<AuditPage> list_audit(const std::optional<WorkspaceId>& workspace, const AuditFilter& filter,
                             std::size_t limit, AuditLog& log);

struct AuditFault {
    std::int64_t sequence = 0;  // of the event at fault, or of the one that is missing
    std::string what{};
    friend bool operator==(const AuditFault&, const AuditFault&) = default;
};

struct AuditVerdict {
    std::int64_t events = 0;
    AuditHead head{};
    std::vector<AuditFault> faults{};  // the first audit_faults_max; none: the log is whole
};

inline constexpr std::size_t audit_faults_max = 100;

// "number:hash". Errors: invalid_argument.
Result<AuditHead> parse_head(std::string_view noted);

// Whether the log holds the event of a head that was noted earlier.
Result<bool> holds_head(AuditLog& log, const AuditHead& noted);

// Reads the log after the event of the trusted head, which is taken for good; without one, the whole log.
// keyed_hash must be the one that these events were written with.
Result<AuditVerdict> verify_audit(AuditLog& log, const KeyedHash& keyed_hash, const AuditHead& trusted = {});

}  // namespace insightflow
