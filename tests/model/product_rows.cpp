// The rows that the product holds, as the model has them.
#include <stdexcept>

#include "model/product_side.hpp"

namespace model {

namespace product = insightflow;

namespace {

// The product counts days and hours from 1970 on.
std::int64_t bucket_of(const product::duckdb::RowVersion& stored) {
    if (!stored.utc_start_us) return 0;
    if (stored.bucket == *stored.utc_start_us) return stored.bucket;
    return stored.bucket - std::int64_t{stored.day.time_since_epoch().count()} * 24;
}

Text age_of(const product::LineKey& line) {
    if (line.attributes.empty()) return std::nullopt;
    if (line.attributes.size() > 1 || line.attributes.front().name != "age")
        throw std::runtime_error("a row has a dimension that none was promoted to");
    return line.attributes.front().value;
}

OwnMeasures own_of(const std::map<std::string, std::int64_t>& stored) {
    OwnMeasures own;
    for (const auto& [name, value] : stored) {
        if (name != "views" && name != "refunds")
            throw std::runtime_error("a row has a measure that none was promoted to");
        own[name == "views" ? 0 : 1] = value;
    }
    return own;
}

}  // namespace

std::vector<Version> ProductSide::versions(int workspace) {
    std::vector<Version> versions;
    const auto rows = engine_->row_versions({workspace});
    if (!rows) throw std::runtime_error(rows.error().message);
    for (const auto& stored : *rows) {
        Version version;
        version.source = stored.source;
        version.row.line = {stored.line.platform,    stored.line.account_id, stored.line.campaign_id,
                            stored.line.ad_group_id, stored.line.ad_id,      stored.line.country,
                            stored.line.device,      age_of(stored.line)};
        version.row.day = static_cast<int>(stored.day.time_since_epoch().count());
        version.row.bucket = bucket_of(stored);
        version.row.measures = stored.measures;
        version.row.own = own_of(stored.own_measures);
        version.row.currency = stored.currency;
        version.row.revenue_estimated = stored.revenue_estimated;
        version.precedence = {stored.version, stored.acceptance};
        version.from = stored.sequence_from;
        version.to = stored.sequence_to;
        versions.push_back(std::move(version));
    }
    return versions;
}

}  // namespace model
