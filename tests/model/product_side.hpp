// The product's side of the comparison: a generated batch is written as the text cells that a file would
// have, read by the product's own normaliser and applied to its fact store; what the store then holds is put
// into the model's words.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "adapters/duckdb/engine.hpp"
#include "model/generator.hpp"
#include "model/money.hpp"

namespace model {

// What the product says of a batch: its outcomes, or nullopt where the source has another shape. skipped: no
// row was accepted, so there was nothing to apply, as in the product.
struct ProductAnswer {
    bool skipped = false;
    std::optional<Outcomes> outcomes;
};

class ProductSide {
public:
    // A store in a new file there.
    explicit ProductSide(std::filesystem::path file) : file_(std::move(file)) { reopen(); }

    // Closes the store and opens it again, as a restart of the server does.
    void reopen();
    std::int64_t last_commit_sequence() { return engine_->facts().last_commit_sequence().value(); }

    // In one transaction where the product lets them share one, else one after the other; so too where the
    // transaction fails. ids: of the batches.
    std::vector<ProductAnswer> apply(std::span<const GeneratedBatch> batches,
                                     std::span<const std::string> ids);
    // nullopt: no such batch is applied, or it is undone already.
    std::optional<Undone> undo(int workspace, const std::string& batch_id);
    std::vector<Version> versions(int workspace);
    std::map<std::vector<Text>, Totals> totals(const Query& query);
    // From the listing of campaigns.
    std::map<std::vector<Text>, Totals> campaigns_as_of(int workspace, std::int64_t commit);

    // Of a query of whole days, by the product's own way of converting.
    std::map<std::vector<Text>, ShownMoney> converted(const Query& query, const Rates& rates,
                                                      const std::string& into);

    std::map<Cell, Change> changes(int workspace, std::int64_t since, std::int64_t until);

private:
    ProductAnswer apply(const insightflow::StagedBatch& staged);

    std::filesystem::path file_;
    std::unique_ptr<insightflow::duckdb::Engine> engine_{};
};

}  // namespace model
