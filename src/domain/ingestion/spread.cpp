#include "domain/ingestion/spread.hpp"

#include <cstdlib>

namespace insightflow {

RowMeasures part_of_day(const RowMeasures& whole, int day, int days) {
    RowMeasures part = whole;
    for (std::int64_t& value : part.value) {
        const std::int64_t rest = value % days;
        const std::int64_t sign = rest < 0 ? -1 : 1;
        value = value / days + (day < std::abs(rest) ? sign : 0);
    }
    part.revenue_estimated = whole.present[static_cast<std::size_t>(Measure::revenue)];
    return part;
}

}  // namespace insightflow
