#include "domain/ingestion/fold.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "domain/ingestion/byte_dictionary.hpp"
#include "domain/ingestion/findings.hpp"
#include "domain/ingestion/row_findings.hpp"
#include "domain/money/exact.hpp"

namespace insightflow {
namespace {

constexpr std::uint32_t none = static_cast<std::uint32_t>(-1);

// Rows of one key as a chain in file order. first is none for a row that shares its key with no other.
struct Chains {
    std::vector<std::uint32_t> first;
    std::vector<std::uint32_t> next;
    std::vector<std::uint32_t> firsts;  // of keys with several rows, in file order
};

// Bucket and line, and what splits the row further; 0 where that does not count.
using Key = std::array<std::int64_t, 3>;

Key key_of(const BatchRows& rows, std::uint32_t row, bool is_split) {
    return {rows.facts.bucket[row], rows.facts.line[row], is_split ? std::int64_t{rows.breakdown[row]} : 0};
}

std::uint64_t hash_key(const Key& key, std::uint64_t seed) {
    return hash_bytes({reinterpret_cast<const char*>(key.data()), sizeof key}, seed);
}

Chains chain_equal_keys(const BatchRows& batch, bool is_split) {
    const auto rows = static_cast<std::uint32_t>(batch.facts.rows());
    Chains chains{std::vector<std::uint32_t>(rows, none), std::vector<std::uint32_t>(rows, none), {}};
    std::vector<std::uint32_t> last(rows, none);  // by first row of the key
    std::size_t slots = 16;
    while (slots < std::size_t{rows} * 2) slots *= 2;
    std::vector<std::uint32_t> table(slots, none);
    const std::uint64_t seed = hash_seed(table.data());
    for (std::uint32_t row = 0; row < rows; ++row) {
        const Key key = key_of(batch, row, is_split);
        std::size_t slot = hash_key(key, seed) & (slots - 1);
        while (table[slot] != none && key_of(batch, table[slot], is_split) != key)
            slot = (slot + 1) & (slots - 1);
        const std::uint32_t first = table[slot];
        if (first == none) {
            table[slot] = row;
            last[row] = row;
            continue;
        }
        if (chains.first[first] == none) {
            chains.first[first] = first;
            chains.firsts.push_back(first);
        }
        chains.first[row] = first;
        chains.next[last[first]] = row;
        last[first] = row;
    }
    std::ranges::sort(chains.firsts);
    return chains;
}

std::int64_t version_of(const FactColumns& facts, std::uint32_t row) {
    return facts.version.empty() ? 0 : facts.version[row];
}

bool equal_values(const FactColumns& facts, std::uint32_t left, std::uint32_t right) {
    if (facts.day[left] != facts.day[right] || facts.currency[left] != facts.currency[right]) return false;
    if (facts.revenue_estimated[left] != facts.revenue_estimated[right]) return false;
    const auto is_equal = [=](const MeasureColumn& column) {
        if (column.present[left] != column.present[right]) return false;
        return column.present[left] == 0 || column.value[left] == column.value[right];
    };
    return std::ranges::all_of(facts.measures, is_equal) &&
           std::ranges::all_of(facts.own_measures, is_equal, &OwnMeasure::column);
}

// A measure that is added up, ours or the source's own.
struct Summed {
    MeasureColumn* column = nullptr;
    std::int64_t limit = micros_max;
    Int128 sum = 0;
    bool is_present = false;
};

std::vector<Summed> measures_of(FactColumns& facts) {
    std::vector<Summed> measures;
    for (const Measure measure : all_measures)
        measures.push_back({&facts.of(measure), is_count(measure) ? INT64_MAX : micros_max});
    for (OwnMeasure& own : facts.own_measures) measures.push_back({&own.column});
    return measures;
}

class Folder {
public:
    Folder(BatchRows& rows, const TakeReject& take_reject)
        : rows_(rows), facts_(rows.facts), take_reject_(take_reject), measures_(measures_of(rows.facts)) {
        outcome_.state.assign(facts_.rows(), RowState::kept);
    }

    // is_split: rows that differ in what splits them further have different keys.
    void fold_keys(CollisionPolicy policy, bool is_split) {
        policy_ = policy;
        chains_ = chain_equal_keys(rows_, is_split);
        for (const std::uint32_t first : chains_.firsts) {
            if (const Finding* reason = settle(first))
                reject_all(rows_of(first), *reason);
            else
                fold_into_newest(first);
        }
    }

    // Of rows that were split further, after each part was settled by itself.
    void add_up_parts() {
        chains_ = chain_equal_keys(rows_, false);
        for (const std::uint32_t first : chains_.firsts) {
            std::vector<std::uint32_t> rows = rows_of(first);
            const auto is_rejected = [this](auto row) { return outcome_.state[row] == RowState::rejected; };
            if (std::ranges::any_of(rows, is_rejected)) {
                reject_all(std::move(rows), fault::collision_in_part);
                continue;
            }
            const std::uint32_t first_kept = keep_in_chain(rows);
            if (chains_.next[first_kept] == none) continue;
            if (const Finding* reason = sum_into_last(first_kept))
                reject_all(std::move(rows), *reason);
            else
                fold_into_newest(first_kept);
        }
    }

    FoldOutcome outcome() && {
        list_rejects();
        return std::move(outcome_);
    }

private:
    // nullptr: the newest row of the key stands for all.
    const Finding* settle(std::uint32_t first) {
        if (policy_ == CollisionPolicy::sum || is_both_hours(first)) return sum_into_last(first);
        if (policy_ == CollisionPolicy::last) return nullptr;
        if (!newest_are_equal(first)) return &fault::collision;
        note_unlike(first);
        return nullptr;
    }

    // Perhaps they are two facts, and nobody has said that the column tells them apart.
    void note_unlike(std::uint32_t first) {
        if (facts_.extra.empty()) return;
        const std::uint32_t newest = newest_of(first);
        for (std::uint32_t row = first; row != none; row = chains_.next[row]) {
            if (version_of(facts_, row) != version_of(facts_, newest) ||
                facts_.extra[row] == facts_.extra[newest])
                continue;
            if (outcome_.unlike++ == 0) outcome_.first_unlike = rows_.file_line[row];
        }
    }

    // The last row of the highest version.
    std::uint32_t newest_of(std::uint32_t first) const {
        std::uint32_t newest = first;
        for (std::uint32_t row = chains_.next[first]; row != none; row = chains_.next[row]) {
            if (version_of(facts_, row) >= version_of(facts_, newest)) newest = row;
        }
        return newest;
    }

    // Two rows for a local hour that came twice.
    bool is_both_hours(std::uint32_t first) const {
        const std::uint32_t second = chains_.next[first];
        return chains_.next[second] == none && std::ranges::binary_search(rows_.repeated_hours, first);
    }

    bool newest_are_equal(std::uint32_t first) const {
        const std::uint32_t newest = newest_of(first);
        for (std::uint32_t row = first; row != none; row = chains_.next[row]) {
            if (version_of(facts_, row) == version_of(facts_, newest) && !equal_values(facts_, newest, row))
                return false;
        }
        return true;
    }

    // Nothing is changed unless all can be added.
    const Finding* sum_into_last(std::uint32_t first) {
        for (Summed& measure : measures_) {
            measure.sum = 0;
            measure.is_present = false;
        }
        bool estimated = false;
        std::uint32_t last = first;
        for (std::uint32_t row = first; row != none; row = chains_.next[row]) {
            if (facts_.currency[row] != facts_.currency[first]) return &fault::collision_currencies;
            estimated = estimated || facts_.revenue_estimated[row] != 0;
            for (Summed& measure : measures_) {
                if (measure.column->present[row] == 0) continue;
                measure.sum += measure.column->value[row];
                measure.is_present = true;
            }
            last = row;
        }
        for (const Summed& measure : measures_)
            if (measure.sum > measure.limit || measure.sum < -Int128{measure.limit})
                return &fault::collision_out_of_range;
        for (const Summed& measure : measures_) {
            measure.column->value[last] = static_cast<std::int64_t>(measure.sum);
            measure.column->present[last] = measure.is_present ? 1 : 0;
        }
        facts_.revenue_estimated[last] = estimated ? 1 : 0;
        if (!facts_.version.empty()) facts_.version[last] = version_of(facts_, newest_of(first));
        return nullptr;
    }

    void fold_into_newest(std::uint32_t first) {
        const std::uint32_t newest = newest_of(first);
        for (std::uint32_t row = first; row != none; row = chains_.next[row]) {
            if (row == newest) continue;
            outcome_.state[row] = RowState::folded;
            ++outcome_.folded;
        }
    }

    std::vector<std::uint32_t> rows_of(std::uint32_t first) const {
        std::vector<std::uint32_t> rows;
        for (std::uint32_t row = first; row != none; row = chains_.next[row]) rows.push_back(row);
        return rows;
    }

    // The chain of those of its rows that are kept, of which there is one at least; its first.
    std::uint32_t keep_in_chain(const std::vector<std::uint32_t>& rows) {
        std::uint32_t first = none;
        std::uint32_t last = none;
        for (const std::uint32_t row : rows) {
            if (outcome_.state[row] != RowState::kept) continue;
            (first == none ? first : chains_.next[last]) = row;
            last = row;
        }
        chains_.next[last] = none;
        return first;
    }

    // One that is rejected already keeps its reason; one that was folded is not any more.
    void reject_all(std::vector<std::uint32_t> rows, const Finding& finding) {
        if (reasons_.empty()) reasons_.resize(facts_.rows());
        for (const std::uint32_t row : rows) {
            if (outcome_.state[row] == RowState::rejected) continue;
            if (outcome_.state[row] == RowState::folded) --outcome_.folded;
            outcome_.state[row] = RowState::rejected;
            ++outcome_.rejected;
            reasons_[row] = {&finding, static_cast<std::uint32_t>(rejected_keys_.size())};
        }
        rejected_keys_.push_back(std::move(rows));
    }

    void list_rejects() {
        if (outcome_.rejected == 0) return;
        for (std::uint32_t row = 0; row < facts_.rows(); ++row) {
            const bool is_kept = outcome_.rejects.size() < rejects_kept_max;
            if (!is_kept && !take_reject_) return;
            if (outcome_.state[row] != RowState::rejected) continue;
            RowFault fault = row_fault("", *reasons_[row].finding);
            fault.message += other_lines(row);
            Reject reject{rows_.row[row], rows_.file_line[row], {std::move(fault)}};
            if (take_reject_) take_reject_(reject);
            if (is_kept) outcome_.rejects.push_back(std::move(reject));
        }
    }

    // " (lines 3, 7)", or " (lines 3, 7, 9, 12, 15 and 4 more)"; where all stand on one line, their numbers
    // as rows.
    std::string other_lines(std::uint32_t row) {
        std::string text;
        std::size_t listed = 0;
        const std::vector<std::uint32_t>& chain = rejected_keys_[reasons_[row].key];
        const std::uint32_t any_other = row == chain[0] ? chain[1] : chain[0];
        const bool one_line = rows_.file_line[any_other] == rows_.file_line[row];
        const auto& place = one_line ? rows_.row : rows_.file_line;
        for (const std::uint32_t other : chain) {
            if (listed == collision_lines_max) break;
            if (other == row) continue;
            text += (listed++ == 0 ? "" : ", ") + std::to_string(place[other]);
        }
        const std::size_t others = chain.size() - 1;
        if (others > listed) text += " and " + std::to_string(others - listed) + " more";
        return std::string(one_line ? " (row" : " (line") + (others == 1 ? " " : "s ") + text + ")";
    }

    struct Reason {
        const Finding* finding = nullptr;
        std::uint32_t key = 0;  // place in rejected_keys_
    };

    BatchRows& rows_;
    FactColumns& facts_;
    CollisionPolicy policy_ = CollisionPolicy::reject;
    const TakeReject& take_reject_;
    std::vector<Summed> measures_;
    Chains chains_{};
    std::vector<Reason> reasons_{};                            // by row; empty where none is rejected
    std::vector<std::vector<std::uint32_t>> rejected_keys_{};  // their rows
    FoldOutcome outcome_{};
};

}  // namespace

FoldOutcome fold(BatchRows& rows, CollisionPolicy policy, const TakeReject& take_reject) {
    Folder folder(rows, take_reject);
    folder.fold_keys(policy, !rows.breakdown.empty());
    if (!rows.breakdown.empty()) folder.add_up_parts();
    return std::move(folder).outcome();
}

}  // namespace insightflow
