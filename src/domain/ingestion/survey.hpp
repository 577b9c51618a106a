// Looks through a batch as a whole to decide how it is written, where the normaliser could not read it
// without.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "domain/ingestion/batch_options.hpp"
#include "domain/ingestion/column_map.hpp"
#include "domain/ingestion/conventions.hpp"
#include "domain/ingestion/file_head.hpp"
#include "domain/ingestion/text_chunk.hpp"

namespace insightflow {

// Feed it what the normaliser was fed, then decide once.
class BatchSurvey {
public:
    explicit BatchSurvey(const BatchOptions& options)
        : columns_(options.version_column.value_or(""), options.columns), cells_(options.conventions) {}

    void begin_table(std::span<const HeadRow> preamble) { range_ = range_in(preamble); }
    void add(const TextChunk& chunk);

    // Questions are added where the file does not tell; without any, all conventions are set.
    Conventions decide(std::vector<Question>& questions) const { return cells_.decide(range_, questions); }

    std::string words(const Conventions& decided) const { return cells_.words(decided); }

private:
    void add_row(const RowView& row);

    ColumnMap columns_;
    ConventionSurvey cells_;
    DayRange range_{};
};

}  // namespace insightflow
