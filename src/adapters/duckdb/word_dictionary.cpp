#include "adapters/duckdb/word_dictionary.hpp"

#include <algorithm>
#include <array>

#include "adapters/duckdb/chunk_appender.hpp"

namespace insightflow::duckdb {

WordDictionary::WordDictionary(Connection& connection, const WordTable& table)
    : connection_(connection), table_(table) {
    for (Rows rows = connection.run(table.read); rows.next();) {
        ids_.emplace(rows.text(1), rows.int32(0));
        last_id_ = std::max(last_id_, rows.int32(0));
    }
}

std::int32_t WordDictionary::id_of(const std::string& word) {
    const auto [entry, added] = ids_.try_emplace(word, last_id_ + 1);
    if (added) added_.emplace_back(++last_id_, word);
    return entry->second;
}

void WordDictionary::save() {
    if (added_.empty()) return;
    constexpr std::array columns{ColumnType::int32, ColumnType::text};
    ChunkAppender words(connection_, nullptr, table_.table, columns);
    for (const auto& [id, word] : added_) {
        const std::size_t row = words.next_row();
        words.cells<std::int32_t>(0)[row] = id;
        words.set_text(1, row, word);
    }
    words.close();
    added_.clear();
}

}  // namespace insightflow::duckdb
