#include "http/api/metric_fields.hpp"

#include <algorithm>

namespace insightflow::http {

std::vector<Metric> all_metrics() {
    std::vector<Metric> metrics;
    for (const MetricDefinition& definition : metric_catalogue()) metrics.push_back(definition.metric);
    return metrics;
}

void fill(MetricFields& fields, const std::vector<MetricValue>& values) {
    for_each_field<MetricFields>([&](const auto& field) {
        fields.*field.member = values[static_cast<std::size_t>(*metric_named(field.name))].number();
    });
}

void fill(ChosenMetricFields& fields, const std::vector<Metric>& metrics,
          const std::vector<MetricValue>& values) {
    for_each_field<ChosenMetricFields>([&](const auto& field) {
        const auto at = std::find(metrics.begin(), metrics.end(), *metric_named(field.name));
        if (at != metrics.end())
            fields.*field.member = values[static_cast<std::size_t>(at - metrics.begin())].number();
    });
}

AnswerMeta meta_of(const QueryAnswer& answer) {
    AnswerMeta meta;
    meta.key = answer.key_names;
    meta.rows = answer.facts.rows;
    meta.currency = answer.facts.currency;
    for (const auto& [measure, share] : answer.facts.coverage)
        meta.coverage.emplace_back(name_of(measure), share);
    meta.estimated_revenue_share = answer.facts.estimated_revenue_share;
    meta.cac_fallback_share = answer.facts.cac_fallback_share;
    meta.more_rows = answer.more_rows;
    meta.commit_sequence = answer.facts.as_of;
    meta.warnings = answer.facts.warnings;
    return meta;
}

}  // namespace insightflow::http
