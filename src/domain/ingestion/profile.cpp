#include "domain/ingestion/profile.hpp"

#include <algorithm>
#include <set>

#include "domain/text/joined.hpp"
#include "domain/text/spelling.hpp"

namespace insightflow {
namespace {

struct File {
    std::set<std::string> headings{};  // normalised
    std::vector<std::string> lines{};  // before the headings, in lower case
};

bool has(const File& file, const ProfileMark& mark) {
    const auto is_there = [&](const std::string& heading) {
        return file.headings.contains(normalise_heading(heading));
    };
    const std::string text = lower_ascii(mark.first_lines);
    const auto says = [&](const std::string& line) { return line.find(text) != std::string::npos; };
    return std::ranges::all_of(mark.headings, is_there) &&
           (text.empty() || std::ranges::any_of(file.lines, says));
}

// How much of the file the mark tells: its lines before the headings are worth one.
std::size_t weight_of(const ProfileMark& mark) {
    return mark.headings.size() + (mark.first_lines.empty() ? 0 : 1);
}

// nullptr where the file has none of them.
const ProfileMark* weightiest_mark(const Profile& profile, const File& file) {
    const ProfileMark* found = nullptr;
    for (const ProfileMark& mark : profile.recognised_by)
        if (has(file, mark) && (found == nullptr || weight_of(mark) > weight_of(*found))) found = &mark;
    return found;
}

std::string reason(const ProfileMark& mark) {
    std::string why;
    if (!mark.headings.empty()) why = "it has the headings " + joined(mark.headings, ", ");
    if (!mark.first_lines.empty())
        why += (why.empty() ? "" : ", and ") + std::string("its first lines say '") + mark.first_lines + "'";
    return why;
}

}  // namespace

FoundProfile find_profile(const ProfileShelf& shelf, const std::optional<std::string>& platform,
                          const std::vector<std::string>& headings, std::span<const HeadRow> preamble) {
    if (shelf.said != nullptr) {
        const bool is_generic = shelf.said->name == generic_profile;
        const char* why = shelf.said_by_source ? "the settings of its source name it" : "the batch names it";
        return {is_generic ? nullptr : shelf.said, why, {}};
    }
    if (shelf.known == nullptr) return {};
    File file;
    for (const std::string& heading : headings) file.headings.insert(normalise_heading(heading));
    for (const HeadRow& row : preamble) file.lines.push_back(lower_ascii(row.text));

    FoundProfile found;
    std::size_t weight = 0;
    for (const Profile& profile : *shelf.known) {
        if (platform && profile.platform && *platform != *profile.platform) continue;
        const ProfileMark* mark = weightiest_mark(profile, file);
        if (mark == nullptr || weight_of(*mark) < weight) continue;
        if (weight_of(*mark) > weight) {
            // It lives as long as the shelf.
            found = {std::shared_ptr<const Profile>(shelf.known, &profile), reason(*mark), {}};
            weight = weight_of(*mark);
        } else {
            found.rivals.push_back(profile.name);
        }
    }
    if (found.rivals.empty()) return found;
    found.rivals.insert(found.rivals.begin(), found.profile->name);
    return {nullptr, "", std::move(found.rivals)};
}

ColumnMap map_by(const BatchOptions& options, const Profile& profile) {
    ColumnMap map(options.version_column.value_or(""), options.columns, profile.columns,
                  merged(options.promotions, profile.promotions));
    map.take_for_empty(profile.empty);
    return map;
}

}  // namespace insightflow
