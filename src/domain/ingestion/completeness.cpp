#include "domain/ingestion/completeness.hpp"

#include <algorithm>

#include "domain/ingestion/findings.hpp"
#include "domain/text/printable.hpp"
#include "domain/text/spelling.hpp"

namespace insightflow {
namespace {

bool holds_row_of(const CompleteFor& scope, const FactColumns& facts) {
    const auto from = scope.from.time_since_epoch().count();
    const auto to = scope.to.time_since_epoch().count();
    for (std::size_t row = 0; row < facts.rows(); ++row) {
        if (facts.day[row] >= from && facts.day[row] <= to &&
            facts.lines[facts.line[row]].account_id == scope.account)
            return true;
    }
    return false;
}

Error refused(const std::string& why) {
    return invalid_argument("the option complete_for cannot be followed: " + why);
}

}  // namespace

std::optional<CompleteFor> complete_for_of(std::string_view text) {
    constexpr std::string_view example = "2026-01-01..2026-01-28";
    const std::size_t days_at = text.size() < example.size() ? 0 : text.size() - example.size();
    const std::string_view days = text.substr(days_at);
    const auto from = parse_day(days.substr(0, std::min<std::size_t>(10, days.size())));
    const auto to = parse_day(days.size() < example.size() ? std::string_view() : days.substr(12));
    if (!from || !to || days.substr(10, 2) != ".." || *to < *from) return std::nullopt;
    if (days_at == 0) return CompleteFor{std::nullopt, *from, *to};
    const std::string_view account = trimmed(text.substr(0, days_at - 1));
    if (text[days_at - 1] != ':' || account.empty() || account.size() > id_bytes_max ||
        holds_control(account))
        return std::nullopt;
    return CompleteFor{std::string(account), *from, *to};
}

std::string text_of(const CompleteFor& scope) {
    return (scope.account ? *scope.account + ":" : std::string()) + day_text(scope.from) + ".." +
           day_text(scope.to);
}

std::optional<Error> refused_completeness(const CompleteFor& scope, const CheckedBatch& batch) {
    if (batch.shape.grain == Grain::event)
        return refused("it is for day and hour rows, and these are events");
    if (batch.shape.versions != VersionKind::none)
        return refused(
            "rows that are not there have no version to compare; leave version_column or complete_for out");
    if (batch.outcomes.rejected > 0)
        return refused(std::to_string(batch.outcomes.rejected) +
                       (batch.outcomes.rejected == 1 ? " row is" : " rows are") +
                       " rejected, so the batch is not complete");
    if (!holds_row_of(scope, batch.facts))
        return refused(
            "no row is " +
            (scope.account ? "of the account '" + *scope.account + "'" : std::string("without an account")) +
            " in these days");
    return std::nullopt;
}

}  // namespace insightflow
