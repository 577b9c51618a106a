#include "app/simulator_settings.hpp"

#include <algorithm>
#include <charconv>

#include "domain/ingestion/platforms.hpp"
#include "domain/simulation/platform_traits.hpp"

namespace insightflow::app {

Result<std::optional<Day>> parse_demo_end(std::string_view text) {
    const auto day = parse_day(text);
    if (!day) return invalid_argument("'" + std::string(text) + "' is not a day as YYYY-MM-DD");
    return day;
}

Result<bool> parse_data_source(std::string_view text) {
    if (text.empty()) return false;
    if (text == "fake") return true;
    if (text == "real")
        return invalid_argument(
            "'real' wants connectors to the ad platforms, which this version does not have yet: send their "
            "exports to /api/v1/data/ingest, or use fake for simulated rows");
    return invalid_argument("'" + std::string(text) + "' is not fake (simulated rows) or empty (none)");
}

Result<std::vector<std::string>> parse_enabled_sources(std::string_view text) {
    std::vector<std::string> platforms;
    while (!text.empty()) {
        const std::size_t comma = std::min(text.find(','), text.size());
        const std::string_view word = text.substr(0, comma);
        text.remove_prefix(std::min(comma + 1, text.size()));
        const std::string platform = normalise_platform(word);
        if (std::ranges::find(platform_traits(), platform, &PlatformTraits::name) == platform_traits().end())
            return invalid_argument("'" + std::string(word) +
                                    "' is not meta, google, tiktok or linkedin (a comma between them)");
        if (std::ranges::find(platforms, platform) == platforms.end()) platforms.push_back(platform);
    }
    return platforms;
}

Result<std::chrono::milliseconds> parse_simulate_every(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
    const std::int64_t unit_ms = unit == "s" ? 1000 : unit == "ms" ? 1 : 0;
    const bool in_range = error == std::errc{} && unit_ms > 0 && number >= 0 &&
                          number <= simulate_every_max.count() / unit_ms &&
                          number * unit_ms >= simulate_every_min.count();
    if (!in_range)
        return invalid_argument("'" + std::string(text) + "' is not a time from 100ms to 3600s, such as 2s");
    return std::chrono::milliseconds{number * unit_ms};
}

}  // namespace insightflow::app
