#include "domain/quality/outliers.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace insightflow {
namespace {

// Makes a MAD comparable to a standard deviation: the third quartile of the normal distribution.
constexpr double normal_quartile = 0.6745;

struct Level {
    Day day{};
    double level = 0;
};

// Not empty.
double median_of(std::vector<double>& values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    if (values.size() % 2 == 1) return *middle;
    return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

class History {
public:
    explicit History(std::span<const Level> levels) : levels_(levels) {}

    double usual_for(Day day) const {
        const std::chrono::weekday weekday{day};
        std::vector<double> same;
        for (const Level& level : levels_)
            if (std::chrono::weekday{level.day} == weekday) same.push_back(level.level);
        if (same.size() >= outlier_weekdays_min) return median_of(same);
        std::vector<double> all;
        for (const Level& level : levels_) all.push_back(level.level);
        return median_of(all);
    }

    double deviation() const {
        std::array<double, 7> usual{};
        std::array<bool, 7> known{};
        std::vector<double> deviations;
        for (const Level& level : levels_) {
            const unsigned weekday = std::chrono::weekday{level.day}.c_encoding();
            if (!known[weekday]) usual[weekday] = usual_for(level.day);
            known[weekday] = true;
            deviations.push_back(std::abs(level.level - usual[weekday]));
        }
        return median_of(deviations);
    }

private:
    std::span<const Level> levels_;
};

double least_deviation(double usual, ValueKind kind) {
    if (kind == ValueKind::amount) return outlier_deviation_min;
    return std::max(outlier_deviation_min, normal_quartile / std::sqrt(std::exp(usual)));
}

}  // namespace

std::vector<Outlier> outliers_of(const std::vector<DayValue>& values, ValueKind kind) {
    std::vector<Level> levels;
    levels.reserve(values.size());
    for (const DayValue& value : values)
        levels.push_back({value.day, std::log(std::max(value.value, outlier_value_min))});
    std::vector<Outlier> outliers;
    std::size_t first = 0;
    for (std::size_t i = 0; i < levels.size(); ++i) {
        while (levels[first].day < levels[i].day - outlier_history) ++first;
        if (i - first < outlier_history_min) continue;
        const History history(std::span<const Level>(levels).subspan(first, i - first));
        const double usual = history.usual_for(levels[i].day);
        const double difference = levels[i].level - usual;
        if (std::abs(difference) < std::log(outlier_ratio_min)) continue;
        const double deviation = std::max(history.deviation(), least_deviation(usual, kind));
        const double score = normal_quartile * difference / deviation;
        if (std::abs(score) > outlier_score_min) outliers.push_back({levels[i].day, score, std::exp(usual)});
    }
    return outliers;
}

}  // namespace insightflow
