#include "adapters/readers/readers.hpp"

#include "adapters/readers/csv_reader.hpp"
#include "adapters/readers/json_reader.hpp"

namespace insightflow::readers {

std::unique_ptr<BatchReader> make_reader(BodyFormat format) {
    if (format == BodyFormat::csv) return std::make_unique<CsvReader>();
    return std::make_unique<JsonReader>(format);
}

}  // namespace insightflow::readers
