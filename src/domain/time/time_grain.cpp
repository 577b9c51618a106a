#include "domain/time/time_grain.hpp"

namespace insightflow {
namespace {

Day next_bucket(Day bucket, TimeGrain grain) {
    switch (grain) {
        case TimeGrain::day: return bucket + std::chrono::days{1};
        case TimeGrain::week: return bucket + std::chrono::weeks{1};
        case TimeGrain::month: break;
    }
    return Day{std::chrono::year_month_day{bucket} + std::chrono::months{1}};
}

}  // namespace

Day bucket_of(Day day, TimeGrain grain) {
    switch (grain) {
        case TimeGrain::day: return day;
        case TimeGrain::week: return day - (std::chrono::weekday{day} - std::chrono::Monday);
        case TimeGrain::month: break;
    }
    const std::chrono::year_month_day date{day};
    return Day{date.year() / date.month() / 1};
}

std::vector<Day> buckets_of(Day from, Day to, TimeGrain grain) {
    std::vector<Day> buckets;
    for (Day bucket = bucket_of(from, grain); bucket <= to; bucket = next_bucket(bucket, grain))
        buckets.push_back(bucket);
    return buckets;
}

}  // namespace insightflow
