// What docs/semantics.md says of a reporting currency, plainly: each row's money times the rate of its day,
// added up as fractions, rounded once when it is shown. The rates of the model have few digits, so that 128
// bits hold every fraction.
#pragma once

#include <array>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "model/model.hpp"

namespace model {

// Thousandths of a unit of the currency for one unit of the base, by currency and day.
struct Rates {
    std::string base;
    std::map<std::pair<std::string, int>, Wide> of_day;
};

// Cost, revenue and revenue / cost as they are shown; "null" where there is none, "no rate" where some of it
// has no rate.
using ShownMoney = std::array<std::string, 3>;

// By the groups of the query.
std::map<std::vector<Text>, ShownMoney> converted(const Store& store, Query query, const Rates& rates,
                                                  const std::string& into);

}  // namespace model
