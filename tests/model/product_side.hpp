// The product's side of the comparison: a generated batch is written as the text cells that a file would
// have, read by the product's own normaliser and applied to its fact store; what the store then holds is put
// into the model's words.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "adapters/duckdb/engine.hpp"
#include "model/generator.hpp"

namespace model {

// What the product says of a batch: its outcomes, or nullopt where the source has another shape. skipped: no
// row was accepted, so there was nothing to apply, as in the product.
struct ProductAnswer {
    bool skipped = false;
    std::optional<Outcomes> outcomes;
};

class ProductSide {
public:
    explicit ProductSide(insightflow::duckdb::Engine& engine) : engine_(engine) {}

    ProductAnswer apply(const GeneratedBatch& generated, const std::string& batch_id);
    std::vector<Version> versions(int workspace);
    std::map<std::vector<Text>, Totals> totals(const Query& query);

private:
    insightflow::duckdb::Engine& engine_;
};

}  // namespace model
