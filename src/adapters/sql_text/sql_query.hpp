// A statement and its parameters: no value is ever part of the text.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "domain/time/day.hpp"

namespace insightflow::sql_text {

using SqlValue = std::variant<std::int64_t, std::string, Day>;

// params[i] stands for $(i+1).
struct SqlQuery {
    std::string text{};
    std::vector<SqlValue> params{};
};

}  // namespace insightflow::sql_text
