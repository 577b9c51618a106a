// For a file that lacks what no batch can do without: which of its columns could hold it, by what stands in
// them. Asked, never guessed.
#pragma once

#include <string>
#include <vector>

#include "domain/ingestion/batch_options.hpp"
#include "domain/ingestion/batch_reading.hpp"
#include "domain/ingestion/conventions.hpp"
#include "domain/ingestion/text_chunk.hpp"

namespace insightflow {

// How many rows are looked at, and how many choices a question has.
inline constexpr std::size_t sampled_rows_max = 200;
inline constexpr std::size_t candidates_max = 12;

// The first rows of a file, by column.
class ColumnSamples {
public:
    void add(const TextChunk& chunk);
    // Forgets all: the file is read once more.
    void start_again() { *this = {}; }

    // What has to be said before the file can be read: which profile, where several fit; where rows stand for
    // weeks or months, what becomes of them; and of the columns that mean nothing so far, those that could be
    // what is missing.
    std::vector<Question> questions(const BatchReading& reading, Spread spread) const;

private:
    struct Sample {
        std::string heading{};
        std::size_t filled = 0;  // cells with a value
        std::size_t days = 0;
        std::size_t numbers = 0;
        std::size_t whole = 0;  // numbers without decimals
        std::string first{};    // an example
        bool holds(std::size_t cells) const { return filled > 0 && cells == filled; }
    };

    static void look_at(Sample& sample, const Cell& cell);
    template <class CanBe>
    std::vector<Choice> choices(const std::vector<ColumnReading>& columns, std::string_view field,
                                const CanBe& can_be) const;
    Question question_of_measures(const std::vector<ColumnReading>& columns) const;

    std::vector<Sample> samples_{};
    std::size_t rows_ = 0;
};

}  // namespace insightflow
