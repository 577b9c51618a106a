// Random sequences of batches and undos: few keys and few values, so that collisions, restatements, unchanged
// and stale rows are frequent.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "model/model.hpp"

namespace model {

// Everything of a batch that a real one would have, and the zone in which it was written: so many hours ahead
// of UTC, or one in which clocks go back on one of the days.
struct GeneratedBatch {
    Batch batch;
    int zone_hours = 0;
    bool clocks_go_back = false;
    bool apply_again = false;  // the same batch is handed to the store a second time
    bool after_a_restart = false;
    std::vector<std::size_t> undo_then;  // places in the sequence of batches that are undone after this one
};

class Generator {
public:
    explicit Generator(std::uint64_t seed) : random_(seed) {}

    // Batches of one workspace, in the order in which they are to be applied; acceptance numbers are in
    // another order.
    std::vector<GeneratedBatch> sequence(int workspace);

private:
    int below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random_); }
    bool one_in(int chances) { return below(chances) == 0; }

    Shape shape();
    GeneratedBatch batch(const std::vector<GeneratedBatch>& earlier, const std::vector<Shape>& shapes);
    static void report_revenue(Batch& batch);
    Row row(const GeneratedBatch& made, int names);
    Line line(const Shape& shape);
    Measures measures();

    std::mt19937_64 random_;
};

}  // namespace model
