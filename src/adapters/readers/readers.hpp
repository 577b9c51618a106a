// The readers of bodies, by format. A reader keeps nothing between files; one thread uses it at a time.
#pragma once

#include <memory>

#include "application/ingestion/batch_reader.hpp"

namespace insightflow::readers {

std::unique_ptr<BatchReader> make_reader(BodyFormat format);

}  // namespace insightflow::readers
