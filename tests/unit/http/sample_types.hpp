// Request and reply types that the tests of this folder share.
#pragma once

#include "http/core/describe.hpp"
#include "http/core/read_request.hpp"
#include "http/core/write_json.hpp"

namespace insightflow::http::sample {

enum class Grain { day, week, month };
constexpr auto enum_names(Grain) {
    return std::array{std::pair{Grain::day, std::string_view("day")},
                      std::pair{Grain::week, std::string_view("week")},
                      std::pair{Grain::month, std::string_view("month")}};
}

inline constexpr Pattern currency_code{
    .says = "three capital letters", .regex = "^[A-Z]{3}$", .matches = [](std::string_view text) {
        return text.size() == 3 &&
               text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string_view::npos;
    }};

struct RoiQuery {
    Day from{};
    std::optional<Day> to{};
    Grain grain = Grain::day;
    std::vector<std::string> platform{};
    std::optional<std::string> currency{};
    std::int64_t limit = 100;
    ExactNumber budget{};
    bool strict = false;
    int page = 1;
    std::optional<Timestamp> since{};

    static constexpr auto fields() {
        return std::tuple{
            required("from", &RoiQuery::from, "First day, inclusive."),
            defaulted("to", &RoiQuery::to, "Last day, inclusive."),
            defaulted("grain", &RoiQuery::grain, "Length of one row's period."),
            defaulted("platform", &RoiQuery::platform, "Only these platforms.",
                      {.min = 1, .max = 8, .count_max = 3}),
            defaulted("currency", &RoiQuery::currency, "Only this currency.", {.pattern = &currency_code}),
            defaulted("limit", &RoiQuery::limit, "Most rows returned.", {.min = 1, .max = 1000}),
            defaulted("budget", &RoiQuery::budget, "Only dearer ones.", {.min = 0}),
            defaulted("strict", &RoiQuery::strict, "Refuse rather than guess."),
            defaulted("page", &RoiQuery::page, "Which page."),
            defaulted("since", &RoiQuery::since, "Only rows changed since."),
        };
    }
};

struct RoiRow {
    static constexpr std::string_view schema_name = "RoiRow";
    Day period{};
    ExactNumber cost{};
    std::optional<ExactNumber> roi{};
    std::optional<std::int64_t> clicks{};
    std::optional<std::optional<std::string>> campaign{};

    static constexpr auto fields() {
        return std::tuple{
            required("period", &RoiRow::period, "First day of the period."),
            required("cost", &RoiRow::cost, "Cost."),
            nullable("roi", &RoiRow::roi, "Null when cost is zero."),
            omittable("clicks", &RoiRow::clicks, "Clicks."),
            omittable("campaign", &RoiRow::campaign, "Where grouped by campaign."),
        };
    }
};

struct RoiReply {
    static constexpr std::string_view schema_name = "RoiReply";
    std::vector<RoiRow> rows{};
    Grain grain = Grain::day;
    bool cached = false;
    Timestamp made_at{};
    std::vector<std::pair<std::string, ExactNumber>> metrics{};

    static constexpr auto fields() {
        return std::tuple{
            required("rows", &RoiReply::rows, "Rows by period."),
            required("grain", &RoiReply::grain, "Length of a period."),
            required("cached", &RoiReply::cached, "Whether it came from the cache."),
            required("made_at", &RoiReply::made_at, "When it was computed."),
            required("metrics", &RoiReply::metrics, "Totals by name of metric."),
        };
    }
};

struct Rule {
    std::string name{};
    ExactNumber threshold{};
    std::vector<Grain> grains{};
    std::optional<std::string> note{};
    static constexpr auto fields() {
        return std::tuple{
            required("name", &Rule::name, "Its name.", {.min = 1, .max = 10}),
            required("threshold", &Rule::threshold, "Where it fires."),
            defaulted("grains", &Rule::grains, "When it is looked at.", {.count_max = 2}),
            defaulted("note", &Rule::note, "For people."),
        };
    }
};

struct RuleSet {
    static constexpr std::string_view schema_name = "RuleSet";
    std::vector<Rule> rules{};
    std::vector<std::pair<std::string, std::int64_t>> weights{};
    static constexpr auto fields() {
        return std::tuple{
            required("rules", &RuleSet::rules, "The rules.", {.count_min = 1, .count_max = 5}),
            defaulted("weights", &RuleSet::weights, "Weight by name.", {.min = 0, .max = 9}),
        };
    }
};

struct PutRules {
    std::string id{};
    bool dry_run = false;
    RuleSet body{};
    static constexpr auto fields() {
        return std::tuple{
            required("id", &PutRules::id, "Which set.", {.min = 1, .max = 20}),
            defaulted("dry_run", &PutRules::dry_run, "Only look."),
            required("body", &PutRules::body, "The rules."),
        };
    }
};

struct Echo {
    static constexpr std::string_view schema_name = "Echo";
    std::string text{};
    static constexpr auto fields() { return std::tuple{required("text", &Echo::text, "What came.")}; }
};

}  // namespace insightflow::http::sample
