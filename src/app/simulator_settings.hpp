// Settings of the simulator: DATA_SOURCE, ENABLED_SOURCES, INSIGHTFLOW_SIMULATE_EVERY, --demo-end. Each
// parser gives the value, or what is wrong with the text.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/base/result.hpp"
#include "domain/time/day.hpp"

namespace insightflow::app {

struct SimulatorSettings {
    bool demo = false;
    std::optional<Day> demo_end{};         // the demo's last day; yesterday where not given
    bool live = false;                     // DATA_SOURCE=fake
    std::vector<std::string> platforms{};  // of the live rows; empty: all
    std::chrono::milliseconds every{2'000};
};

inline constexpr std::chrono::milliseconds simulate_every_min{100};
inline constexpr std::chrono::milliseconds simulate_every_max{3'600'000};

// YYYY-MM-DD.
Result<std::optional<Day>> parse_demo_end(std::string_view text);

// "fake": true. Empty: false. "real" needs connectors, which there are none of yet.
Result<bool> parse_data_source(std::string_view text);

// "meta,google": platforms as normalise_platform() spells them; each one that the simulator knows, by any of
// its names. Empty: all.
Result<std::vector<std::string>> parse_enabled_sources(std::string_view text);

// "2s", "500ms", within the limits.
Result<std::chrono::milliseconds> parse_simulate_every(std::string_view text);

}  // namespace insightflow::app
