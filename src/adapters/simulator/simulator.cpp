#include "adapters/simulator/simulator.hpp"

#include <string>

#include "domain/money/exact.hpp"
#include "domain/simulation/reports.hpp"

namespace insightflow::simulator {
namespace {

constexpr std::string_view daily_headings =
    "date,platform,account_id,account_name,campaign_id,campaign_name,ad_group_id,ad_group_name,ad_id,ad_name,"
    "country,device,impressions,clicks,cost,conversions,revenue,new_customers\n";
constexpr std::string_view live_headings =
    "date,hour,platform,account_id,account_name,campaign_id,campaign_name,impressions,clicks,cost,"
    "conversions,revenue,new_customers\n";

WallTime wall_time(Timestamp time) {
    return WallTime{std::chrono::floor<std::chrono::seconds>(time).time_since_epoch()};
}

void add_figures(std::string& csv, const SimulatedFigures& figures) {
    csv += std::to_string(figures.impressions) + ',' + std::to_string(figures.clicks) + ',' +
           ExactNumber{figures.cost_cents, 2}.text() + ',' + std::to_string(figures.conversions) + ',' +
           ExactNumber{figures.revenue_cents, 2}.text() + ',' + std::to_string(figures.new_customers) + '\n';
}

void add_campaign(std::string& csv, const SimulatedRow& row) {
    for (const std::string* cell :
         {&row.platform, &row.account_id, &row.account_name, &row.campaign_id, &row.campaign_name})
        csv.append(*cell).push_back(',');
}

void add_daily_row(std::string& csv, const SimulatedRow& row) {
    csv += day_text(row.day) + ',';
    add_campaign(csv, row);
    for (const std::string* cell :
         {&row.ad_group_id, &row.ad_group_name, &row.ad_id, &row.ad_name, &row.country, &row.device})
        csv.append(*cell).push_back(',');
    add_figures(csv, row.figures);
}

void add_live_row(std::string& csv, const SimulatedRow& row) {
    csv += day_text(row.day) + ',' + std::to_string(row.hour.value_or(0)) + ',';
    add_campaign(csv, row);
    add_figures(csv, row.figures);
}

// A report of one shape.
struct Report {
    std::string_view source;
    std::string_view headings;
    decltype(&day_rows) rows;
    decltype(&add_daily_row) add_row;
};

class SimulatedSource final : public RowSource {
public:
    SimulatedSource(SimulationPlan plan, Report report) : plan_(std::move(plan)), report_(report) {}

    RowSourceTraits traits() const override {
        RowSourceTraits traits;
        traits.batch.content_type = "text/csv";
        traits.batch.options.source = std::string(report_.source);
        traits.batch.options.currency = "USD";
        traits.batch.options.time_zone = "UTC";
        traits.restated_days = attribution_days;
        return traits;
    }

    Result<std::int64_t> pull(const PullWindow& window, const WriteBody& write,
                              std::stop_token stop) override {
        std::optional<WallTime> since;
        if (window.since) since = wall_time(*window.since);
        std::int64_t written = 0;
        std::string csv(report_.headings);
        for (Day day = window.first_day; day <= window.last_day; day += std::chrono::days{1}) {
            if (stop.stop_requested())
                return Error{ErrorCode::deadline_exceeded, "The simulation was stopped.", {}};
            const auto rows = report_.rows(plan_, day, wall_time(window.as_of), since);
            if (rows.empty()) continue;
            for (const SimulatedRow& row : rows) report_.add_row(csv, row);
            if (const auto wrote = write(std::as_bytes(std::span(csv))); !wrote) return wrote.error();
            csv.clear();
            written += static_cast<std::int64_t>(rows.size());
        }
        return written;
    }

private:
    SimulationPlan plan_;
    Report report_;
};

}  // namespace

std::unique_ptr<RowSource> make_daily(SimulationPlan plan) {
    return std::make_unique<SimulatedSource>(std::move(plan),
                                             Report{daily_source, daily_headings, &day_rows, &add_daily_row});
}

std::unique_ptr<RowSource> make_live(SimulationPlan plan) {
    return std::make_unique<SimulatedSource>(std::move(plan),
                                             Report{live_source, live_headings, &hour_rows, &add_live_row});
}

}  // namespace insightflow::simulator
