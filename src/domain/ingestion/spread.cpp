#include "domain/ingestion/spread.hpp"

#include <algorithm>
#include <cstdlib>

namespace insightflow {

RowMeasures part_of_day(const RowMeasures& whole, int day, int days) {
    const auto share = [=](std::int64_t& value) {
        const std::int64_t rest = value % days;
        const std::int64_t sign = rest < 0 ? -1 : 1;
        value = value / days + (day < std::abs(rest) ? sign : 0);
    };
    RowMeasures part = whole;
    std::ranges::for_each(part.value, share);
    std::ranges::for_each(part.own_value, share);
    part.revenue_estimated = whole.present[static_cast<std::size_t>(Measure::revenue)];
    return part;
}

}  // namespace insightflow
