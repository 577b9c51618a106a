// Checked rows as typed columns, with the batch's own small dictionaries. This is what is staged and applied;
// no text is parsed after it.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/metrics/measure.hpp"

namespace insightflow {

// What a row says in a dimension of its source's own.
struct Attribute {
    std::string name{};
    std::string value{};
    friend auto operator<=>(const Attribute&, const Attribute&) = default;
};

// Everything of a key between source and bucket. Absent dimensions are null, and null equals null.
struct LineKey {
    std::string platform{};
    std::optional<std::string> account_id{};
    std::optional<std::string> campaign_id{};
    std::optional<std::string> ad_group_id{};
    std::optional<std::string> ad_id{};
    std::optional<std::string> country{};
    std::optional<std::string> device{};
    std::vector<Attribute> attributes{};  // by name; those that are null are not there
    friend bool operator==(const LineKey&, const LineKey&) = default;
};

// Names are attributes, not part of the key. The last name given in a batch wins; nullopt leaves the stored
// one.
struct LineNames {
    std::optional<std::string> account{};
    std::optional<std::string> campaign{};
    std::optional<std::string> ad_group{};
    std::optional<std::string> ad{};
    friend bool operator==(const LineNames&, const LineNames&) = default;
};

// A measure's column. Null is not 0: value[r] means something only where present[r] is 1.
struct MeasureColumn {
    std::vector<std::int64_t> value{};
    std::vector<std::uint8_t> present{};
};

// A measure of a source's own. is_amount: it is money, in the currency of its row.
struct NamedMeasure {
    std::string name{};
    bool is_amount = false;
    friend bool operator==(const NamedMeasure&, const NamedMeasure&) = default;
};
struct OwnMeasure {
    NamedMeasure measure{};
    MeasureColumn column{};  // micros
};

// All vectors have rows() entries, except utc_start_us, which is empty for day rows, version, which is empty
// where the source has none, and extra, which may be empty (none anywhere).
struct FactColumns {
    std::vector<std::uint32_t> line{};  // index into lines
    std::vector<std::int32_t> day{};    // days since 1970-01-01, as the platform reports them
    // Counted from 1970-01-01, so that line and bucket alone tell a key: day rows the day; hour rows the
    // local hour (24 a day); event rows utc_start_us.
    std::vector<std::int64_t> bucket{};
    std::vector<std::int64_t> utc_start_us{};  // microseconds since 1970-01-01T00:00:00Z
    std::vector<std::int64_t> version{};       // the number, or microseconds since 1970-01-01T00:00:00Z
    std::vector<std::uint16_t> currency{};     // index into currencies
    std::array<MeasureColumn, measure_count> measures{};  // impressions, clicks: counts; the others: micros
    std::vector<OwnMeasure> own_measures{};               // by name; own_measures_max at most
    std::vector<std::uint8_t> revenue_estimated{};        // 1: revenue was written from value_per_conversion
    std::vector<std::uint32_t> extra{};  // index into extras; unknown columns of the row, kept. 0 is "none"

    std::vector<LineKey> lines{};
    std::vector<LineNames> names{};         // same index as lines
    std::vector<std::string> currencies{};  // ISO 4217
    std::vector<std::string> extras{};      // compact JSON objects; extras[0] is "" (none)

    std::size_t rows() const { return line.size(); }
    const MeasureColumn& of(Measure measure) const { return measures[static_cast<std::size_t>(measure)]; }
    MeasureColumn& of(Measure measure) { return measures[static_cast<std::size_t>(measure)]; }
};

}  // namespace insightflow
