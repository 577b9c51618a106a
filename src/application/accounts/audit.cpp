#include "application/accounts/audit.hpp"

#include <algorithm>
#include <charconv>
#include <initializer_list>

namespace insightflow {
namespace {

constexpr std::size_t verify_page = 1000;

std::string joined(std::initializer_list<std::string_view> fields) {
    std::string text;
    for (const std::string_view field : fields) {
        text += std::to_string(field.size());
        text += ':';
        text += field;
    }
    return text;
}

// Follows the chain from the event after the given one on.
class ChainReader {
public:
    ChainReader(const KeyedHash& keyed_hash, const AuditHead& after)
        : keyed_hash_(keyed_hash), last_(after.sequence), hash_(after.hash) {}

    void read(const RecordedEvent& recorded) {
        ++verdict_.events;
        if (recorded.sequence <= last_) return note(recorded.sequence, "this event is not of this log");
        if (recorded.sequence != last_ + 1) {
            note(last_ + 1,
                 recorded.sequence == last_ + 2
                     ? "this event is missing"
                     : "the events up to " + std::to_string(recorded.sequence - 1) + " are missing");
        }
        const bool fits = recorded.is_ours &&
                          keyed_hash_(chain_text(recorded.sequence, recorded.event, hash_)) == recorded.hash;
        if (!fits && recorded.sequence == last_ + 1)
            note(recorded.sequence, "this event, or the hash of the one before it, was changed");
        last_ = recorded.sequence;
        hash_ = recorded.hash;
    }

    AuditVerdict finish(const AuditHead& head) {
        verdict_.head = head;
        if (keyed_hash_(head_text(head.sequence, head.hash)) != head.seal)
            note(head.sequence, "the head was changed");
        if (head.sequence > last_)
            note(last_ + 1, "the events up to " + std::to_string(head.sequence) + " are missing");
        if (head.sequence < last_) note(head.sequence + 1, "this event is not of this log");
        if (head.sequence == last_ && head.hash != hash_) note(last_, "the last event was changed");
        return std::move(verdict_);
    }

private:
    void note(std::int64_t sequence, std::string what) {
        if (verdict_.faults.size() < audit_faults_max) verdict_.faults.push_back({sequence, std::move(what)});
    }

    const KeyedHash& keyed_hash_;
    AuditVerdict verdict_{};
    std::int64_t last_;
    std::string hash_;
};

}  // namespace

AuditEvent audit_event(const AuthorisedScope& scope, const Origin& origin, Timestamp now,
                       std::string_view action, std::string target, std::string detail) {
    AuditEvent event;
    if (scope.workspace.value != 0) event.workspace = scope.workspace;
    event.at = now;
    event.actor = scope.actor;
    event.actor_id = scope.actor_id;
    event.actor_label = scope.key_label;
    event.action = action;
    event.target = std::move(target);
    event.detail = std::move(detail);
    event.remote = origin.remote;
    event.request_id = origin.request_id;
    return event;
}

std::string chain_text(std::int64_t sequence, const AuditEvent& event, std::string_view hash_before) {
    return joined(
        {std::to_string(sequence), hash_before, event.workspace ? std::to_string(event.workspace->value) : "",
         std::to_string(event.at.time_since_epoch().count()), name_of(event.actor), event.actor_id,
         event.actor_label, event.action, event.target, event.detail, event.remote, event.request_id});
}

std::string head_text(std::int64_t sequence, std::string_view hash) {
    return joined({"head", std::to_string(sequence), hash});
}

Result<AuditPage> list_audit(const std::optional<WorkspaceId>& workspace, const AuditFilter& filter,
                             std::size_t limit, AuditLog& log) {
    auto events = log.list(workspace, filter, limit + 1);
    if (!events) return events.error();
    AuditPage page{std::move(*events), std::nullopt};
    if (page.events.size() > limit) {
        page.events.resize(limit);
        page.next = page.events.back().sequence;
    }
    return page;
}

Result<AuditHead> parse_head(std::string_view noted) {
    const auto colon = noted.find(':');
    AuditHead head;
    const char* const end = noted.data() + std::min(colon, noted.size());
    const auto [stop, fault] = std::from_chars(noted.data(), end, head.sequence);
    if (colon == std::string_view::npos || fault != std::errc{} || stop != end || head.sequence < 1)
        return invalid_argument("A head is NUMBER:HASH, as `audit verify` prints it.");
    head.hash = noted.substr(colon + 1);
    return head;
}

Result<bool> holds_head(AuditLog& log, const AuditHead& noted) {
    const auto events = log.read(noted.sequence - 1, 1);
    if (!events) return events.error();
    return !events->empty() && events->front().sequence == noted.sequence &&
           events->front().hash == noted.hash;
}

Result<AuditVerdict> verify_audit(AuditLog& log, const KeyedHash& keyed_hash, const AuditHead& trusted) {
    ChainReader chain(keyed_hash, trusted);
    // Numbers begin at 1, and what somebody else put before it is looked at too.
    std::optional<std::int64_t> after;
    if (trusted.sequence > 0) after = trusted.sequence;
    for (;;) {
        // The head before the events: what it counts must be there, and what is appended meanwhile is looked
        // at with the next head.
        const auto head = log.head();
        if (!head) return head.error();
        const auto page = log.read(after, verify_page);
        if (!page) return page.error();
        if (page->empty()) return chain.finish(*head);
        for (const RecordedEvent& recorded : *page) chain.read(recorded);
        after = page->back().sequence;
    }
}

}  // namespace insightflow
