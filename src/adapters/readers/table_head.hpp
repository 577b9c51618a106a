// How a table is written as text: what separates its fields, and where its rows begin.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <string_view>
#include <vector>

#include "application/ingestion/batch_reader.hpp"

namespace insightflow::readers {

// offset and line: of the heading row. preamble: the rows before it.
struct TableHead {
    char delimiter = ',';
    std::size_t offset = 0;
    std::uint64_t line = 1;
    std::vector<HeadRow> preamble{};
};

// The separator is that by which the sink knows most headings; where it knows none, that which splits most
// rows alike, and the headings are the first of these. A first line "sep=;", as spreadsheets write it,
// decides.
// Errors: deadline_exceeded when stopped.
Result<TableHead> find_table(std::string_view bytes, std::size_t begin, const RowSink& sink,
                             const std::stop_token& stop);

}  // namespace insightflow::readers
