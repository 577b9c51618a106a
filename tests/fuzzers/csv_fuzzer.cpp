// Tables as text: encodings, separators, quotes, preambles, totals, and every rule of a row.
#include "fuzzers/body.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    insightflow::fuzzers::Drawn drawn(data, size);
    insightflow::fuzzers::check_body(insightflow::BodyFormat::csv, drawn);
    return 0;
}
