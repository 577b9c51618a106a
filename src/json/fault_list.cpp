#include "json/fault_list.hpp"

#include <utility>

namespace insightflow {

void FaultList::add(std::string pointer, std::string detail) {
    if (faults_.size() >= faults_max) {
        ++left_out_;
        return;
    }
    faults_.push_back({std::move(pointer), std::move(detail)});
}

std::vector<Fault> FaultList::take() {
    if (left_out_ > 0) faults_.push_back({"#", std::to_string(left_out_) + " more faults are not listed"});
    left_out_ = 0;
    return std::move(faults_);
}

}  // namespace insightflow
