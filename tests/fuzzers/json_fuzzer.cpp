// JSON, as one document and as lines.
#include "fuzzers/body.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using insightflow::BodyFormat;
    insightflow::fuzzers::Drawn drawn(data, size);
    const bool is_lines = drawn.one_of(2) == 1;
    insightflow::fuzzers::check_body(is_lines ? BodyFormat::ndjson : BodyFormat::json, drawn);
    return 0;
}
