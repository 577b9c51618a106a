// Which of the shipped profiles a file is of: the last line is its headings, between TABs, and the lines
// before it are its first ones.
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "domain/ingestion/profile.hpp"
#include "fuzzers/drawn.hpp"
#include "fuzzers/shelf.hpp"

namespace {

using namespace insightflow;
using fuzzers::require;

constexpr std::size_t headings_max = 200;

std::vector<std::string> parts_of(std::string_view text, char separator) {
    std::vector<std::string> parts;
    while (!text.empty() && parts.size() < headings_max) {
        const std::size_t end = std::min(text.find(separator), text.size());
        parts.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

// By the words of the contract, as simply as can be: the size of the largest mark that fits, and 0 where
// none.
std::size_t fit_of(const Profile& profile, const std::vector<std::string>& headings,
                   const std::vector<HeadRow>& preamble) {
    std::size_t fit = 0;
    for (const ProfileMark& mark : profile.recognised_by) {
        const bool has_all = std::ranges::all_of(mark.headings, [&](const std::string& wanted) {
            return std::ranges::any_of(headings, [&](const std::string& heading) {
                return normalise_heading(heading) == normalise_heading(wanted);
            });
        });
        if (!has_all) continue;
        // None of the shipped ones looks at the first lines alone in another case than its own.
        const bool says =
            mark.first_lines.empty() || std::ranges::any_of(preamble, [&](const HeadRow& row) {
                return std::search(row.text.begin(), row.text.end(), mark.first_lines.begin(),
                                   mark.first_lines.end(), [](char one, char other) {
                                       const auto lower = [](char c) {
                                           return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
                                       };
                                       return lower(one) == lower(other);
                                   }) != row.text.end();
            });
        if (says) fit = std::max(fit, mark.headings.size() + (mark.first_lines.empty() ? 0 : 1));
    }
    return fit;
}

void check_found(const FoundProfile& found, const std::vector<Profile>& shelf,
                 const std::optional<std::string>& platform, const std::vector<std::string>& headings,
                 const std::vector<HeadRow>& preamble) {
    std::size_t best = 0;
    std::set<std::string> best_names;
    for (const Profile& profile : shelf) {
        if (platform && profile.platform && *platform != *profile.platform) continue;
        const std::size_t fit = fit_of(profile, headings, preamble);
        if (fit > best) best_names.clear();
        if (fit >= best && fit > 0) best_names.insert(profile.name);
        best = std::max(best, fit);
    }
    std::set<std::string> names(found.rivals.begin(), found.rivals.end());
    if (found.profile) {
        require(found.rivals.empty() && !found.why.empty(), "one profile is found, and why is told");
        names.insert(found.profile->name);
    }
    require(names == best_names, "found are those that fit best");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto profiles = fuzzers::shipped_profiles();
    fuzzers::Drawn drawn(data, size);
    const std::size_t draw = drawn.one_of(3);
    std::optional<std::string> platform;
    if (draw > 0) platform = draw == 1 ? "google_ads" : "meta_ads";
    std::vector<HeadRow> preamble;
    std::vector<std::string> headings;
    for (const std::string& line : parts_of(drawn.rest(), '\n')) {
        headings = parts_of(line, '\t');
        preamble.push_back({preamble.size() + 1, line, headings});
    }
    if (!preamble.empty()) preamble.pop_back();
    const FoundProfile found = find_profile({nullptr, profiles}, platform, headings, preamble);
    check_found(found, *profiles, platform, headings, preamble);
    std::vector<std::string> reversed(headings.rbegin(), headings.rend());
    const FoundProfile again = find_profile({nullptr, profiles}, platform, reversed, preamble);
    require(found.profile == again.profile && found.rivals == again.rivals,
            "the order of columns means nothing");
    if (found.profile) {
        ColumnMap map = map_by({}, *found.profile);
        if (const auto error = map.extend(headings))
            require(!error->message.empty(), "an error has a reason");
    }
    return 0;
}
