#include "application/ingestion/reject_collector.hpp"

#include <utility>

namespace insightflow {

void RejectCollector::take(const Reject& reject) {
    if (files_ == nullptr || failure_) return;
    if (const auto added = add(reject); !added) failure_ = added.error();
}

void RejectCollector::start_again() {
    first_.clear();
    writer_.reset();
    failure_.reset();
}

Result<void> RejectCollector::keep(const BatchId& id) {
    if (files_ == nullptr) return {};
    if (failure_) return *failure_;
    return writer_ ? writer_->keep(id) : files_->remove(id);
}

Result<void> RejectCollector::drop(const BatchId& id) {
    writer_.reset();
    return files_ == nullptr ? Result<void>{} : files_->remove(id);
}

Result<void> RejectCollector::add(const Reject& reject) {
    if (!writer_ && first_.size() < rejects_kept_max) {
        first_.push_back(reject);
        return {};
    }
    if (!writer_)
        if (const auto begun = begin_file(); !begun) return begun;
    return writer_->add(reject);
}

Result<void> RejectCollector::begin_file() {
    auto opened = files_->open();
    if (!opened) return opened.error();
    writer_ = std::move(*opened);
    for (const Reject& reject : std::exchange(first_, {}))
        if (const auto added = writer_->add(reject); !added) return added;
    return {};
}

}  // namespace insightflow
