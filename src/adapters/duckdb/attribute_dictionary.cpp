#include "adapters/duckdb/attribute_dictionary.hpp"

#include <array>
#include <string>

#include "adapters/duckdb/chunk_appender.hpp"

namespace insightflow::duckdb {
namespace {

constexpr std::string_view find_sets =
    "SELECT attributes_id, name, value FROM attribute WHERE source_id = $1 ORDER BY attributes_id, name";

constexpr std::string_view find_last_id = "SELECT coalesce(max(attributes_id), 0) FROM attribute";

}  // namespace

std::int32_t AttributeDictionary::id_of(const std::vector<Attribute>& attributes) {
    if (attributes.empty()) return 0;
    read();
    const auto [entry, added] = ids_.try_emplace(attributes, last_id_ + 1);
    if (added) added_.emplace_back(++last_id_, attributes);
    return entry->second;
}

void AttributeDictionary::read() {
    if (std::exchange(is_read_, true)) return;
    Rows last = connection_.run(find_last_id);
    last.next();
    last_id_ = last.int32(0);
    std::map<std::int32_t, std::vector<Attribute>> sets;
    for (Rows rows = connection_.run(find_sets, {source_id_}); rows.next();)
        sets[rows.int32(0)].push_back({std::string(rows.text(1)), std::string(rows.text(2))});
    for (auto& [id, attributes] : sets) ids_.emplace(std::move(attributes), id);
}

void AttributeDictionary::save() {
    if (added_.empty()) return;
    constexpr std::array columns{ColumnType::int32, ColumnType::int32, ColumnType::int32, ColumnType::text,
                                 ColumnType::text};
    ChunkAppender sets(connection_, nullptr, "attribute", columns);
    for (const auto& [id, attributes] : added_) {
        for (const Attribute& attribute : attributes) {
            const std::size_t row = sets.next_row();
            sets.cells<std::int32_t>(0)[row] = id;
            sets.cells<std::int32_t>(1)[row] = workspace_.value;
            sets.cells<std::int32_t>(2)[row] = source_id_;
            sets.set_text(3, row, attribute.name);
            sets.set_text(4, row, attribute.value);
        }
    }
    sets.close();
    added_.clear();
}

}  // namespace insightflow::duckdb
