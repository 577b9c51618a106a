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

TEST(LineDictionary, AnIdThatASpreadsheetHasCutIsRefused) {
    using namespace test;
    BatchOptions options;
    options.platform = "fb";
    const auto batch = normalise(
        "date|campaign_id|clicks\n2024-01-15|1.79E+15|1\n2024-01-15|2E+08|1\n2024-01-15|2E+|1\n2024-01-15|E+"
        "1|1\n"
        "2024-01-15|aE+1|1\n2024-01-15|1E+b|1\n",
        options);
    EXPECT_EQ(faults_of(batch), "campaign_id:id_was_cut; campaign_id:id_was_cut");
    EXPECT_EQ(batch.outcomes.accepted, 4);
}

}  // namespace
}  // namespace insightflow
