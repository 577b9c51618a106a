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
                                      std::span<const NamedMeasure> own, std::int64_t restated_rows) {
    std::vector<Warning> warnings;
    const auto warn = [&](MeasureSet bit, const std::string& name) {
        if ((used_to_carry & ~carries & bit) == 0) return;
        std::string message = "the source used to carry " + name + " and this batch does not";
        if (restated_rows > 0) message += ": the rows that it restates have none now";
        warnings.push_back({"missing_measure", name, std::move(message), restated_rows, 0});
    };
    for (const Measure measure : all_measures) warn(bit_of(measure), std::string(name_of(measure)));
    for (std::size_t place = 0; place < own.size(); ++place) warn(bit_of_own(place), own[place].name);
    return warnings;
}

}  // namespace insightflow
