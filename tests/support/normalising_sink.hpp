// Passes what a reader sends to the rules, as the server's job does.
#pragma once

#include "application/ingestion/batch_reader.hpp"
#include "domain/ingestion/normalise_batch.hpp"

namespace insightflow::testing {

class NormalisingSink final : public RowSink {
public:
    explicit NormalisingSink(BatchNormaliser& normaliser) : normaliser_(normaliser) {}
    HeadingPlace find_headings(std::span<const HeadRow> rows) const override {
        return insightflow::find_headings(rows, {});
    }
    void begin_table(const TableStart& start) override { normaliser_.begin_table(start); }
    void note(const Warning& warning) override { normaliser_.note(warning); }
    void rows(const TextChunk& chunk) override { normaliser_.add(chunk); }
    void broken_row(const BrokenRow& row) override { normaliser_.add_broken(row); }
    void progress(std::uint64_t) override {}

private:
    BatchNormaliser& normaliser_;
};

}  // namespace insightflow::testing
