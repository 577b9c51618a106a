#include "domain/query/series.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>

namespace insightflow {
namespace {

using KeyTexts = std::vector<std::optional<std::string>>;

// What is known of one group over all its buckets.
struct Series {
    KeyTexts names{};
    std::set<std::string> days{};
};

KeyTexts id_of(const GroupSums& group, const FactsPlan& plan) {
    return {group.key.begin() + 1, group.key.begin() + static_cast<std::ptrdiff_t>(plan.keys.size())};
}

std::map<KeyTexts, Series> series_of(const std::vector<GroupSums>& groups, const FactsPlan& plan) {
    std::map<KeyTexts, Series> all;
    if (plan.keys.size() == 1) all[{}].names.resize(plan.names.size());
    for (const GroupSums& group : groups) {
        Series& series = all[id_of(group, plan)];
        series.days.insert(group.key.front().value());
        series.names.resize(plan.names.size());
        for (std::size_t i = 0; i < plan.names.size(); ++i)
            series.names[i] = std::max(series.names[i], group.key[plan.keys.size() + i]);
    }
    return all;
}

}  // namespace

Result<std::vector<GroupSums>> with_every_bucket(std::vector<GroupSums> groups, const FactsPlan& plan) {
    const std::map<KeyTexts, Series> all = series_of(groups, plan);
    const std::vector<Day> buckets = buckets_of(plan.days.from.value(), plan.days.to.value(), plan.grain);
    if (buckets.size() * all.size() > plan.groups_max)
        return invalid_argument("The answer would have " + std::to_string(all.size()) + " groups times " +
                                std::to_string(buckets.size()) + " buckets, more than " +
                                std::to_string(plan.groups_max) +
                                "; narrow the range or the filters, or group by less.");
    for (GroupSums& group : groups) {
        const KeyTexts& names = all.at(id_of(group, plan)).names;
        std::copy(names.begin(), names.end(),
                  group.key.begin() + static_cast<std::ptrdiff_t>(plan.keys.size()));
    }
    for (const auto& [id, series] : all) {
        for (const Day bucket : buckets) {
            const std::string day = day_text(bucket);
            if (series.days.contains(day)) continue;
            GroupSums empty{{day}, {}};
            empty.key.insert(empty.key.end(), id.begin(), id.end());
            empty.key.insert(empty.key.end(), series.names.begin(), series.names.end());
            groups.push_back(std::move(empty));
        }
    }
    return groups;
}

}  // namespace insightflow
