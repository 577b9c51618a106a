#include "http/api/profile_fields.hpp"

#include <algorithm>

#include "domain/ingestion/platforms.hpp"
#include "domain/text/printable.hpp"
#include "http/core/read_request.hpp"
#include "http/core/write_json.hpp"

namespace insightflow::http {
namespace {

void read_columns(const ProfileFields& fields, const std::string& pointer, Profile& profile,
                  FaultList& faults) {
    for (std::size_t i = 0; i < fields.columns.size(); ++i) {
        const auto fault = [&](const std::string& what) {
            faults.add(pointer_to(pointer, std::to_string(i)), what);
        };
        auto choice = column_choice(fields.columns[i]);
        if (!choice) {
            fault("must be HEADING=FIELD, as in the option map");
            continue;
        }
        const std::string heading = normalise_heading(choice->heading);
        const auto is_same = [&](const ColumnChoice& other) {
            return normalise_heading(other.heading) == heading;
        };
        if (std::ranges::any_of(profile.columns, is_same))
            fault("names the column " + in_quotes(choice->heading) + " again");
        profile.columns.push_back(std::move(*choice));
    }
}

void read_promotions(const ProfileFields& fields, const std::string& pointer, Profile& profile,
                     FaultList& faults) {
    profile.promotions = promotions_of(fields.promotions);
    for (const PromotionFault& fault : faults_of(profile.promotions))
        faults.add(pointer_to(pointer_to(pointer, std::to_string(fault.place)), fault.place_in_it()),
                   fault.detail);
}

}  // namespace

Result<Profile> profile_of(const ProfileFields& fields, std::string_view root) {
    FaultList faults;
    Profile profile;
    profile.name = fields.name;
    profile.title = fields.title;
    profile.notes = fields.notes;
    if (fields.platform) {
        profile.platform = normalise_platform(*fields.platform);
        if (profile.platform->empty())
            faults.add(pointer_to(std::string(root), "platform"), "is no platform");
    }
    for (const MarkFields& mark : fields.recognised_by)
        profile.recognised_by.push_back({mark.headings, mark.first_lines.value_or("")});
    read_columns(fields, pointer_to(std::string(root), "columns"), profile, faults);
    read_promotions(fields, pointer_to(std::string(root), "promotions"), profile, faults);
    profile.adds_up_over = fields.adds_up_over;
    if (fields.only_rows) profile.only_rows = RowChoice{fields.only_rows->column, fields.only_rows->first_of};
    profile.collisions = fields.collisions;
    profile.empty = fields.empty;
    profile.totals = fields.totals;
    profile.date_order = fields.date_order;
    profile.decimal = fields.decimal;
    profile.grain = fields.grain;
    profile.level = fields.level;
    profile.row_limits = fields.row_limits;
    if (!faults.empty()) return invalid_argument("The profile is wrong.", std::move(faults).take());
    return profile;
}

ProfileFields fields_of(const Profile& profile) {
    ProfileFields out;
    out.name = profile.name;
    out.title = profile.title;
    out.notes = profile.notes;
    out.platform = profile.platform;
    for (const ProfileMark& mark : profile.recognised_by) {
        MarkFields& fields = out.recognised_by.emplace_back();
        fields.headings = mark.headings;
        if (!mark.first_lines.empty()) fields.first_lines = mark.first_lines;
    }
    for (const ColumnChoice& choice : profile.columns) out.columns.push_back(text_of(choice));
    out.promotions = fields_of(profile.promotions);
    out.adds_up_over = profile.adds_up_over;
    if (profile.only_rows)
        out.only_rows = RowChoiceFields{profile.only_rows->column, profile.only_rows->first_of};
    out.collisions = profile.collisions;
    out.empty = profile.empty;
    out.totals = profile.totals;
    out.date_order = profile.date_order;
    out.decimal = profile.decimal;
    out.grain = profile.grain;
    out.level = profile.level;
    out.row_limits = profile.row_limits;
    return out;
}

Result<Profile> read_profile(const std::string& text) {
    constexpr std::string_view root = "#";
    const auto json = parse_json(text, root);
    if (!json) return json.error();
    FaultList faults;
    ProfileFields fields;
    read_json(*json, {}, fields, std::string(root), faults);
    if (!faults.empty()) return invalid_argument("The profile is wrong.", std::move(faults).take());
    return profile_of(fields, root);
}

std::string profile_as_text(const Profile& profile) { return json_text(fields_of(profile)); }

}  // namespace insightflow::http
