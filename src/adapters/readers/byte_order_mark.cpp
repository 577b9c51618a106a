#include "adapters/readers/byte_order_mark.hpp"

namespace insightflow::readers {

Result<std::size_t> byte_order_mark(std::string_view bytes) {
    if (bytes.starts_with("\xEF\xBB\xBF")) return std::size_t{3};
    if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
        return invalid_argument("line 1, column 1: the file is UTF-16; save it as UTF-8");
    }
    return std::size_t{0};
}

}  // namespace insightflow::readers
