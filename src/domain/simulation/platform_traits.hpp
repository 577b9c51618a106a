// The habits of the simulated platforms: when people look, what they do, what it costs.
#pragma once

#include <array>
#include <span>
#include <string_view>

namespace insightflow {

// Rates are parts per million, money is in cents, shares are percent.
struct PlatformTraits {
    std::string_view name;  // as normalise_platform() spells it
    std::string_view account_id;
    std::string_view account_name;
    std::array<int, 7> season;  // of a usual day, Monday first; 100 is usual
    std::array<int, 24> hours;  // weights, from midnight on
    int mobile_percent;
    int click_ppm;
    int click_cents;
    int conversion_ppm;
    int order_cents;
};

struct Market {
    std::string_view country;
    int percent;
};

// Google Ads, Meta Ads, TikTok Ads, LinkedIn Ads; the order is part of what the simulation says.
std::span<const PlatformTraits, 4> platform_traits();

// Every campaign runs in each of them; 100 percent together.
std::span<const Market, 3> markets();

}  // namespace insightflow
