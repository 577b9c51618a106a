// The readers of bodies, by format. A reader keeps nothing between files; one thread uses it at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>

#include "application/ingestion/batch_reader.hpp"

namespace insightflow::readers {

// What is not read here, but turned into typed rows (application/ingestion/typed_rows.hpp) by somebody else.
enum class Conversion : std::uint8_t { xlsx, parquet };

// from: an open file, to be read. to: another, empty, that the rows are written to, of bytes_max at most.
struct ConversionJob {
    Conversion what = Conversion::xlsx;
    int from = -1;
    int to = -1;
    std::uint64_t bytes_max = 0;
};

// Errors: invalid_argument where it is the file's fault, payload_too_large over bytes_max, deadline_exceeded
// when stopped; others that are nobody's fault.
using ConvertBody = std::function<Result<void>(const ConversionJob& job, std::stop_token stop)>;

// reserve_bytes: room that stays free where the bodies are, when one is unpacked or converted beside itself.
struct ReaderConfig {
    std::uint64_t reserve_bytes = 0;
    ConvertBody convert{};
};

std::unique_ptr<BatchReader> make_reader(BodyFormat format, const ReaderConfig& config = {});

}  // namespace insightflow::readers
