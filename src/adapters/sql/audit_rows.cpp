#include "adapters/sql/audit_rows.hpp"

namespace insightflow::sql {
namespace {

std::optional<ActorKind> stored_actor(const std::string& name) {
    for (const ActorKind kind : {ActorKind::nobody, ActorKind::user, ActorKind::key, ActorKind::environment,
                                 ActorKind::console, ActorKind::system})
        if (name_of(kind) == name) return kind;
    return std::nullopt;
}

struct HeadRow {
    Integer sequence = 0;
    std::string hash{}, seal{};
    void define(soci::statement& statement) { into(statement, sequence, hash, seal); }
    AuditHead value() const { return {sequence, hash, seal}; }
};

}  // namespace

// SQLite keeps a value of any type in any column and gives it as the type that is asked for. So 1.5, or the
// blob '1', is workspace 1 to whoever reads it, and to no comparison: the event would verify and be hidden.
const std::string audit_columns =
    "sequence, workspace_id, at_us, actor, actor_id, actor_label, action, target, detail, remote, "
    "request_id, hash, "
    "typeof(sequence) = 'integer' AND typeof(workspace_id) IN ('integer', 'null') AND "
    "typeof(at_us) = 'integer' AND typeof(actor) = 'text' AND typeof(actor_id) = 'text' AND "
    "typeof(actor_label) = 'text' AND typeof(action) = 'text' AND typeof(target) = 'text' AND "
    "typeof(detail) = 'text' AND typeof(remote) = 'text' AND typeof(request_id) = 'text' AND "
    "typeof(hash) = 'text'";

void append_event(soci::session& session, const AuditEvent& event, const KeyedHash& keyed_hash) {
    const AuditHead head = audit_head(session);
    const Integer sequence = head.sequence + 1;
    // After a head that somebody else wrote the chain goes on, but not as if nothing had been.
    const bool is_ours = keyed_hash(head_text(head.sequence, head.hash)) == head.seal;
    const std::string before = is_ours ? head.hash : "not ours: " + head.hash;
    const std::string hash = keyed_hash(chain_text(sequence, event, before));
    const std::string seal = keyed_hash(head_text(sequence, hash));
    const std::string actor(name_of(event.actor));
    const Integer at = microseconds(event.at);
    Nullable<Integer> workspace(event.workspace ? std::optional(event.workspace->value) : std::nullopt);
    session
        << "INSERT INTO audit_event (sequence, workspace_id, at_us, actor, actor_id, actor_label, action, "
           "target, detail, remote, request_id, hash) VALUES (:sequence, :workspace, :at, :actor, "
           ":actor_id, :actor_label, :action, :target, :detail, :remote, :request_id, :hash)",
        soci::use(sequence), soci::use(workspace.value, workspace.indicator), soci::use(at), soci::use(actor),
        soci::use(event.actor_id), soci::use(event.actor_label), soci::use(event.action),
        soci::use(event.target), soci::use(event.detail), soci::use(event.remote),
        soci::use(event.request_id), soci::use(hash);
    change(session, "UPDATE audit_head SET sequence = :sequence, hash = :hash, seal = :seal", sequence, hash,
           seal);
}

AuditHead audit_head(soci::session& session) {
    return select_one<HeadRow>(session, "SELECT sequence, hash, seal FROM audit_head").value_or(AuditHead{});
}

void seal_first_head(soci::session& session, const KeyedHash& keyed_hash) {
    change(session,
           "UPDATE audit_head SET seal = :seal WHERE sequence = 0 AND hash = '' AND seal = '' AND NOT EXISTS "
           "(SELECT 1 FROM signing_key) AND NOT EXISTS (SELECT 1 FROM account) AND NOT EXISTS (SELECT 1 FROM "
           "api_key)",
           keyed_hash(head_text(0, "")));
}

void AuditRow::define(soci::statement& statement) {
    into(statement, sequence_, workspace_, at_, actor_, actor_id_, actor_label_, action_, target_, detail_,
         remote_, request_id_, hash_, has_types_);
}

RecordedEvent AuditRow::value() const {
    RecordedEvent out{sequence_, {}, hash_, has_types_ != 0};
    AuditEvent& event = out.event;
    if (workspace_.present()) {
        event.workspace = workspace_id(workspace_.value);
        if (event.workspace->value != workspace_.value) out.is_ours = false;
    }
    event.at = timestamp(at_);
    const auto actor = stored_actor(actor_);
    if (!actor) out.is_ours = false;
    event.actor = actor.value_or(ActorKind::nobody);
    event.actor_id = actor_id_;
    event.actor_label = actor_label_;
    event.action = action_;
    event.target = target_;
    event.detail = detail_;
    event.remote = remote_;
    event.request_id = request_id_;
    return out;
}

}  // namespace insightflow::sql
