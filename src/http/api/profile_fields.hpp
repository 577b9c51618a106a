// A profile as JSON: what the server is sent, what it stores, and what the shipped files are.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "application/ingestion/profiles.hpp"
#include "http/api/ingest_fields.hpp"
#include "http/api/promotion_fields.hpp"
#include "http/core/field.hpp"

namespace insightflow {

constexpr auto enum_names(Grain) {
    return std::array{std::pair{Grain::day, std::string_view("day")},
                      std::pair{Grain::hour, std::string_view("hour")},
                      std::pair{Grain::event, std::string_view("event")}};
}
constexpr auto enum_names(Level) {
    return std::array{std::pair{Level::account, std::string_view("account")},
                      std::pair{Level::campaign, std::string_view("campaign")},
                      std::pair{Level::ad_group, std::string_view("ad_group")},
                      std::pair{Level::ad, std::string_view("ad")}};
}

}  // namespace insightflow

namespace insightflow::http {

inline constexpr Bounds profile_text{.min = 1, .max = 256, .count_max = profile_columns_max};

struct MarkFields {
    static constexpr std::string_view schema_name = "ProfileMark";
    std::vector<std::string> headings{};
    std::optional<std::string> first_lines{};
    static constexpr auto fields() {
        using M = MarkFields;
        return std::tuple{
            required("headings", &M::headings, "Headings that the file has, all of them, in any spelling.",
                     profile_text),
            defaulted("first_lines", &M::first_lines,
                      "A text in one of the lines before the headings, in any case.", profile_text)};
    }
};

struct RowChoiceFields {
    static constexpr std::string_view schema_name = "ProfileRows";
    std::string column{};
    std::vector<std::string> first_of{};
    static constexpr auto fields() {
        using R = RowChoiceFields;
        return std::tuple{
            required("column", &R::column, "Heading of the column.", profile_text),
            required("first_of", &R::first_of,
                     "Values of the column. Rows with the first of them that the file has at all "
                     "count; the others are left out.",
                     {.min = 1, .max = 256, .count_min = 1, .count_max = 100})};
    }
};

struct ProfileFields {
    static constexpr std::string_view schema_name = "Profile";
    std::string name{}, title{};
    std::vector<std::string> notes{};
    std::optional<std::string> platform{};
    std::vector<MarkFields> recognised_by{};
    std::vector<std::string> columns{}, adds_up_over{};
    std::vector<PromotionFields> promotions{};
    std::optional<RowChoiceFields> only_rows{};
    std::optional<CollisionPolicy> collisions{};
    std::vector<std::string> empty{}, totals{};
    std::optional<DateOrder> date_order{};
    std::optional<DecimalMark> decimal{};
    std::optional<Grain> grain{};
    std::optional<Level> level{};
    std::vector<std::int64_t> row_limits{};

    static constexpr auto fields() {
        using P = ProfileFields;
        return std::tuple{
            required("name", &P::name, "What batches name it by.", {.pattern = &profile_name}),
            required("title", &P::title, "What it is for, in words.", profile_text),
            defaulted("notes", &P::notes, "What one should know of such files: traps, in words.",
                      {.min = 1, .max = 500, .count_max = 20}),
            defaulted("platform", &P::platform, "Ad platform of rows that name none.",
                      {.min = 1, .max = platform_bytes_max}),
            defaulted(
                "recognised_by", &P::recognised_by,
                "A file is of the profile where one of these fits; of an own profile this means nothing: "
                "batches name it.",
                {.count_max = 50}),
            defaulted(
                "columns", &P::columns,
                "What headings mean, as HEADING=FIELD like the option map, nearer ones before others of "
                "the same field. Columns that a file does not have are no fault.",
                {.min = 3, .max = 512, .count_max = profile_columns_max}),
            defaulted(
                "promotions", &P::promotions,
                "Columns that become dimensions or measures of the source's own. What the settings of the "
                "source say of a column or a name counts more.",
                {.count_max = static_cast<std::int64_t>(promotions_of_a_source_max)}),
            defaulted(
                "adds_up_over", &P::adds_up_over,
                "Columns that split what is one fact: rows that differ in them alone are added up; rows "
                "that are equal in them too collide as any others.",
                {.min = 1, .max = 256, .count_max = 50}),
            defaulted("only_rows", &P::only_rows,
                      "For files that say the same several times over: the rows that count."),
            defaulted("collisions", &P::collisions,
                      "Policy for different rows of one key: the option, where a "
                      "batch does not give it."),
            defaulted("empty", &P::empty, "Texts of cells that hold no value, beside the usual ones.",
                      {.min = 1, .max = 64, .count_max = 50}),
            defaulted("totals", &P::totals, "Beginnings of the label of a total row, beside the usual ones.",
                      {.min = 1, .max = 64, .count_max = 50}),
            defaulted("date_order", &P::date_order,
                      "Which of 3/4/2024 is the month, where neither a batch's options nor the file tell."),
            defaulted("decimal", &P::decimal,
                      "The decimal mark, where neither a batch's options nor the file tell."),
            defaulted("grain", &P::grain, "Files of another grain are refused."),
            defaulted("level", &P::level, "Files of another level are refused."),
            defaulted("row_limits", &P::row_limits,
                      "Numbers of rows at which files are cut without a word: one of just so many rows is "
                      "warned of.",
                      {.min = 1, .max = 5'000'000, .count_max = 10})};
    }
};

// Errors: invalid_argument with a fault for each field that is wrong; root: of their pointers.
Result<Profile> profile_of(const ProfileFields& fields, std::string_view root);
ProfileFields fields_of(const Profile& profile);

// Of a profile as JSON text. Errors as profile_of().
Result<Profile> read_profile(const std::string& text);
std::string profile_as_text(const Profile& profile);

}  // namespace insightflow::http
