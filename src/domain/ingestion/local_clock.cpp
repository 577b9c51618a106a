#include "domain/ingestion/local_clock.hpp"

#include <date/tz.h>

#include <chrono>
#include <stdexcept>

#include "domain/ingestion/timestamps.hpp"

namespace insightflow {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

// Longer than any change of clocks, so that a local time this far from both ends of a period exists once.
constexpr std::int64_t margin_s = 2 * 24 * 3600;

}  // namespace

bool is_time_zone(std::string_view name) {
    if (name == "localtime") return false;  // the host's own: what it means changes with the machine
    try {
        return date::locate_zone(name) != nullptr;
    } catch (const std::runtime_error&) {
        return false;  // the library has no other way to say so
    }
}

LocalClock::LocalClock(std::string_view zone) : zone_(date::locate_zone(zone)) {}

LocalClock::Instant LocalClock::instant_of(std::int64_t local_us) {
    const std::int64_t local_s = std::chrono::floor<seconds>(microseconds{local_us}).count();
    if (local_s - offset_s_ >= begin_s_ + margin_s && local_s - offset_s_ < end_s_ - margin_s) {
        return {local_us - offset_s_ * us_per_second, Place::unique};
    }
    const date::local_info info = zone_->get_info(date::local_seconds{seconds{local_s}});
    if (info.result == date::local_info::nonexistent) {
        return {info.first.end.time_since_epoch().count() * us_per_second, Place::skipped};
    }
    begin_s_ = info.first.begin.time_since_epoch().count();
    end_s_ = info.first.end.time_since_epoch().count();
    offset_s_ = info.first.offset.count();
    const bool repeated = info.result == date::local_info::ambiguous;
    return {local_us - offset_s_ * us_per_second, repeated ? Place::repeated : Place::unique};
}

std::int64_t LocalClock::local_of(std::int64_t utc_us) {
    const std::int64_t utc_s = std::chrono::floor<seconds>(microseconds{utc_us}).count();
    if (utc_s < begin_s_ || utc_s >= end_s_) {
        const date::sys_info info = zone_->get_info(date::sys_seconds{seconds{utc_s}});
        begin_s_ = info.begin.time_since_epoch().count();
        end_s_ = info.end.time_since_epoch().count();
        offset_s_ = info.offset.count();
    }
    return utc_us + offset_s_ * us_per_second;
}

}  // namespace insightflow
