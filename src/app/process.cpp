#include "app/process.hpp"

namespace insightflow::app {

Timestamp now() {
    return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

}  // namespace insightflow::app
