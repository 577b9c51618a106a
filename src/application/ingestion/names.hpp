// The names that stores and replies use for the enumerations of ingestion. Stable: they are stored.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "application/ingestion/intake_store.hpp"

namespace insightflow {

inline constexpr std::array<std::string_view, 7> intake_state_names{
    "queued", "loading", "done", "rejected", "failed", "undone", "undo_failed"};
inline constexpr std::array<std::string_view, 4> body_format_names{"csv", "json", "ndjson", "content"};
inline constexpr std::array<std::string_view, 3> collision_policy_names{"reject", "last", "sum"};

inline constexpr std::array<std::string_view, 2> decimal_mark_names{"point", "comma"};
inline constexpr std::array<std::string_view, 3> date_order_names{"dmy", "mdy", "ymd"};
inline constexpr std::array<std::string_view, 2> spread_names{"none", "even"};

constexpr std::string_view name_of(IntakeState state) {
    return intake_state_names[static_cast<std::size_t>(state)];
}
constexpr std::string_view name_of(BodyFormat format) {
    return body_format_names[static_cast<std::size_t>(format)];
}
constexpr std::string_view name_of(CollisionPolicy policy) {
    return collision_policy_names[static_cast<std::size_t>(policy)];
}

constexpr std::string_view name_of(DecimalMark mark) {
    return decimal_mark_names[static_cast<std::size_t>(mark)];
}
constexpr std::string_view name_of(DateOrder order) {
    return date_order_names[static_cast<std::size_t>(order)];
}

constexpr std::string_view name_of(Spread spread) { return spread_names[static_cast<std::size_t>(spread)]; }

// The enumerator of a name, nullopt where there is none: named<IntakeState>(intake_state_names, "queued").
template <class Enum, std::size_t size>
constexpr std::optional<Enum> named(const std::array<std::string_view, size>& names, std::string_view name) {
    for (std::size_t i = 0; i < size; ++i)
        if (names[i] == name) return static_cast<Enum>(i);
    return std::nullopt;
}

}  // namespace insightflow
