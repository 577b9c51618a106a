#include "domain/ingestion/source_version.hpp"

#include "domain/ingestion/cells.hpp"
#include "domain/ingestion/timestamps.hpp"

namespace insightflow {
namespace {

// nullopt where the text is neither a date nor a timestamp.
std::optional<std::int64_t> instant_of(const Cell& cell, LocalClock& clock) {
    if (const auto day = read_day(cell); day.value)
        return clock.instant_of(day.value->time_since_epoch().count() * us_per_day).utc_us;
    const auto text = read_text(cell, label_bytes_max);
    if (!text.value) return std::nullopt;
    const ParsedTime time = parse_timestamp(*text.value);
    if (time.fault) return std::nullopt;
    if (time.value->offset_us) return time.value->local_us - *time.value->offset_us;
    return clock.instant_of(time.value->local_us).utc_us;
}

}  // namespace

SourceVersion read_version(const RowView& row, LocalClock& clock, RowFindings& findings) {
    if (!row.has_version()) return {};
    const Cell& cell = row.version();
    const auto number = read_count(cell);
    if (number.value) return {VersionKind::integer, *number.value};
    if (!number.fault) {
        findings.fault(row.version_heading(), fault::missing_version);
        return {};
    }
    if (const auto instant = instant_of(cell, clock)) return {VersionKind::timestamp, *instant};
    findings.fault(row.version_heading(), fault::not_a_version, cell.text);
    return {};
}

}  // namespace insightflow
