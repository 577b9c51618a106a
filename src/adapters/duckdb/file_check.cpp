#include "adapters/duckdb/file_check.hpp"

#include <algorithm>
#include <fstream>
#include <ios>
#include <span>
#include <string>
#include <system_error>
#include <vector>

#include "adapters/duckdb/block_checksum.hpp"

namespace insightflow::duckdb {
namespace {

// Three headers come first; everything behind is blocks of the one size that the engine makes.
constexpr std::size_t header_bytes = 4096;
constexpr std::size_t headers = 3;
constexpr std::size_t block_bytes = 256 * 1024;
constexpr std::size_t sum_bytes = sizeof(std::uint64_t);

bool is_sound(std::span<const unsigned char> block) {
    if (block_checksum(block.subspan(sum_bytes)) == word_at(block, 0)) return true;
    // A place that was reserved and not written yet.
    return std::ranges::all_of(block, [](unsigned char byte) { return byte == 0; });
}

std::string in_quotes(std::string_view name) { return "\"" + std::string(name) + "\""; }

}  // namespace

bool blocks_are_sound(const std::filesystem::path& database_file) {
    std::error_code none;
    const std::uintmax_t bytes = std::filesystem::file_size(database_file, none);
    if (none || bytes > checked_bytes_max) return true;
    if (bytes < headers * header_bytes || (bytes - headers * header_bytes) % block_bytes != 0) return false;
    std::ifstream file(database_file, std::ios::binary);
    std::vector<unsigned char> block(block_bytes);
    const auto next_is_sound = [&](std::size_t size) {
        file.read(reinterpret_cast<char*>(block.data()), static_cast<std::streamsize>(size));
        return file && is_sound(std::span(block).first(size));
    };
    for (std::size_t i = 0; i < headers; ++i)
        if (!next_is_sound(header_bytes)) return false;
    for (std::uintmax_t at = headers * header_bytes; at < bytes; at += block_bytes)
        if (!next_is_sound(block_bytes)) return false;
    return true;
}

void read_everything(const std::filesystem::path& database_file, std::vector<Setting> settings) {
    settings.push_back({"access_mode", "READ_ONLY"});
    const Database database(database_file.string(), settings);
    Connection connection(database);
    std::vector<std::string> tables;
    Rows names = connection.run("SELECT table_name FROM duckdb_tables() WHERE NOT internal");
    while (names.next()) tables.emplace_back(names.text(0));
    // A hash of the row wants all its values. The names are those of schema.cpp.
    for (const std::string& table : tables)
        connection.run("SELECT bit_xor(hash(t)) FROM " + in_quotes(table) + " AS t");
}

}  // namespace insightflow::duckdb
