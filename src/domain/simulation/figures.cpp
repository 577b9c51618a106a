#include "domain/simulation/figures.hpp"

#include <array>

namespace insightflow {
namespace {

// Percent of a day's conversions that are attributed when it is so many days old.
constexpr std::array<int, attribution_days + 1> attributed_percent{60, 70, 76, 80, 83, 86, 88, 90,
                                                                   92, 94, 95, 96, 98, 99, 100};

constexpr int year_days = 364;  // whole weeks

// Places of draws; those of a campaign, of its day and of a part of its day never meet in one seed.
enum Place : std::uint64_t {
    size_place,
    swing_place,
    phase_place,
    reach_place,
    click_place,
    price_place,
    conversion_place,
    order_place,
    newness_place,
    spread_place,
};

// splitmix64 (Steele, Lea, Flood 2014): a well-mixed hash of a counter.
constexpr std::uint64_t mixed(std::uint64_t value) {
    value += 0x9e3779b97f4a7c15ULL;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
    return value ^ (value >> 31);
}

// The part of count that a rate lets through. The offset, below ppm, rounds up as often as is fair, and it is
// always the same one for a figure: so a larger count or rate never gives less.
std::int64_t thinned(std::int64_t count, std::int64_t rate_ppm, std::int64_t offset) {
    return (count * rate_ppm + offset) / ppm;
}

// Percent of the usual, up and down once a year by the campaign's own measure, from its own day on.
std::int64_t swing_percent(std::uint64_t campaign_seed, Day day) {
    const std::int64_t height = draw(campaign_seed, swing_place, -25, 45);
    const std::int64_t start = draw(campaign_seed, phase_place, 0, year_days - 1);
    const std::int64_t at = (day.time_since_epoch().count() + start) % year_days;
    const std::int64_t risen = at < year_days / 2 ? at : year_days - at;
    return 100 + height * risen / (year_days / 2);
}

void plant(CampaignDay& day, PlantedMetric metric, int percent) {
    std::int64_t& planted = metric == PlantedMetric::impressions   ? day.impressions
                            : metric == PlantedMetric::clicks      ? day.click_ppm
                            : metric == PlantedMetric::cost        ? day.click_centicents
                            : metric == PlantedMetric::conversions ? day.conversion_ppm
                                                                   : day.order_cents;
    planted = planted * percent / 100;
}

}  // namespace

std::int64_t draw(std::uint64_t seed, std::uint64_t place, std::int64_t low, std::int64_t high) {
    const std::uint64_t bits = mixed(mixed(seed) + place);
    return low + static_cast<std::int64_t>(bits % static_cast<std::uint64_t>(high - low + 1));
}

CampaignDay campaign_day(const SimulationPlan& plan, std::size_t platform, int campaign, Day day) {
    const PlatformTraits& traits = platform_traits()[platform];
    const auto number =
        static_cast<std::uint64_t>(campaign_number(platform, campaign, plan.campaigns_per_platform));
    const std::uint64_t campaign_seed = mixed(plan.seed ^ mixed(number));
    CampaignDay out;
    out.seed = mixed(campaign_seed + static_cast<std::uint64_t>(day.time_since_epoch().count()));
    const auto weekday = std::chrono::weekday{day}.iso_encoding() - 1;
    out.impressions = draw(campaign_seed, size_place, 15'000, 120'000) * traits.season[weekday] / 100 *
                      swing_percent(campaign_seed, day) / 100 * draw(out.seed, reach_place, 88, 112) / 100;
    out.click_ppm = traits.click_ppm * draw(out.seed, click_place, 88, 112) / 100;
    out.click_centicents = traits.click_cents * draw(out.seed, price_place, 90, 110);
    out.conversion_ppm = traits.conversion_ppm * draw(out.seed, conversion_place, 80, 120) / 100;
    out.order_cents = traits.order_cents * draw(out.seed, order_place, 85, 120) / 100;
    out.new_customer_ppm = draw(out.seed, newness_place, 300'000, 650'000);
    for (const PlantedAnomaly& anomaly : plan.anomalies)
        if (anomaly.platform == traits.name && anomaly.campaign == campaign &&
            anomaly.cycle_day == anomaly_cycle_day(day))
            plant(out, anomaly.metric, anomaly.percent);
    return out;
}

SimulatedFigures figures_of(const CampaignDay& day, const DayPart& part, const Knowledge& known) {
    const std::uint64_t seed = mixed(day.seed ^ mixed(part.place));
    const auto offset = [seed](Place place) { return draw(seed, place, 0, ppm - 1); };
    SimulatedFigures out;
    const std::int64_t spread = draw(seed, spread_place, 90, 110);
    out.impressions = day.impressions * part.share_ppm * spread * known.elapsed_s / (ppm * 100 * hour_s);
    out.clicks = thinned(out.impressions, day.click_ppm, offset(click_place));
    out.cost_cents = out.clicks * day.click_centicents / 100;
    const std::int64_t orders = thinned(out.clicks, day.conversion_ppm, offset(conversion_place));
    const int attributed = attributed_percent[static_cast<std::size_t>(known.age_days)];
    out.conversions = thinned(orders, attributed * (ppm / 100), offset(order_place));
    out.revenue_cents = out.conversions * day.order_cents;
    out.new_customers = thinned(out.conversions, day.new_customer_ppm, offset(newness_place));
    return out;
}

}  // namespace insightflow
