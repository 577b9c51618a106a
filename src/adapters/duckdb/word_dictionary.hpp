// Dictionaries of plain words that all workspaces share: platforms, countries, devices, currencies. They are
// small, so one is read whole and asked in memory.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "adapters/duckdb/connection.hpp"

namespace insightflow::duckdb {

// Where a dictionary is, and the statement that reads its ids and names.
struct WordTable {
    const char* table;
    std::string_view read;
};

inline constexpr WordTable platform_words{"platform", "SELECT platform_id, name FROM platform"};
inline constexpr WordTable country_words{"country", "SELECT country_id, name FROM country"};
inline constexpr WordTable device_words{"device", "SELECT device_id, name FROM device"};
inline constexpr WordTable currency_words{"currency", "SELECT currency_id, name FROM currency"};

class WordDictionary {
public:
    WordDictionary(Connection& connection, const WordTable& table);

    // The word's id; a new one for a new word.
    std::int32_t id_of(const std::string& word);

    // Writes the new words.
    void save();

private:
    Connection& connection_;
    const WordTable& table_;
    std::unordered_map<std::string, std::int32_t> ids_;
    std::int32_t last_id_ = 0;
    std::vector<std::pair<std::int32_t, std::string>> added_;
};

}  // namespace insightflow::duckdb
