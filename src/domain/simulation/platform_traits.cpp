#include "domain/simulation/platform_traits.hpp"

namespace insightflow {
namespace {

// Searched all day, watched in the evening, worked with at the desk.
constexpr std::array<int, 24> all_day{18, 12, 9,  7,  8,  14, 26, 40, 52, 58, 60, 60,
                                      58, 57, 57, 56, 57, 60, 63, 66, 66, 60, 48, 30};
constexpr std::array<int, 24> evening{28, 18, 12, 8,  7,  10, 20, 34, 40, 42, 44, 48,
                                      54, 50, 46, 46, 50, 58, 68, 78, 86, 88, 74, 48};
constexpr std::array<int, 24> office{4,  3,  2,  2,  3,  8,  24, 56, 84, 92, 90, 82,
                                     70, 80, 86, 84, 76, 56, 34, 24, 20, 16, 11, 7};

constexpr std::array<PlatformTraits, 4> traits{
    PlatformTraits{"google_ads",
                   "g-1001",
                   "Search",
                   {108, 110, 107, 104, 98, 84, 89},
                   all_day,
                   62,
                   42'000,
                   95,
                   48'000,
                   7'200},
    PlatformTraits{"meta_ads",
                   "m-2002",
                   "Social",
                   {92, 94, 96, 99, 104, 112, 103},
                   evening,
                   84,
                   16'000,
                   58,
                   31'000,
                   5'600},
    PlatformTraits{"tiktok_ads",
                   "t-3003",
                   "Video",
                   {88, 90, 93, 97, 106, 118, 108},
                   evening,
                   96,
                   11'000,
                   34,
                   19'000,
                   4'300},
    PlatformTraits{"linkedin_ads",
                   "l-4004",
                   "B2B",
                   {116, 121, 119, 114, 102, 61, 67},
                   office,
                   38,
                   6'500,
                   410,
                   35'000,
                   26'000},
};

constexpr std::array<Market, 3> all_markets{{{"US", 52}, {"GB", 29}, {"DE", 19}}};

}  // namespace

std::span<const PlatformTraits, 4> platform_traits() { return traits; }

std::span<const Market, 3> markets() { return all_markets; }

}  // namespace insightflow
