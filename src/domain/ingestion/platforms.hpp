// How platforms are spelled. One function, used for data and for filters alike, so that what was taken in is
// found again.
#pragma once

#include <string>
#include <string_view>

namespace insightflow {

// "Google", "AdWords", "google ads" -> "google_ads"; "Facebook", "Meta" -> "meta_ads"; ... A platform that is
// not known keeps its name, in ASCII lower case with blanks and dashes as single underscores. Applied to its
// own answer it changes nothing. Empty where the text holds nothing but blanks and separators.
std::string normalise_platform(std::string_view text);

}  // namespace insightflow
