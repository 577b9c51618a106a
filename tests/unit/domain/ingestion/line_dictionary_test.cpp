#include "domain/ingestion/line_dictionary.hpp"

#include <gtest/gtest.h>

#include "batch_fixture.hpp"

namespace insightflow {
namespace {

struct Looked {
    std::size_t spellings = 0;
    std::size_t faults = 0;
    std::vector<std::optional<std::string>> ids{};
};

// Looks up one row per campaign id.
Looked look_up(const std::vector<std::string>& ids) {
    const NormaliseText nfc = test::unchanged;
    LineDictionary dictionary("fb", nfc);
    Looked looked;
    for (const std::string& id : ids) {
        const TextChunk chunk = test::json_rows({{{"campaign_id", id}}});
        ColumnMap map;
        EXPECT_FALSE(map.extend(chunk.columns));
        const auto number = dictionary.find(RowView(chunk, 0, map));
        const LineSpelling& spelling = dictionary.spellings()[number];
        looked.faults += spelling.faults.size();
        if (spelling.faults.empty()) looked.ids.push_back(dictionary.lines()[spelling.line].campaign_id);
    }
    looked.spellings = dictionary.spellings().size();
    return looked;
}

TEST(LineDictionary, CellsOverTheLimitsDoNotFillIt) {
    const std::size_t alone = look_up({"short"}).spellings;
    std::vector<std::string> ids{"short"};
    for (char c = 'a'; c <= 'z'; ++c) ids.emplace_back(name_bytes_max + 1, c);
    const Looked looked = look_up(ids);
    EXPECT_EQ(looked.spellings, alone);
    EXPECT_EQ(looked.faults, 26U);
    EXPECT_EQ(looked.ids.size(), 1U);
}

TEST(LineDictionary, ManyBlanksAroundAnIdAreNotPartOfIt) {
    const std::string blanks(name_bytes_max, ' ');
    const Looked looked = look_up({"12", blanks + "12 ", blanks + "13"});
    EXPECT_EQ(looked.spellings, look_up({"12", "13"}).spellings);
    EXPECT_EQ(looked.ids, (std::vector<std::optional<std::string>>{"12", "12", "13"}));
}

}  // namespace
}  // namespace insightflow
