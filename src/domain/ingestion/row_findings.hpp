// What was found in one row while it is judged, and the sum of warnings over the rows of a batch.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/ingestion/batch_report.hpp"
#include "domain/ingestion/findings.hpp"

namespace insightflow {

// The message shows up to this much of the offending text.
inline constexpr std::size_t excerpt_bytes_max = 40;

// A fault for a report; text is what stood in the cell, absent where the fault is not of a text. Control
// characters are shown as '?', a long text is cut.
RowFault row_fault(std::string_view field, const Finding& finding, std::string_view text = {});

// Reused from row to row: a row without findings costs nothing.
class RowFindings {
public:
    struct Pending {
        const Finding* finding;
        std::string_view field;
    };

    void clear() {
        faults_.clear();
        warnings_.clear();
    }
    void fault(std::string_view field, const Finding& finding, std::string_view text = {}) {
        undecided_ = undecided_ || &finding == &fault::undecided;
        faults_.push_back(row_fault(field, finding, text));
    }
    void add(const std::vector<RowFault>& faults) {
        faults_.insert(faults_.end(), faults.begin(), faults.end());
    }
    // field must live until the warnings are tallied.
    void warn(std::string_view field, const Finding& finding) { warnings_.push_back({&finding, field}); }

    bool faulty() const { return !faults_.empty(); }
    // Whether any row so far could only be read once it is decided how the file is written; clear() keeps it.
    bool undecided() const { return undecided_; }
    const std::vector<RowFault>& faults() const { return faults_; }
    const std::vector<Pending>& warnings() const { return warnings_; }

private:
    std::vector<RowFault> faults_{};
    std::vector<Pending> warnings_{};
    bool undecided_ = false;
};

// Warnings by (code, field) with the number of rows and the first line. They are counted when a row passes
// its own checks; a row that is rejected later, for a collision, stays counted.
class WarningTally {
public:
    void note(std::string_view field, const Finding& finding, std::int64_t rows, std::uint64_t first_line);
    // One of the batch as a whole.
    void add(Warning warning) { warnings_.push_back(std::move(warning)); }
    std::vector<Warning> take() && { return std::move(warnings_); }

private:
    std::vector<Warning> warnings_{};
};

}  // namespace insightflow
