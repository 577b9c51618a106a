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
#include "domain/ingestion/profile.hpp"
#include "domain/ingestion/row_filter.hpp"
#include "domain/ingestion/text_chunk.hpp"

namespace insightflow {

// Feed it what the normaliser was fed, then decide once.
class BatchSurvey {
public:
    explicit BatchSurvey(BatchOptions options, ProfileShelf shelf = {})
        : options_(std::move(options)), shelf_(std::move(shelf)), cells_(options_.conventions) {}

    void begin_table(const TableStart& start);
    void add(const TextChunk& chunk);

    // Questions are added where the file does not tell; without any, all conventions are set.
    Conventions decide(std::vector<Question>& questions) const;

    std::string words(const Conventions& decided) const { return cells_.words(decided); }

private:
    void begin(const std::vector<std::string>& columns);
    void hear_days(const HeadRow& row);
    void add_row(const RowView& row);

    BatchOptions options_;
    ProfileShelf shelf_;
    std::vector<HeadRow> preamble_{};
    bool has_begun_ = false;
    ColumnMap columns_{};
    RowFilter filter_{};
    ConventionSurvey cells_;
    DayRange range_{};
};

}  // namespace insightflow
