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

namespace {

ConversionFields fields_of(const Conversion& conversion) {
    ConversionFields fields;
    fields.into = conversion.into;
    fields.from.assign(conversion.from.begin(), conversion.from.end());
    fields.older_rates = static_cast<std::int64_t>(conversion.older.size());
    fields.missing_rates = static_cast<std::int64_t>(conversion.without.size());
    if (conversion.without.empty()) return fields;
    fields.first_missing_day = conversion.without.begin()->first;
    fields.first_missing_currency = conversion.without.begin()->second;
    return fields;
}

}  // namespace

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
    if (answer.facts.conversion) meta.conversion = fields_of(*answer.facts.conversion);
    meta.warnings = answer.facts.warnings;
    return meta;
}

}  // namespace insightflow::http
