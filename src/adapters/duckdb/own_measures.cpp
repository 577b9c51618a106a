#include "adapters/duckdb/own_measures.hpp"

#include <algorithm>
#include <string>

#include "domain/text/joined.hpp"

namespace insightflow::duckdb {
namespace {

constexpr std::string_view find =
    "SELECT name, is_amount FROM own_measure WHERE source_id = $1 ORDER BY slot";

constexpr std::string_view insert = "INSERT INTO own_measure VALUES ($1, $2, $3, $4, $5)";

std::string words_for(bool is_amount) { return is_amount ? "an amount" : "a measure that is no amount"; }

std::string names_of(const std::vector<NamedMeasure>& measures) {
    std::vector<std::string> names;
    for (const NamedMeasure& measure : measures) names.push_back(measure.name);
    return joined(names, ", ");
}

// The slot of the measure; a new one where it is new.
Result<std::size_t> slot_of(const NamedMeasure& measure, const std::string& source,
                            std::vector<NamedMeasure>& known) {
    const auto found = std::ranges::find(known, measure.name, &NamedMeasure::name);
    const auto slot = static_cast<std::size_t>(found - known.begin());
    if (found == known.end() && slot == own_measures_max)
        return Error{ErrorCode::unprocessable,
                     "source \"" + source + "\" has no room for the measure " + measure.name +
                         " of its own: " + std::to_string(own_measures_max) + " have been used (" +
                         names_of(known) +
                         "), and they stay. Use one of these names, or send the file to another source"};
    if (found == known.end()) {
        known.push_back(measure);
    } else if (found->is_amount != measure.is_amount) {
        return Error{ErrorCode::unprocessable,
                     "source \"" + source + "\" holds " + measure.name + " as " +
                         words_for(found->is_amount) + ", and this batch has it as " +
                         words_for(measure.is_amount) + ": set it as it was, or give it another name"};
    }
    return slot;
}

}  // namespace

std::vector<NamedMeasure> own_measures_of(Connection& connection, std::int32_t source_id) {
    std::vector<NamedMeasure> measures;
    for (Rows rows = connection.run(find, {source_id}); rows.next();)
        measures.push_back({std::string(rows.text(0)), rows.boolean(1)});
    return measures;
}

Result<std::vector<NamedMeasure>> find_slots(Connection& connection, std::int32_t source_id,
                                             std::span<ApplyingBatch> batches) {
    std::vector<NamedMeasure> known = own_measures_of(connection, source_id);
    const std::size_t known_before = known.size();
    for (ApplyingBatch& batch : batches) {
        for (const OwnMeasure& own : batch.staged.facts.own_measures) {
            const auto slot = slot_of(own.measure, batch.staged.source, known);
            if (!slot) return slot.error();
            batch.own_slots.push_back(*slot);
        }
    }
    for (std::size_t slot = known_before; slot < known.size(); ++slot)
        connection.run(insert,
                       {source_id, batches.front().staged.workspace.value, static_cast<std::int32_t>(slot),
                        std::string_view(known[slot].name), known[slot].is_amount});
    return known;
}

MeasureSet carried_by(const ApplyingBatch& batch) {
    MeasureSet set = measures_of(batch.staged.facts);
    for (const std::size_t slot : batch.own_slots) set |= bit_of_own(slot);
    return set;
}

}  // namespace insightflow::duckdb
