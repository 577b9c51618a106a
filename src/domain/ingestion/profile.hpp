// What is known beforehand of the files that a platform hands out, or a team's own pipeline: what their
// headings mean, which of their columns split rows further than facts do, which rows are to be left out. A
// profile is data; the shipped ones are files in profiles/, own ones are sent to the server.
//
// A profile is named with a batch, or recognised by the headings and the first lines of its file. What the
// batch's options say counts more than its profile, and the profile more than the meaning of headings in
// general.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/ingestion/batch_options.hpp"
#include "domain/ingestion/column_map.hpp"
#include "domain/ingestion/columns.hpp"
#include "domain/ingestion/file_head.hpp"
#include "domain/ingestion/shape.hpp"

namespace insightflow {

// A file is of the profile where it has all of the headings, in any spelling, and one of the lines before
// them holds the text, in any case.
struct ProfileMark {
    std::vector<std::string> headings{};
    std::string first_lines{};
    friend bool operator==(const ProfileMark&, const ProfileMark&) = default;
};

// Of rows that say the same several times over, those that count: where the column holds the first of the
// values that the file has at all. Facebook's "omni_purchase" holds what "purchase" holds.
struct RowChoice {
    std::string column{};
    std::vector<std::string> first_of{};
    friend bool operator==(const RowChoice&, const RowChoice&) = default;
};

struct Profile {
    std::string name{};
    std::string title{};
    std::vector<std::string> notes{};       // what one should know of such files, in words
    std::optional<std::string> platform{};  // normalised; for rows that name none
    std::vector<ProfileMark> recognised_by{};
    // Earlier ones of a field before later ones. Columns that the file does not have are no fault.
    std::vector<ColumnChoice> columns{};
    // Columns that split what is one fact for us, such as the network: rows that differ in them alone are
    // added up, and rows that are equal in them too collide as any others do.
    std::vector<std::string> adds_up_over{};
    std::vector<Promotion> promotions{};  // where the settings of the source do not say otherwise
    std::optional<RowChoice> only_rows{};
    std::optional<CollisionPolicy> collisions{};  // where the batch's options do not say
    std::vector<std::string> empty{};             // cells that hold no value, beside those of every file
    std::vector<std::string> totals{};            // beginnings of a total row's label, beside the usual ones
    std::optional<DateOrder> date_order{};        // where neither options nor file tell
    std::optional<DecimalMark> decimal{};         // the same
    std::optional<Grain> grain{};                 // a file of another one is refused
    std::optional<Level> level{};                 // the same
    // Numbers of rows at which the platform cuts what it hands out: a file of just so many is warned of.
    std::vector<std::int64_t> row_limits{};
    friend bool operator==(const Profile&, const Profile&) = default;
};

inline constexpr std::string_view generic_profile = "generic";

// Of which profiles a batch may be.
struct ProfileShelf {
    std::shared_ptr<const Profile> said{};                // by the batch's options; null where they name none
    std::shared_ptr<const std::vector<Profile>> known{};  // may be null
    bool said_by_source = false;                          // said by the settings of the batch's source
};

// The profile that a batch is read by, and for whom why. profile is null where it is the generic one.
struct FoundProfile {
    std::shared_ptr<const Profile> profile{};
    std::string why{};                  // "it has the headings Impr., Cost and Campaign"
    std::vector<std::string> rivals{};  // names of several that fit alike; none of them is taken
};

// platform: as the batch's options have it; profiles of others are not recognised. Of those that fit, the one
// with the most headings in its mark; of two that fit alike none: that is asked.
FoundProfile find_profile(const ProfileShelf& shelf, const std::optional<std::string>& platform,
                          const std::vector<std::string>& headings, std::span<const HeadRow> preamble);

// What the columns of a batch mean by its options and its profile.
ColumnMap map_by(const BatchOptions& options, const Profile& profile);

}  // namespace insightflow
