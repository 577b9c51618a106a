// All faults of one request, gathered while it is read.
#pragma once

#include <string>
#include <vector>

#include "domain/base/result.hpp"
#include "domain/text/pointer.hpp"

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

}  // namespace insightflow
