// From the key cells of a row to its line. The bytes of the cells, as they were written, are looked up once;
// only a spelling that was not there before is judged and normalised.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/ingestion/byte_dictionary.hpp"
#include "domain/ingestion/column_map.hpp"
#include "domain/ingestion/fact_columns.hpp"
#include "domain/ingestion/normalise_batch.hpp"
#include "domain/ingestion/row_findings.hpp"
#include "domain/ingestion/shape.hpp"

namespace insightflow {

// What the key cells of a row say. With faults, line means nothing.
struct LineSpelling {
    std::uint32_t line = 0;
    Shape shape{};  // its level and breakdowns: those of the cells that are there, empty or not
    LineNames names{};
    std::vector<RowFault> faults{};
};

class LineDictionary {
public:
    // platform: for rows that name none, normalised. nfc must outlive the dictionary.
    LineDictionary(std::optional<std::string> platform, const NormaliseText& nfc);

    // The number of the row's spelling: an index into spellings(). A spelling with a cell over every limit is
    // not kept: its number is valid until the next call, and it has faults.
    std::uint32_t find(const RowView& row);

    const std::vector<LineSpelling>& spellings() const { return spellings_; }
    const std::vector<LineKey>& lines() const { return lines_; }
    std::vector<LineKey> take_lines() && { return std::move(lines_); }

    // Of all that is remembered, roughly.
    std::size_t bytes() const { return bytes_; }
    // Lets all of it go; find() may not be called any more.
    void forget();

private:
    LineSpelling judge(const RowView& row);
    void judge_entity(const RowView& row, Field id_field, Field name_field, std::optional<std::string>& id,
                      std::optional<std::string>& name, std::vector<RowFault>& faults);
    void judge_dimensions(const RowView& row, LineSpelling& spelling, LineKey& key);
    std::uint32_t line_of(LineKey key);

    std::optional<std::string> platform_;
    const NormaliseText* nfc_;
    ByteDictionary raw_keys_{};
    std::vector<LineSpelling> spellings_{};  // by number in raw_keys_; the first is of rows over the limits
    ByteDictionary keys_{};
    std::vector<LineKey> lines_{};  // by number in keys_
    std::size_t bytes_ = 0;
    std::string buffer_{};  // reused from row to row
};

}  // namespace insightflow
