#include "domain/ingestion/reading_notes.hpp"

namespace insightflow {

void note_profile(const FoundProfile& found, bool is_said, WarningTally& warnings) {
    if (found.profile)
        warnings.add({"profile", "",
                      "read by the profile " + found.profile->name + " (" + found.profile->title +
                          "): " + found.why + (is_said ? "" : "; profile=generic reads it without"),
                      0, 0});
}

void note_promotions(const ColumnMap& columns, WarningTally& warnings) {
    for (const ColumnReading& column : columns.readings())
        if (!column.promoted.empty())
            warnings.add({"promoted", column.heading,
                          "read as the " + std::string(name_of(column.promoted_as)) + " " + column.promoted +
                              " of the source",
                          0, 0});
}

void note_likeness(const ColumnMap& columns, WarningTally& warnings) {
    for (const ColumnReading& column : columns.readings()) {
        if (!column.is_used || column.origin != ColumnOrigin::likeness) continue;
        const std::string field(name_of(column.meaning->field));
        warnings.add({"like_heading", column.heading,
                      "the heading is not known, but like one: read as " + field +
                          "; where it is none, say map=" + column.heading + "=ignore",
                      0, 0});
    }
    for (const std::string& names : columns.undecided())
        warnings.add({"unclear_heading", "",
                      "several columns may be " + names + ": none of them is taken; say which with map", 0,
                      0});
}

}  // namespace insightflow
