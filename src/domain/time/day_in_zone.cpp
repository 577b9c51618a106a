#include "domain/time/day_in_zone.hpp"

#include <date/tz.h>

namespace insightflow {

Day day_in_zone(Timestamp time, std::string_view zone) {
    const auto local = date::locate_zone(zone)->to_local(time);
    return Day{std::chrono::floor<std::chrono::days>(local.time_since_epoch())};
}

// Where clocks go back over midnight the day ends twice: the first time counts.
Timestamp end_of_day(Day day, std::string_view zone) {
    const date::local_time<std::chrono::microseconds> midnight{
        (day + std::chrono::days{1}).time_since_epoch()};
    return date::locate_zone(zone)->to_sys(midnight, date::choose::earliest) - std::chrono::microseconds{1};
}

}  // namespace insightflow
