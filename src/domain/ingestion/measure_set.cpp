#include "domain/ingestion/measure_set.hpp"

#include <algorithm>
#include <string>

namespace insightflow {
namespace {

MeasureSet bit_of(Measure measure) { return MeasureSet{1} << static_cast<unsigned>(measure); }

}  // namespace

MeasureSet measures_of(const FactColumns& facts) {
    MeasureSet set = 0;
    for (const Measure measure : all_measures)
        if (std::ranges::find(facts.of(measure).present, 1) != facts.of(measure).present.end())
            set |= bit_of(measure);
    return set;
}

std::vector<Warning> missing_measures(MeasureSet used_to_carry, MeasureSet carries,
                                      std::int64_t restated_rows) {
    std::vector<Warning> warnings;
    for (const Measure measure : all_measures) {
        if ((used_to_carry & ~carries & bit_of(measure)) == 0) continue;
        const std::string name(name_of(measure));
        std::string message = "the source used to carry " + name + " and this batch does not";
        if (restated_rows > 0) message += ": the rows that it restates have none now";
        warnings.push_back({"missing_measure", name, std::move(message), restated_rows, 0});
    }
    return warnings;
}

}  // namespace insightflow
