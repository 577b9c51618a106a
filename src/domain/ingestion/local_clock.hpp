// The clock on the wall of an account: from local time to the instant and back, by the system's time zone
// database.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace date {
class time_zone;
}

namespace insightflow {

// Whether the name is one of the IANA time zone database on this system: "Europe/Berlin", "UTC".
bool is_time_zone(std::string_view name);

// Not for use by several threads at once: it remembers the period of the last answer.
class LocalClock {
public:
    // zone must be a time zone.
    explicit LocalClock(std::string_view zone);

    enum class Place : std::uint8_t {
        unique,
        skipped,   // clocks went forward over it: the instant is that of the change
        repeated,  // clocks went back over it: the instant is the first of the two
    };
    struct Instant {
        std::int64_t utc_us = 0;
        Place place = Place::unique;
    };

    // local_us: microseconds from 1970-01-01T00:00 on the wall's clock.
    Instant instant_of(std::int64_t local_us);
    // What the wall's clock shows at an instant.
    std::int64_t local_of(std::int64_t utc_us);

private:
    const date::time_zone* zone_;
    // A period of one offset. Local times well inside it are told without the database.
    std::int64_t begin_s_ = 0;
    std::int64_t end_s_ = 0;
    std::int64_t offset_s_ = 0;
};

}  // namespace insightflow
