// What became of a batch's rows. received = accepted + rejected; accepted = added + restated + unchanged +
// folded + stale. Always.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace insightflow {

struct RowOutcomes {
    std::int64_t received = 0;
    std::int64_t accepted = 0;
    std::int64_t rejected = 0;
    std::int64_t added = 0;      // "rows_new" outside: a key that was not there
    std::int64_t restated = 0;   // the key was there with other values
    std::int64_t unchanged = 0;  // the key was there with the same measures, currency and estimated mark
    std::int64_t folded = 0;     // merged into another row of the same batch
    std::int64_t stale = 0;      // the stored row has a higher precedence
    bool adds_up() const {
        return received == accepted + rejected && accepted == added + restated + unchanged + folded + stale;
    }
    friend bool operator==(const RowOutcomes&, const RowOutcomes&) = default;
};

// One fault of one row.
struct RowFault {
    std::string field{};  // the column as the sender wrote it; empty where the fault is of the row as a whole
    std::string code{};   // snake_case, stable: "not_a_number", "no_such_day", ...
    std::string message{};  // for a person
};

// A rejected row: row is its 1-based number among the batch's rows, line the 1-based line on which it begins.
struct Reject {
    std::uint64_t row = 0;
    std::uint64_t line = 0;
    std::vector<RowFault> faults{};
};

// Takes every rejected row of a batch, as it is found.
using TakeReject = std::function<void(const Reject&)>;

// Something accepted that the sender should look at, summed up over rows. first_line is 0 where it concerns
// the batch as a whole.
struct Warning {
    std::string code{};
    std::string field{};
    std::string message{};
    std::int64_t rows = 0;
    std::uint64_t first_line = 0;
    friend bool operator==(const Warning&, const Warning&) = default;
};

// Rejects kept one by one; the rest is only counted (the file itself stays in the archive).
inline constexpr std::size_t rejects_kept_max = 1000;

}  // namespace insightflow
