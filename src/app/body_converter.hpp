// Bodies that no reader of the server touches (XLSX, Parquet) are converted by a process of their own, the
// same binary run again: it may crash, hang or want too much, and only its batch is refused.
#pragma once

#include <memory>

#include "adapters/readers/readers.hpp"
#include "application/ingestion/load_batch.hpp"

namespace insightflow::app {

// To be called from any thread; a few conversions run at a time, the others wait. What it answers is in the
// words of a report.
readers::ConvertBody make_body_converter();

// The readers of bodies, converting by it. reserve_bytes: room that stays free where the bodies are.
MakeReader make_readers(std::uint64_t reserve_bytes);

// The part of the process: `insightflow convert-body WHAT BYTES_MAX`, the body at descriptor 3, the rows to
// descriptor 4, what is wrong with the body to stderr. Gives the process's exit status.
int convert_body(const char* what, const char* bytes_max);

inline constexpr const char* convert_body_command = "convert-body";

}  // namespace insightflow::app
