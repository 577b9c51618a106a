#include "adapters/duckdb/line_dictionary.hpp"

#include <array>
#include <map>
#include <optional>

#include "adapters/duckdb/chunk_appender.hpp"
#include "adapters/duckdb/entity_dictionary.hpp"
#include "adapters/duckdb/named_levels.hpp"
#include "adapters/duckdb/word_dictionary.hpp"

namespace insightflow::duckdb {
namespace {

constexpr std::string_view find_lines = R"sql(
SELECT s.n, l.line_id, l.platform_id, l.account_key, l.campaign_key, l.ad_group_key, l.ad_key, l.country_id,
       l.device_id
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
    return key;
}

void stage_lines(Connection& connection, const std::vector<LineKey>& lines) {
    constexpr std::array columns{ColumnType::int64, ColumnType::text};
    ChunkAppender staged(connection, "temp", "staged_line", columns);
    for (std::size_t n = 0; n < lines.size(); ++n) {
        const std::size_t row = staged.next_row();
        staged.cells<std::int64_t>(0)[row] = static_cast<std::int64_t>(n);
        staged.set_text(1, row, key_text(lines[n]));
    }
    staged.close();
}

// Fills in the lines that the store has; the others keep a line_id of 0. Gives the number of those found.
std::size_t find_known(Connection& connection, std::int32_t source_id, std::vector<StoredLine>& lines,
                       const std::stop_token& stop) {
    std::size_t found = 0;
    for (Rows rows = connection.run(find_lines, {source_id}, stop); rows.next(); ++found) {
        lines[static_cast<std::size_t>(rows.int64(0))] = {rows.int32(1),
                                                          rows.int32(2),
                                                          rows.int32(3),
                                                          rows.int32(4),
                                                          rows.int32(5),
                                                          rows.int32(6),
                                                          rows.is_null(7) ? 0 : rows.int32(7),
                                                          rows.is_null(8) ? 0 : rows.int32(8)};
    }
    return found;
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

    void write(const LineKey& key, const StoredLine& line) {
        const std::size_t row = lines_.next_row();
        put(0, row, line.line_id);
        put(1, row, workspace_.value);
        put(2, row, source_id_);
        lines_.set_text(3, row, key_text(key));
        put(4, row, line.platform_id);
        put(5, row, line.account_key);
        put(6, row, line.campaign_key);
        put(7, row, line.ad_group_key);
        put(8, row, line.ad_key);
        put(9, row, line.country_id);
        if (line.country_id == 0) lines_.set_null(9, row);
        put(10, row, line.device_id);
        if (line.device_id == 0) lines_.set_null(10, row);
    }
    void close() { lines_.close(); }

private:
    static constexpr std::array columns{ColumnType::int32, ColumnType::int32, ColumnType::int32,
                                        ColumnType::text,  ColumnType::int32, ColumnType::int32,
                                        ColumnType::int32, ColumnType::int32, ColumnType::int32,
                                        ColumnType::int32, ColumnType::int32};

    void put(std::size_t column, std::size_t row, std::int32_t value) {
        lines_.cells<std::int32_t>(column)[row] = value;
    }

    ChunkAppender lines_;
    WorkspaceId workspace_;
    std::int32_t source_id_;
};

void make_unknown(Connection& connection, const StagedBatch& batch, std::int32_t source_id,
                  std::vector<StoredLine>& lines) {
    WordDictionary platforms(connection, platform_words);
    WordDictionary countries(connection, country_words);
    WordDictionary devices(connection, device_words);
    EntityDictionary accounts(connection, account_table, batch.workspace, source_id);
    EntityDictionary campaigns(connection, campaign_table, batch.workspace, source_id);
    EntityDictionary ad_groups(connection, ad_group_table, batch.workspace, source_id);
    EntityDictionary ads(connection, ad_table, batch.workspace, source_id);
    std::int32_t line_id = last_line_id(connection);
    LineWriter writer(connection, batch.workspace, source_id);
    for (std::size_t n = 0; n < lines.size(); ++n) {
        StoredLine& line = lines[n];
        if (line.line_id != 0) continue;
        const LineKey& key = batch.facts.lines[n];
        line.line_id = ++line_id;
        line.platform_id = platforms.id_of(key.platform);
        line.account_key = accounts.key_of(line.platform_id, key.account_id);
        line.campaign_key = campaigns.key_of(line.account_key, key.campaign_id);
        line.ad_group_key = ad_groups.key_of(line.campaign_key, key.ad_group_id);
        line.ad_key = ads.key_of(line.ad_group_key, key.ad_id);
        line.country_id = key.country ? countries.id_of(*key.country) : 0;
        line.device_id = key.device ? devices.id_of(*key.device) : 0;
        writer.write(key, line);
    }
    for (WordDictionary* words : {&platforms, &countries, &devices}) words->save();
    for (EntityDictionary* entities : {&accounts, &campaigns, &ad_groups, &ads}) entities->save();
    writer.close();
}

// Every name that a batch gives is kept, so that the batch can be undone.
constexpr std::string_view note_names =
    "INSERT INTO asserted_name SELECT $1, level, key, name FROM staged_name WHERE level = $2";

// Where lines of one batch name the same thing differently, the last line does.
void take_names(Connection& connection, const StagedBatch& batch, const std::vector<StoredLine>& lines,
                std::int64_t sequence, const std::stop_token& stop) {
    constexpr std::array columns{ColumnType::int32, ColumnType::int32, ColumnType::text};
    for (const NamedLevel& level : named_levels) {
        std::map<std::int32_t, const std::string*> names;
        for (std::size_t n = 0; n < lines.size(); ++n) {
            const auto& name = batch.facts.names[n].*level.name;
            if (name) names[lines[n].*level.key] = &*name;
        }
        if (names.empty()) continue;
        ChunkAppender staged(connection, "temp", "staged_name", columns);
        for (const auto& [key, name] : names) {
            const std::size_t row = staged.next_row();
            staged.cells<std::int32_t>(0)[row] = level.table.level;
            staged.cells<std::int32_t>(1)[row] = key;
            staged.set_text(2, row, *name);
        }
        staged.close();
        connection.run(level.table.rename, {level.table.level, batch.acceptance}, stop);
        connection.run(note_names, {sequence, level.table.level}, stop);
    }
}

}  // namespace

StoredLines store_lines(Connection& connection, const StagedBatch& batch, std::int32_t source_id,
                        std::int64_t sequence, const std::stop_token& stop) {
    std::vector<StoredLine> lines(batch.facts.lines.size());
    stage_lines(connection, batch.facts.lines);
    const bool any_new = find_known(connection, source_id, lines, stop) < lines.size();
    if (any_new) make_unknown(connection, batch, source_id, lines);
    take_names(connection, batch, lines, sequence, stop);
    return {std::move(lines), any_new};
}

std::vector<std::int32_t> store_currencies(Connection& connection,
                                           const std::vector<std::string>& currencies) {
    WordDictionary dictionary(connection, currency_words);
    std::vector<std::int32_t> ids;
    ids.reserve(currencies.size());
    for (const std::string& currency : currencies) ids.push_back(dictionary.id_of(currency));
    dictionary.save();
    return ids;
}

}  // namespace insightflow::duckdb
