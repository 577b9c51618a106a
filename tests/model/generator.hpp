// Random sequences of batches and undos: few keys and few values, so that collisions, restatements, unchanged
// and stale rows are frequent.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
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
    bool with_the_one_before = false;    // in one transaction, where the product lets them
    std::vector<std::size_t> undo_then;  // places in the sequence of batches that are undone after this one
};

// Everything that is left to chance, in the order in which it is asked for. Where it comes to its end all is
// 0, which stands for the simplest: so whoever shortens it or makes its numbers smaller makes the history
// simpler.
using Choices = std::vector<std::uint32_t>;

// More than a history asks for.
inline constexpr std::size_t choices_max = 3'000;

class Generator {
public:
    explicit Generator(Choices choices) : choices_(std::move(choices)) {}

    // Batches of one workspace, in the order in which they are to be applied; acceptance numbers are in
    // another order.
    std::vector<GeneratedBatch> sequence(int workspace);

private:
    int below(int limit) {
        const std::uint32_t choice = next_ < choices_.size() ? choices_[next_++] : 0;
        return static_cast<int>(choice % static_cast<std::uint32_t>(limit));
    }
    bool one_in(int chances) { return below(chances) == chances - 1; }

    Shape shape();
    GeneratedBatch batch(const std::vector<GeneratedBatch>& earlier, const std::vector<Shape>& shapes);
    void add_older(std::vector<GeneratedBatch>& batches);
    std::vector<std::int64_t> acceptances_of(const std::vector<GeneratedBatch>& batches);
    static void report_revenue(Batch& batch);
    Row row(const GeneratedBatch& made, int names);
    std::int64_t version(const Shape& shape);
    void make_complete(Batch& batch);
    Line line(const Shape& shape);
    Measures measures();
    OwnMeasures own();

    Choices choices_;
    std::size_t next_ = 0;
};

}  // namespace model
