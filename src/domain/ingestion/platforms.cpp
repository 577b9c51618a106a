#include "domain/ingestion/platforms.hpp"

#include <algorithm>

#include "domain/text/spelling.hpp"

namespace insightflow {
namespace {

struct PlatformSpelling {
    std::string_view spelling;
    std::string_view platform;
};

// Folded spellings. Instagram, YouTube and the like are placements that some senders report beside their
// platform: taken for the platform itself, their rows would collide with its rows, so they keep their own
// names.
constexpr PlatformSpelling spellings[] = {
    {"google", "google_ads"},
    {"googleads", "google_ads"},
    {"google_adwords", "google_ads"},
    {"adwords", "google_ads"},
    {"meta", "meta_ads"},
    {"metaads", "meta_ads"},
    {"facebook", "meta_ads"},
    {"facebook_ads", "meta_ads"},
    {"facebookads", "meta_ads"},
    {"fb", "meta_ads"},
    {"fb_ads", "meta_ads"},
    {"tiktok", "tiktok_ads"},
    {"tiktokads", "tiktok_ads"},
    {"tik_tok", "tiktok_ads"},
    {"tik_tok_ads", "tiktok_ads"},
    {"linkedin", "linkedin_ads"},
    {"linkedinads", "linkedin_ads"},
    {"linked_in", "linkedin_ads"},
    {"microsoft", "microsoft_ads"},
    {"microsoftads", "microsoft_ads"},
    {"microsoft_advertising", "microsoft_ads"},
    {"bing", "microsoft_ads"},
    {"bing_ads", "microsoft_ads"},
    {"bingads", "microsoft_ads"},
    {"snapchat", "snapchat_ads"},
    {"snap", "snapchat_ads"},
    {"pinterest", "pinterest_ads"},
    {"reddit", "reddit_ads"},
    {"x", "x_ads"},
    {"twitter", "x_ads"},
    {"twitter_ads", "x_ads"},
    {"amazon", "amazon_ads"},
    {"amazonads", "amazon_ads"},
    {"amazon_advertising", "amazon_ads"},
    {"apple", "apple_search_ads"},
    {"apple_ads", "apple_search_ads"},
    {"apple_search", "apple_search_ads"},
    {"asa", "apple_search_ads"},
};

}  // namespace

std::string normalise_platform(std::string_view text) {
    std::string folded = folded_spelling(text, "-");
    const auto* known = std::ranges::find(spellings, folded, &PlatformSpelling::spelling);
    return known == std::end(spellings) ? folded : std::string(known->platform);
}

}  // namespace insightflow
