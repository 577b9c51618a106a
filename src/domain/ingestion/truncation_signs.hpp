// Signs that a file holds less than there is: it ends where its program stops writing, breaks off within its
// last line, says itself that there is more, or holds the rest summed up in one value. All of them are
// warnings: a file may also have just so many rows.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/ingestion/column_map.hpp"
#include "domain/ingestion/profile.hpp"
#include "domain/ingestion/row_findings.hpp"
#include "domain/ingestion/text_chunk.hpp"

namespace insightflow {

// Whether a line under a table says that there are rows which it does not show: "... and 1,250 more rows".
bool says_there_is_more(std::string_view text);

class TruncationSigns {
public:
    // Where such files end by themselves.
    void know(const Profile& profile) {
        profile_ = profile.name;
        row_limits_ = profile.row_limits;
    }

    // Whether the row of a table is none, but a note that there is more. Such a row is only counted.
    bool takes(const RowView& row, const ColumnMap& columns);
    bool takes(const BrokenRow& row);

    // Every other row of the file that is no total.
    void count(std::uint64_t line);
    void count(const BrokenRow& row);
    // A row that is accepted: does it hold the rest of what there is?
    static void look_at(const RowView& row, const ColumnMap& columns, WarningTally& warnings);

    void finish(bool is_table, WarningTally& warnings) const;

private:
    bool take(std::string_view text, std::uint64_t line);

    std::string profile_{};
    std::vector<std::int64_t> row_limits_{};
    std::int64_t rows_ = 0;
    std::uint64_t last_line_ = 0;
    std::int64_t notes_ = 0;
    std::uint64_t first_note_ = 0;
    std::uint64_t cut_line_ = 0;
};

}  // namespace insightflow
