// All faults of one request, gathered while it is read, and the JSON pointers that name their places.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/base/result.hpp"

namespace insightflow {

// Faults listed in one reply; the rest is counted in a last one.
inline constexpr std::size_t faults_max = 100;

class FaultList {
public:
    void add(std::string pointer, std::string detail);
    bool empty() const { return faults_.empty(); }
    // The faults, with a last one that counts those left out.
    std::vector<Fault> take();

private:
    std::vector<Fault> faults_{};
    std::size_t left_out_ = 0;
};

// "#/body" + "a/b" -> "#/body/a~1b": one more token of an RFC 6901 pointer in its URI fragment form. Long
// tokens are cut.
std::string pointer_to(std::string_view parent, std::string_view token);

}  // namespace insightflow
