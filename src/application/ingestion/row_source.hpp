// Port: where rows are pulled from: the reporting interface of ad platforms, or the simulator of them. A
// platform says other figures about the same keys for days or weeks; pulling them again restates them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>

#include "application/ingestion/accept_batch.hpp"
#include "domain/base/result.hpp"
#include "domain/time/day.hpp"

namespace insightflow {

// What is constant for a source.
struct RowSourceTraits {
    IngestRequest batch{};  // of each body: its content type, source, currency, the accounts' time zone
    int restated_days = 0;  // for how long after a day its figures still change
};

struct PullWindow {
    Day first_day{};  // in the accounts' time zone, both inclusive
    Day last_day{};
    Timestamp as_of{};                 // now
    std::optional<Timestamp> since{};  // rows that have not changed after it need not be told again
};

using WriteBody = std::function<Result<void>(std::span<const std::byte>)>;

// One thread at a time.
class RowSource {
public:
    virtual ~RowSource() = default;
    virtual RowSourceTraits traits() const = 0;

    // Writes the rows of the window as one body, piece by piece, and gives their number; 0: nothing was
    // written. Errors: those of write; deadline_exceeded when stopped; unavailable where the platform does
    // not answer now.
    virtual Result<std::int64_t> pull(const PullWindow& window, const WriteBody& write,
                                      std::stop_token stop) = 0;
};

}  // namespace insightflow
