#include "adapters/duckdb/line_dictionary.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapters/duckdb/attribute_dictionary.hpp"
#include "adapters/duckdb/chunk_appender.hpp"
#include "adapters/duckdb/entity_dictionary.hpp"
#include "adapters/duckdb/named_levels.hpp"
#include "adapters/duckdb/word_dictionary.hpp"

namespace insightflow::duckdb {
namespace {

constexpr std::string_view find_lines = R"sql(
SELECT s.n, l.line_id, l.platform_id, l.account_key, l.campaign_key, l.ad_group_key, l.ad_key, l.country_id,
       l.device_id, l.attributes_id
FROM staged_line s JOIN line l ON l.source_id = $1 AND l.key = s.key)sql";

constexpr std::string_view find_last_line = "SELECT coalesce(max(line_id), 0) FROM line";

void add_part(std::string& key, const std::optional<std::string>& part) {
    // Lengths keep null and empty apart and let no text run into the next.
    if (!part) {
        key.push_back('-');
        return;
    }
    key.append(std::to_string(part->size())).append(":").append(*part);
}

std::string key_text(const LineKey& line) {
    std::string key;
    add_part(key, line.platform);
    add_part(key, line.account_id);
    add_part(key, line.campaign_id);
    add_part(key, line.ad_group_id);
    add_part(key, line.ad_id);
    add_part(key, line.country);
    add_part(key, line.device);
    for (const Attribute& attribute : line.attributes) {
        add_part(key, attribute.name);
        add_part(key, attribute.value);
    }
    return key;
}

// n: place among the lines of all batches.
void stage_lines(Connection& connection, std::span<const ApplyingBatch> batches) {
    constexpr std::array columns{ColumnType::int64, ColumnType::text};
    ChunkAppender staged(connection, "temp", "staged_line", columns);
    std::int64_t n = 0;
    for (const ApplyingBatch& batch : batches) {
        for (const LineKey& line : batch.staged.facts.lines) {
            const std::size_t row = staged.next_row();
            staged.cells<std::int64_t>(0)[row] = n++;
            staged.set_text(1, row, key_text(line));
        }
    }
    staged.close();
}

// Fills in the lines that the store has; the others keep a line_id of 0.
void find_known(Connection& connection, std::int32_t source_id, std::span<ApplyingBatch> batches,
                const std::stop_token& stop) {
    std::vector<StoredLine*> places;
    for (ApplyingBatch& batch : batches) {
        batch.lines.assign(batch.staged.facts.lines.size(), {});
        for (StoredLine& line : batch.lines) places.push_back(&line);
    }
    for (Rows rows = connection.run(find_lines, {source_id}, stop); rows.next();) {
        *places[static_cast<std::size_t>(rows.int64(0))] = {rows.int32(1),
                                                            rows.int32(2),
                                                            rows.int32(3),
                                                            rows.int32(4),
                                                            rows.int32(5),
                                                            rows.int32(6),
                                                            rows.is_null(7) ? 0 : rows.int32(7),
                                                            rows.is_null(8) ? 0 : rows.int32(8),
                                                            rows.is_null(9) ? 0 : rows.int32(9)};
    }
}

std::int32_t last_line_id(Connection& connection) {
    Rows rows = connection.run(find_last_line);
    rows.next();
    return rows.int32(0);
}

// Appends lines to the table of lines.
class LineWriter {
public:
    LineWriter(Connection& connection, WorkspaceId workspace, std::int32_t source_id)
        : lines_(connection, nullptr, "line", columns), workspace_(workspace), source_id_(source_id) {}

    void write(const std::string& key, const StoredLine& line) {
        const std::size_t row = lines_.next_row();
        put(0, row, line.line_id);
        put(1, row, workspace_.value);
        put(2, row, source_id_);
        lines_.set_text(3, row, key);
        put(4, row, line.platform_id);
        put(5, row, line.account_key);
        put(6, row, line.campaign_key);
        put(7, row, line.ad_group_key);
        put(8, row, line.ad_key);
        put_id(9, row, line.country_id);
        put_id(10, row, line.device_id);
        put_id(11, row, line.attributes_id);
    }
    void close() { lines_.close(); }

private:
    static constexpr std::array columns{ColumnType::int32, ColumnType::int32, ColumnType::int32,
                                        ColumnType::text,  ColumnType::int32, ColumnType::int32,
                                        ColumnType::int32, ColumnType::int32, ColumnType::int32,
                                        ColumnType::int32, ColumnType::int32, ColumnType::int32};

    void put(std::size_t column, std::size_t row, std::int32_t value) {
        lines_.cells<std::int32_t>(column)[row] = value;
    }
    // An id of 0 is no id.
    void put_id(std::size_t column, std::size_t row, std::int32_t id) {
        put(column, row, id);
        if (id == 0) lines_.set_null(column, row);
    }

    ChunkAppender lines_;
    WorkspaceId workspace_;
    std::int32_t source_id_;
};

// Makes what the store does not have. Within a batch lines are unique; several batches may bring the same
// one.
class LineMaker {
public:
    LineMaker(Connection& connection, WorkspaceId workspace, std::int32_t source_id)
        : platforms_(connection, platform_words),
          countries_(connection, country_words),
          devices_(connection, device_words),
          accounts_(connection, account_table, workspace, source_id),
          campaigns_(connection, campaign_table, workspace, source_id),
          ad_groups_(connection, ad_group_table, workspace, source_id),
          ads_(connection, ad_table, workspace, source_id),
          attributes_(connection, workspace, source_id),
          last_line_(last_line_id(connection)),
          writer_(connection, workspace, source_id) {}

    // made: lines of batches before, by text; nullptr where there are none.
    StoredLine line_of(const LineKey& key, std::map<std::string, StoredLine>* made) {
        std::string text = key_text(key);
        if (made != nullptr && made->contains(text)) return made->at(text);
        StoredLine line;
        line.line_id = ++last_line_;
        line.platform_id = platforms_.id_of(key.platform);
        line.account_key = accounts_.key_of(line.platform_id, key.account_id);
        line.campaign_key = campaigns_.key_of(line.account_key, key.campaign_id);
        line.ad_group_key = ad_groups_.key_of(line.campaign_key, key.ad_group_id);
        line.ad_key = ads_.key_of(line.ad_group_key, key.ad_id);
        line.country_id = key.country ? countries_.id_of(*key.country) : 0;
        line.device_id = key.device ? devices_.id_of(*key.device) : 0;
        line.attributes_id = attributes_.id_of(key.attributes);
        writer_.write(text, line);
        if (made != nullptr) made->emplace(std::move(text), line);
        return line;
    }

    void save() {
        for (WordDictionary* words : {&platforms_, &countries_, &devices_}) words->save();
        for (EntityDictionary* entities : {&accounts_, &campaigns_, &ad_groups_, &ads_}) entities->save();
        attributes_.save();
        writer_.close();
    }

private:
    WordDictionary platforms_, countries_, devices_;
    EntityDictionary accounts_, campaigns_, ad_groups_, ads_;
    AttributeDictionary attributes_;
    std::int32_t last_line_;
    LineWriter writer_;
};

void make_unknown(Connection& connection, std::int32_t source_id, std::span<ApplyingBatch> batches) {
    std::optional<LineMaker> maker;
    std::map<std::string, StoredLine> made;
    for (ApplyingBatch& batch : batches) {
        for (std::size_t n = 0; n < batch.lines.size(); ++n) {
            if (batch.lines[n].line_id != 0) continue;
            if (!maker) maker.emplace(connection, batch.staged.workspace, source_id);
            batch.lines[n] =
                maker->line_of(batch.staged.facts.lines[n], batches.size() > 1 ? &made : nullptr);
            batch.brings_lines = true;
        }
    }
    if (maker) maker->save();
}

using Names = std::map<std::int32_t, const std::string*>;

// Where lines of one batch name the same thing differently, the last line does.
Names names_of(const ApplyingBatch& batch, const NamedLevel& level) {
    Names names;
    for (std::size_t n = 0; n < batch.lines.size(); ++n) {
        const auto& name = batch.staged.facts.names[n].*level.name;
        if (name) names[batch.lines[n].*level.key] = &*name;
    }
    return names;
}

// Every name that a batch gives is kept, so that the batch can be undone.
void note_names(Connection& connection, const NamedLevel& level, std::span<const ApplyingBatch> batches,
                std::span<const Names> names) {
    constexpr std::array columns{ColumnType::int64, ColumnType::int32, ColumnType::int32, ColumnType::text};
    ChunkAppender asserted(connection, nullptr, "asserted_name", columns);
    for (std::size_t i = 0; i < batches.size(); ++i) {
        for (const auto& [key, name] : names[i]) {
            const std::size_t row = asserted.next_row();
            asserted.cells<std::int64_t>(0)[row] = batches[i].applied.commit_sequence;
            asserted.cells<std::int32_t>(1)[row] = level.table.level;
            asserted.cells<std::int32_t>(2)[row] = key;
            asserted.set_text(3, row, *name);
        }
    }
    asserted.close();
}

// The name that the batch of the highest acceptance number gives a thing.
void stage_names(Connection& connection, const NamedLevel& level, std::span<const ApplyingBatch> batches,
                 std::span<const Names> names) {
    std::map<std::int32_t, std::pair<std::int64_t, const std::string*>> best;
    for (std::size_t i = 0; i < batches.size(); ++i) {
        const std::int64_t acceptance = batches[i].staged.acceptance;
        for (const auto& [key, name] : names[i]) {
            auto& [named_by, held] = best[key];
            if (held == nullptr || named_by < acceptance) {
                named_by = acceptance;
                held = name;
            }
        }
    }
    constexpr std::array columns{ColumnType::int32, ColumnType::int32, ColumnType::text, ColumnType::int64};
    ChunkAppender staged(connection, "temp", "staged_name", columns);
    for (const auto& [key, named] : best) {
        const std::size_t row = staged.next_row();
        staged.cells<std::int32_t>(0)[row] = level.table.level;
        staged.cells<std::int32_t>(1)[row] = key;
        staged.set_text(2, row, *named.second);
        staged.cells<std::int64_t>(3)[row] = named.first;
    }
    staged.close();
}

void take_names(Connection& connection, std::span<const ApplyingBatch> batches, const std::stop_token& stop) {
    for (const NamedLevel& level : named_levels) {
        std::vector<Names> names;
        for (const ApplyingBatch& batch : batches) names.push_back(names_of(batch, level));
        if (std::ranges::all_of(names, [](const Names& given) { return given.empty(); })) continue;
        stage_names(connection, level, batches, names);
        connection.run(level.table.rename, {level.table.level}, stop);
        note_names(connection, level, batches, names);
    }
}

}  // namespace

void store_lines(Connection& connection, std::span<ApplyingBatch> batches, std::int32_t source_id,
                 const std::stop_token& stop) {
    stage_lines(connection, batches);
    find_known(connection, source_id, batches, stop);
    make_unknown(connection, source_id, batches);
    take_names(connection, batches, stop);
}

void store_currencies(Connection& connection, std::span<ApplyingBatch> batches) {
    WordDictionary dictionary(connection, currency_words);
    for (ApplyingBatch& batch : batches) {
        for (const std::string& currency : batch.staged.facts.currencies)
            batch.currencies.push_back(dictionary.id_of(currency));
    }
    dictionary.save();
}

}  // namespace insightflow::duckdb
