// docs/simulator.md lists the planted anomalies; its table is printed from the plan
// (INSIGHTFLOW_WRITE_GOLDEN) and compared here. That the rows show them is tested here, too.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

#include "domain/simulation/reports.hpp"

namespace insightflow {
namespace {

using std::chrono::days;

constexpr Day cycle_start = std::chrono::year{2026} / 10 / 23;
constexpr std::string_view table_begin = "<!-- anomalies: written by `make golden` -->\n";
constexpr std::string_view table_end = "<!-- end of anomalies -->\n";

std::size_t platform_index(std::string_view name) {
    std::size_t index = 0;
    while (platform_traits()[index].name != name) ++index;
    return index;
}

std::string campaign_id(const PlantedAnomaly& anomaly) {
    return "cmp-" + std::to_string(campaign_number(platform_index(anomaly.platform), anomaly.campaign,
                                                   SimulationPlan{}.campaigns_per_platform));
}

std::string table() {
    std::ostringstream out;
    out << "| platform | campaign | metric | kind | factor | days | story |\n"
        << "| --- | --- | --- | --- | --- | --- | --- |\n";
    for (const PlantedAnomaly& anomaly : planted_anomalies()) {
        const Day first = cycle_start + days{anomaly.cycle_day};
        out << "| `" << anomaly.platform << "` | `" << campaign_id(anomaly) << "` | "
            << name_of(anomaly.metric) << " | " << (anomaly.percent > 100 ? "spike" : "drop") << " | "
            << anomaly.percent / 100 << '.' << anomaly.percent / 10 % 10 << " | " << day_text(first) << ", "
            << day_text(first + days{anomaly_cycle_days}) << ", ... | " << anomaly.story << " |\n";
    }
    return out.str();
}

std::string text_of(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::int64_t planted(const SimulatedFigures& figures, PlantedMetric metric) {
    switch (metric) {
        case PlantedMetric::impressions: return figures.impressions;
        case PlantedMetric::clicks: return figures.clicks;
        case PlantedMetric::cost: return figures.cost_cents;
        case PlantedMetric::conversions: return figures.conversions;
        case PlantedMetric::revenue: return figures.revenue_cents;
    }
    return 0;
}

// Of the anomaly's campaign and metric.
std::int64_t total(const SimulationPlan& plan, const PlantedAnomaly& anomaly, Day day) {
    std::int64_t sum = 0;
    for (const SimulatedRow& row : day_rows(plan, day, WallTime{(day + days{20}).time_since_epoch()}))
        if (row.campaign_id == campaign_id(anomaly)) sum += planted(row.figures, anomaly.metric);
    return sum;
}

TEST(PlantedAnomalies, AreWhatTheDocumentLists) {
    const std::string path = SIMULATOR_DOCS_FILE;
    std::string text = text_of(path);
    const std::size_t begin = text.find(table_begin) + table_begin.size();
    const std::size_t end = text.find(table_end);
    ASSERT_LE(begin, end);
    if (std::getenv("INSIGHTFLOW_WRITE_GOLDEN")) {
        text.replace(begin, end - begin, table());
        std::ofstream(path) << text;
        return;
    }
    EXPECT_EQ(text.substr(begin, end - begin), table()) << "run `make golden`";
}

TEST(PlantedAnomalies, ShowInTheRowsOfTheirDayAndOfNoOther) {
    const SimulationPlan plan;
    SimulationPlan plain;
    plain.anomalies.clear();
    for (const PlantedAnomaly& anomaly : planted_anomalies()) {
        const Day day = cycle_start + days{anomaly.cycle_day};
        const auto usual = static_cast<double>(total(plain, anomaly, day));
        const auto shown = static_cast<double>(total(plan, anomaly, day));
        EXPECT_NEAR(shown / usual, anomaly.percent / 100.0, 0.08) << anomaly.story;
        EXPECT_EQ(total(plan, anomaly, day + days{anomaly_cycle_days}) >
                      total(plain, anomaly, day + days{anomaly_cycle_days}),
                  anomaly.percent > 100);
        for (const int beside : {-1, 1})
            EXPECT_EQ(total(plan, anomaly, day + days{beside}), total(plain, anomaly, day + days{beside}));
    }
}

TEST(PlantedAnomalies, ComeBackEveryCycle) {
    EXPECT_EQ(anomaly_cycle_day(cycle_start), 0);
    EXPECT_EQ(anomaly_cycle_day(cycle_start - days{1}), anomaly_cycle_days - 1);
    EXPECT_EQ(anomaly_cycle_day(std::chrono::year{2024} / 12 / 31), anomaly_cycle_days - 1);
    EXPECT_EQ(anomaly_cycle_day(cycle_start + days{anomaly_cycle_days}), 0);
}

}  // namespace
}  // namespace insightflow
