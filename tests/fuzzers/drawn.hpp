// What the fuzz targets have in common: an input whose first bytes choose among possibilities, and a property
// that has to hold. One that does not ends the process, which the fuzzer takes for a crash.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace insightflow::fuzzers {

class Drawn {
public:
    Drawn(const std::uint8_t* data, std::size_t size) : rest_(reinterpret_cast<const char*>(data), size) {}

    // One of count possibilities; 0 where the input is used up.
    std::size_t one_of(std::size_t count) {
        if (rest_.empty()) return 0;
        const auto byte = static_cast<unsigned char>(rest_.front());
        rest_.remove_prefix(1);
        return byte % count;
    }
    // Everything behind what was drawn.
    std::string_view rest() const { return rest_; }

private:
    std::string_view rest_;
};

inline void require(bool holds, std::string_view property, std::string_view detail = {}) {
    if (holds) return;
    const std::string words = "does not hold: " + std::string(property) + " (" + std::string(detail) + ")\n";
    std::fputs(words.c_str(), stderr);
    std::abort();
}

}  // namespace insightflow::fuzzers
