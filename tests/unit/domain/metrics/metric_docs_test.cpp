// docs/metrics.md is printed from the catalogue; this test keeps them equal, and prints it anew when
// INSIGHTFLOW_WRITE_GOLDEN is set.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "domain/metrics/catalogue.hpp"

namespace insightflow {
namespace {

std::string_view unit_text(Unit unit) {
    return unit == Unit::count ? "count" : unit == Unit::money ? "money" : "ratio";
}

std::string_view direction_text(GoodDirection good) {
    return good == GoodDirection::up ? "up" : good == GoodDirection::down ? "down" : "neither";
}

std::string catalogue_page() {
    std::ostringstream page;
    page << "# Metrics\n\nPrinted from `src/domain/metrics/catalogue.cpp` by `make golden`; do not edit.\n\n"
         << "A ratio is computed from summed parts as an exact fraction and rounded half to even to "
         << ratio_decimals
         << " decimals. Empty is null, never 0.\nMoney over rows of several currencies is null where the "
            "workspace has no reporting currency.\n\n"
         << "| metric | meaning | formula | unit | good is | empty when |\n| --- | --- | --- | --- | --- | "
            "--- |\n";
    for (const MetricDefinition& metric : metric_catalogue())
        page << "| `" << metric.name << "` | " << metric.meaning << " | " << metric.formula << " | "
             << unit_text(metric.unit) << " | " << direction_text(metric.good) << " | " << metric.empty_when
             << " |\n";
    return page.str();
}

TEST(MetricDocs, SayWhatTheCatalogueSays) {
    const std::string path = METRIC_DOCS_FILE;
    if (std::getenv("INSIGHTFLOW_WRITE_GOLDEN")) std::ofstream(path) << catalogue_page();
    std::ifstream file(path);
    const std::string written((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    EXPECT_EQ(written, catalogue_page()) << "run `make golden`";
}

}  // namespace
}  // namespace insightflow
