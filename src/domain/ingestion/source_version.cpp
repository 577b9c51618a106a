#include "domain/ingestion/source_version.hpp"

#include "domain/ingestion/cells.hpp"
#include "domain/ingestion/timestamps.hpp"

namespace insightflow {
namespace {

CellValue<std::int64_t> instant_of(const Cell& cell, std::optional<DateOrder> order, LocalClock& clock) {
    const auto day = read_day(cell, order);
    if (day.value) return {clock.instant_of(day.value->time_since_epoch().count() * us_per_day).utc_us};
    const auto text = read_text(cell, label_bytes_max);
    if (!text.value) return {{}, &fault::not_a_version};
    const ParsedTime time = parse_timestamp(*text.value, order);
    if (time.fault == &fault::undecided || day.fault == &fault::undecided) return {{}, &fault::undecided};
    if (time.fault) return {{}, &fault::not_a_version};
    if (time.value->offset_us) return {time.value->local_us - *time.value->offset_us};
    return {clock.instant_of(time.value->local_us).utc_us};
}

}  // namespace

SourceVersion read_version(const RowView& row, std::optional<DateOrder> order, LocalClock& clock,
                           RowFindings& findings) {
    if (!row.has_version()) return {};
    const Cell& cell = row.version();
    const auto number = read_count(cell);
    if (number.value) return {VersionKind::integer, *number.value};
    if (!number.fault) {
        findings.fault(row.version_heading(), fault::missing_version);
        return {};
    }
    const auto instant = instant_of(cell, order, clock);
    if (instant.value) return {VersionKind::timestamp, *instant.value};
    findings.fault(row.version_heading(), *instant.fault, cell.text);
    return {};
}

}  // namespace insightflow
