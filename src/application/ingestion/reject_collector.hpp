// The rejects of a batch on their way into its file, which is there from the first one on that the ledger
// does not keep.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "application/ingestion/reject_files.hpp"

namespace insightflow {

class RejectCollector {
public:
    // files: null where none is to be written.
    explicit RejectCollector(RejectFiles* files) : files_(files) {}

    // A failure is told by keep().
    void take(const Reject& reject);
    // Forgets all: the batch is read once more.
    void start_again();
    // The batch has this file now, or none. Errors: those of the files.
    Result<void> keep(const BatchId& id);
    // The batch has none: it is refused as a whole.
    Result<void> drop(const BatchId& id);

private:
    Result<void> add(const Reject& reject);
    Result<void> begin_file();

    RejectFiles* files_;
    std::vector<Reject> first_{};  // as long as the ledger keeps them all
    std::unique_ptr<RejectWriter> writer_{};
    std::optional<Error> failure_{};
};

}  // namespace insightflow
