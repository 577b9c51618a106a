// From text cells to checked facts: columns are recognised by their headings, cells parsed exactly, spellings
// normalised, rows judged one by one, keys that collide settled by the batch's policy. Pure: no clock, no
// file, no store.
//
// Shape: a row's cells tell it, empty or not (a CSV row has a cell in every column, a JSON object only for
// its keys). The first row that passes its checks sets the batch's shape; one that passes and has another
// refuses the batch, and so do options that are none, two headings of one meaning, and a file without a date,
// a measure or a platform, and too many rows. A refused batch lists no rejects: its refusal is the reason.
// What rows can be rejected and warned for: findings.hpp. How keys that collide are settled: fold.hpp.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/ingestion/batch_options.hpp"
#include "domain/ingestion/batch_reading.hpp"
#include "domain/ingestion/batch_report.hpp"
#include "domain/ingestion/checked_batch.hpp"
#include "domain/ingestion/file_head.hpp"
#include "domain/ingestion/profile.hpp"
#include "domain/ingestion/text_chunk.hpp"

namespace insightflow {

// Goes up whenever the same bytes and options could give other facts: an intake freezes the version it was
// taken in under.
inline constexpr int normaliser_version = 5;

// Unicode normal form C of a valid UTF-8 text; given from outside because it needs tables.
using NormaliseText = std::function<std::string(std::string_view)>;

// What a batch may hold: all of it is in memory until the batch is settled.
struct BatchLimits {
    std::int64_t rows_max = 5'000'000;  // broken ones counted
    // Distinct objects of unknown columns. Their headings are repeated in each, so that a small body could
    // come to very much.
    std::size_t extras_bytes_max = std::size_t{256} << 20;
    // The same over all rows: each fact is stored with its own.
    std::size_t extras_total_max = std::size_t{1} << 30;
    // Different accounts, campaigns, ads, countries and devices, with all that is remembered of them: about
    // 600 bytes each.
    std::size_t lines_bytes_max = std::size_t{1} << 30;
};

// One batch. Feed it rows and broken rows in file order, then finish it once. Where the options do not say
// how the file is written and a row cannot be read without, the batch is undecided: it is to be surveyed
// (survey.hpp) and read again with what was found.
class BatchNormaliser {
public:
    // shelf: the profiles that the batch may be of. take_reject: is told every rejected row, those of
    // colliding keys at the end and after the others.
    BatchNormaliser(BatchOptions options, NormaliseText nfc, const BatchLimits& limits = {},
                    TakeReject take_reject = {}, ProfileShelf shelf = {});
    ~BatchNormaliser();
    BatchNormaliser(BatchNormaliser&&) noexcept;
    BatchNormaliser& operator=(BatchNormaliser&&) noexcept;

    // The file is a table with headings; to be called before its first row.
    void begin_table(const TableStart& start);
    // Something to be told of the file as a whole.
    void note(Warning warning);
    void add(const TextChunk& chunk);
    void add_broken(const BrokenRow& row);
    // From then on rows are only counted, and the batch is of no use.
    bool undecided() const;
    // Once rows were added.
    BatchReading reading() const;
    // Rows received so far.
    std::int64_t received() const;

    CheckedBatch finish() &&;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace insightflow
