// How a batch is read: for who wants to know before it counts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/ingestion/column_map.hpp"

namespace insightflow {

struct BatchReading {
    std::string profile{};  // its name; empty where none is used
    std::string profile_why{};
    std::optional<std::string> platform{};      // of rows that name none, by options or profile
    std::vector<std::string> profile_rivals{};  // as FoundProfile has them
    std::vector<ColumnReading> columns{};
};

}  // namespace insightflow
