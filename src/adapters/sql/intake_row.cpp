#include "adapters/sql/intake_row.hpp"

#include <algorithm>
#include <stdexcept>

#include "application/ingestion/names.hpp"
#include "domain/ingestion/completeness.hpp"

namespace insightflow::sql {
namespace {

// A name that this program never wrote means that somebody else did: the world is broken.
template <class Enum, std::size_t size>
Enum stored(const std::array<std::string_view, size>& names, const std::string& name) {
    if (const auto value = named<Enum>(names, name)) return *value;
    throw std::runtime_error("the intake table holds an unknown word: " + name);
}

CompleteFor stored_scope(const std::string& text) {
    if (auto scope = complete_for_of(text)) return std::move(*scope);
    throw std::runtime_error("the intake table holds an unknown scope: " + text);
}

SettingsOfAccounts stored_accounts(const std::string& text) {
    if (auto accounts = settings_of_accounts(text)) return std::move(*accounts);
    throw std::runtime_error("the intake table holds unknown settings of accounts");
}

std::vector<Promotion> stored_promotions(const std::string& text) {
    if (auto promotions = promotions_in(text)) return std::move(*promotions);
    throw std::runtime_error("the intake table holds unknown promotions");
}

std::vector<ColumnChoice> stored_choices(std::string_view text) {
    std::vector<ColumnChoice> choices;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        auto choice = column_choice(text.substr(0, end));
        if (!choice) throw std::runtime_error("the intake table holds an unknown choice of a column");
        choices.push_back(std::move(*choice));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return choices;
}

}  // namespace

const std::string intake_columns =
    "batch_id, acceptance, workspace_id, state, format, source, platform, collisions, "
    "value_per_conversion_micros, version_column, complete_for, "
    "currency, time_zone, normaliser_version, body_bytes, body_hash, sent_by, received_at_us, "
    "finished_at_us, attempts, "
    "rows_received, rows_accepted, rows_rejected, rows_added, rows_restated, rows_unchanged, rows_folded, "
    "rows_stale, "
    "error, identical_to, attempt, undo_attempts, waiting_us, reading_us, staged_us, applying_us, "
    "column_choices, decimal_mark, date_order, spread, profile, profile_version, profile_by_source, "
    "account_settings, promotions";

void IntakeRow::define(soci::statement& statement) {
    into(statement, batch_id_, acceptance_, workspace_, state_, format_, source_, platform_, collisions_,
         value_per_conversion_, version_column_, complete_for_, currency_, time_zone_, normaliser_version_,
         body_bytes_, body_hash_, sent_by_, received_at_, finished_at_, attempts_, received_, accepted_,
         rejected_, added_, restated_, unchanged_, folded_, stale_, error_, identical_to_, attempt_,
         undo_attempts_, waiting_, reading_, staged_, applying_, column_choices_, decimal_mark_, date_order_,
         spread_, profile_, profile_version_, profile_by_source_, account_settings_, promotions_);
}

Intake IntakeRow::value() const {
    Intake intake;
    intake.workspace = WorkspaceId{static_cast<std::int32_t>(workspace_)};
    intake.batch_id = batch_id_;
    intake.acceptance = acceptance_;
    intake.state = stored<IntakeState>(intake_state_names, state_);
    intake.format = stored<BodyFormat>(body_format_names, format_);
    intake.options.source = source_;
    if (platform_.present()) intake.options.platform = platform_.value;
    if (!collisions_.empty())
        intake.options.collisions = stored<CollisionPolicy>(collision_policy_names, collisions_);
    if (profile_.present())
        intake.options.profile = ProfileName{profile_.value, profile_version_, profile_by_source_ != 0};
    if (value_per_conversion_.present())
        intake.options.value_per_conversion_micros = value_per_conversion_.value;
    if (version_column_.present()) intake.options.version_column = version_column_.value;
    if (complete_for_.present()) intake.options.complete_for = stored_scope(complete_for_.value);
    if (column_choices_.present()) intake.options.columns = stored_choices(column_choices_.value);
    if (decimal_mark_.present())
        intake.options.conventions.decimal_mark =
            stored<DecimalMark>(decimal_mark_names, decimal_mark_.value);
    if (date_order_.present())
        intake.options.conventions.date_order = stored<DateOrder>(date_order_names, date_order_.value);
    intake.options.spread = stored<Spread>(spread_names, spread_);
    if (account_settings_.present()) intake.options.accounts = stored_accounts(account_settings_.value);
    if (promotions_.present()) intake.options.promotions = stored_promotions(promotions_.value);
    intake.options.currency = currency_;
    intake.options.time_zone = time_zone_;
    intake.normaliser_version = static_cast<int>(normaliser_version_);
    intake.body = {static_cast<std::uint64_t>(body_bytes_), body_hash_};
    intake.sent_by = sent_by_;
    intake.received_at = timestamp(received_at_);
    if (finished_at_.present()) intake.finished_at = timestamp(finished_at_.value);
    intake.attempts = static_cast<int>(attempts_);
    intake.attempt = attempt_;
    intake.undo_attempts = static_cast<int>(undo_attempts_);
    if (waiting_.present()) {
        using std::chrono::microseconds;
        intake.times = StageTimes{microseconds{waiting_.value}, microseconds{reading_.value},
                                  microseconds{staged_.value}, microseconds{applying_.value}};
    }
    intake.outcomes = {received_, accepted_, rejected_, added_, restated_, unchanged_, folded_, stale_};
    intake.error = error_;
    if (identical_to_.present()) intake.identical_to = identical_to_.value;
    return intake;
}

}  // namespace insightflow::sql
