#include "http/core/write_query.hpp"

#include <gtest/gtest.h>

namespace insightflow::http {
namespace {

enum class Mood : std::uint8_t { calm, wild };

constexpr auto enum_names(Mood) {
    return std::array{std::pair{Mood::calm, std::string_view("calm")},
                      std::pair{Mood::wild, std::string_view("-wild")}};
}

struct Asked {
    std::optional<std::string> name{}, other{};
    std::optional<Day> from{};
    std::int64_t limit = 50;
    Mood mood{};
    static constexpr auto fields() {
        return std::tuple{defaulted("name", &Asked::name, ""), defaulted("other", &Asked::other, ""),
                          defaulted("from", &Asked::from, ""), defaulted("limit", &Asked::limit, ""),
                          defaulted("mood", &Asked::mood, "")};
    }
};

TEST(WriteQuery, HoldsWhatIsSetAndReadsBack) {
    Asked asked;
    EXPECT_EQ(query_text(asked), "?limit=50&mood=calm");
    asked.name = "Grüße & 100% \"a=b\"";
    asked.from = parse_day("2024-02-29");
    asked.limit = 3;
    asked.mood = Mood::wild;
    const std::string text = query_text(asked);
    EXPECT_EQ(text, "?name=Gr%C3%BC%C3%9Fe%20%26%20100%25%20%22a%3Db%22&from=2024-02-29&limit=3&mood=-wild");
    FaultList faults;
    const Parameters read = query_parameters(text.substr(1), faults);
    EXPECT_TRUE(faults.empty());
    EXPECT_EQ(read.at(0), (Parameter{"name", *asked.name}));
}

}  // namespace
}  // namespace insightflow::http
