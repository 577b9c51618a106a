#include <gtest/gtest.h>

#include "unit/http/sample_types.hpp"

namespace insightflow::http {
namespace {

using sample::RoiReply;
using sample::RoiRow;

TEST(WriteJson, NumbersComeFromTheirExactText) {
    struct Case {
        ExactNumber number;
        const char* text;
    };
    for (const auto& [number, text] :
         {Case{from_micros(100'000'000), "100"}, Case{from_micros(25'500'000), "25.5"},
          Case{from_micros(-1), "-0.000001"}, Case{from_count(0), "0"},
          Case{from_count(Int128{9'007'199'254'740'993}), "9007199254740993"}})
        EXPECT_EQ(json_text(number), text);
}

TEST(WriteJson, NullableIsNullAndOmittableIsLeftOut) {
    EXPECT_EQ(json_text(RoiRow{.period = *parse_day("2024-01-01")}),
              R"({"period":"2024-01-01","cost":0,"roi":null})");
}

TEST(WriteJson, AnOmittableThatIsThereCanBeNull) {
    const auto row_of = [](std::optional<std::string> campaign) {
        return json_text(RoiRow{.period = *parse_day("2024-01-01"),
                                .roi = from_micros(1'500'000),
                                .clicks = 3,
                                .campaign = std::make_optional(std::move(campaign))});
    };
    EXPECT_EQ(row_of(std::nullopt),
              R"({"period":"2024-01-01","cost":0,"roi":1.5,"clicks":3,"campaign":null})");
    EXPECT_EQ(row_of("x"), R"({"period":"2024-01-01","cost":0,"roi":1.5,"clicks":3,"campaign":"x"})");
}

TEST(WriteJson, AReplyKeepsTheOrderOfItsFields) {
    const RoiReply reply{.grain = sample::Grain::month,
                         .cached = true,
                         .made_at = Timestamp{*parse_day("2024-01-31")} + std::chrono::seconds{3661},
                         .metrics = {{"roi \"x\"", from_micros(2'000'000)}, {"cpc", {}}}};
    EXPECT_EQ(json_text(reply), R"({"rows":[],"grain":"month","cached":true,)"
                                R"("made_at":"2024-01-31T01:01:01Z","metrics":{"roi \"x\"":2,"cpc":0}})");
}

TEST(WriteJson, AChoiceIsWhatWasChosen) {
    using Choice = std::variant<sample::Echo, sample::RoiRow>;
    EXPECT_EQ(json_text(Choice{sample::Echo{"a"}}), R"({"text":"a"})");
    SchemaBook book;
    EXPECT_EQ(print_json(describe<Choice>(book, Direction::reply)),
              R"({"oneOf":[{"$ref":"#/components/schemas/Echo"},{"$ref":"#/components/schemas/RoiRow"}]})");
}

}  // namespace
}  // namespace insightflow::http
