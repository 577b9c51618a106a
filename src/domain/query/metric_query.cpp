#include "domain/query/metric_query.hpp"

#include <algorithm>

namespace insightflow {
namespace {

template <class T>
bool has_duplicates(const std::vector<T>& values) {
    for (auto it = values.begin(); it != values.end(); ++it)
        if (std::find(it + 1, values.end(), *it) != values.end()) return true;
    return false;
}

}  // namespace

Result<void> check(const MetricQuery& query) {
    std::vector<Fault> faults;
    if (query.range.from && query.range.to && *query.range.to < *query.range.from)
        faults.push_back({"#/query/to", "must not be before from (" + day_text(*query.range.from) + ")"});
    if (query.metrics.empty()) faults.push_back({"#/query/metrics", "must name at least one metric"});
    if (has_duplicates(query.metrics)) faults.push_back({"#/query/metrics", "names a metric twice"});
    if (has_duplicates(query.dimensions)) faults.push_back({"#/query/group_by", "names a dimension twice"});
    for (const Order& order : query.order)
        if (std::find(query.metrics.begin(), query.metrics.end(), order.metric) == query.metrics.end())
            faults.push_back({"#/query/order", "orders by " + std::string(name_of(order.metric)) +
                                                   ", which is not asked for"});
    if (!faults.empty()) return invalid_argument("The query contradicts itself.", std::move(faults));
    return {};
}

}  // namespace insightflow
