// csv-spectrum (npm): the files that tell a parser of CSV from a splitting at commas. Every byte of every
// field must be that of the JSON beside it.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>

#include "json/json_value.hpp"
#include "recording.hpp"

namespace insightflow {
namespace {

const std::filesystem::path folder = CSV_SPECTRUM_DIR;

std::string bytes_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// As Recording writes a row, without its line.
std::string recorded(const JsonValue& row) {
    std::string text;
    for (const JsonMember& member : row.members) text += " " + member.name + "='" + member.value.text + "'";
    return text;
}

std::vector<std::string> expected_rows(const std::string& name) {
    const auto json = parse_json(bytes_of(folder / "json" / (name + ".json")));
    if (!json) throw std::runtime_error(name + ": " + json.error().message);
    std::vector<std::string> rows;
    if (json->kind == JsonValue::Kind::object) rows.push_back(recorded(*json));
    for (const JsonValue& row : json->items) rows.push_back(recorded(row));
    // The package's own slip: its JSON has another telephone number than its CSV.
    if (name == "location_coordinates") {
        const std::string slip = "1234567890";
        rows.front().replace(rows.front().find(slip), slip.size(), "2095257564");
    }
    return rows;
}

TEST(CsvSpectrum, EveryFileIsReadToTheByte) {
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder / "csvs")) {
        const std::string name = entry.path().stem().string();
        const auto read = test::read_text(BodyFormat::csv, bytes_of(entry.path()));
        EXPECT_EQ(read.error, "") << name;
        std::vector<std::string> rows;
        for (const std::string& line : read.recording.lines) rows.push_back(line.substr(line.find(':') + 1));
        EXPECT_EQ(rows, expected_rows(name)) << name;
        ++files;
    }
    EXPECT_EQ(files, 12U);
}

}  // namespace
}  // namespace insightflow
