#include "fuzzers/shelf.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <boost/json.hpp>

#include "fuzzers/drawn.hpp"

namespace insightflow::fuzzers {
namespace {

std::vector<std::string> texts(const boost::json::object& json, const char* key) {
    std::vector<std::string> out;
    if (const auto* value = json.if_contains(key))
        for (const auto& text : value->as_array()) out.emplace_back(text.as_string());
    return out;
}

std::string text(const boost::json::object& json, const char* key) {
    const auto* value = json.if_contains(key);
    return value == nullptr ? "" : std::string(value->as_string());
}

Profile profile_in(const boost::json::object& json) {
    Profile profile;
    profile.name = text(json, "name");
    if (json.contains("platform")) profile.platform = text(json, "platform");
    if (const auto* marks = json.if_contains("recognised_by"))
        for (const auto& mark : marks->as_array())
            profile.recognised_by.push_back(
                {texts(mark.as_object(), "headings"), text(mark.as_object(), "first_lines")});
    for (const std::string& column : texts(json, "columns")) {
        const auto choice = column_choice(column);
        require(choice.has_value(), "a shipped profile names fields", column);
        profile.columns.push_back(*choice);
    }
    profile.adds_up_over = texts(json, "adds_up_over");
    if (const auto* rows = json.if_contains("only_rows"))
        profile.only_rows =
            RowChoice{text(rows->as_object(), "column"), texts(rows->as_object(), "first_of")};
    profile.empty = texts(json, "empty");
    profile.totals = texts(json, "totals");
    if (json.contains("date_order"))
        profile.date_order =
            text(json, "date_order") == "mdy" ? DateOrder::month_first : DateOrder::day_first;
    return profile;
}

}  // namespace

std::shared_ptr<const std::vector<Profile>> shipped_profiles() {
    auto profiles = std::make_shared<std::vector<Profile>>();
    for (const auto& entry : std::filesystem::directory_iterator(PROFILES_DIR)) {
        if (entry.path().extension() != ".json") continue;
        std::ifstream file(entry.path());
        const std::string bytes{std::istreambuf_iterator<char>(file), {}};
        profiles->push_back(profile_in(boost::json::parse(bytes).as_object()));
    }
    require(!profiles->empty(), "there are shipped profiles", PROFILES_DIR);
    return profiles;
}

}  // namespace insightflow::fuzzers
