#include "app/simulator.hpp"

#include <condition_variable>
#include <mutex>

#include "adapters/simulator/simulator.hpp"
#include "app/logging.hpp"
#include "application/accounts/workspace_store.hpp"
#include "domain/time/day_in_zone.hpp"

namespace insightflow::app {
namespace {

using std::chrono::days;

AuthorisedScope simulator_scope() {
    return {default_workspace, Role::editor, std::string(simulator_label), ActorKind::system, {}};
}

SimulationPlan live_plan(const SimulatorSettings& settings) {
    SimulationPlan plan;
    if (!settings.platforms.empty()) plan.platforms = settings.platforms;
    return plan;
}

}  // namespace

Simulator::Simulator(SimulatorSettings settings, SimulatorPorts ports)
    : settings_(std::move(settings)),
      ports_(std::move(ports)),
      daily_(simulator::make_daily({})),
      live_(simulator::make_live(live_plan(settings_))) {}

void Simulator::stop() {
    thread_.request_stop();
    if (thread_.joinable()) thread_.join();
}

Result<bool> Simulator::load_demo() {
    if (settings_.demo_end && !settings_.demo)
        return invalid_argument("The demo cannot be loaded.", {{"--demo-end", "goes with --demo"}});
    if (!settings_.demo) return false;
    Timestamp now = ports_.clock();
    const Day today = day_in_zone(now, "UTC");
    if (settings_.demo_end && *settings_.demo_end >= today)
        return invalid_argument("The demo cannot be loaded.",
                                {{"--demo-end", "must be a day before today, " + day_text(today)}});
    const Day first_end = fact_day_min + days{demo_days - 1};
    if (settings_.demo_end && *settings_.demo_end < first_end)
        return invalid_argument("The demo cannot be loaded.",
                                {{"--demo-end", "must be " + day_text(first_end) + " or later"}});
    auto live_from = first_live_day();
    if (!live_from) return live_from.error();
    if (!*live_from && settings_.live) *live_from = today;

    FeedDays demo{.first_pull = demo_days, .lag = 1};
    if (*live_from) demo.last = **live_from - days{1};
    // A demo with a given end is as if one had looked at it right after that day, and never again.
    if (settings_.demo_end) now = *settings_.demo_end + days{1};
    auto feed =
        SourceFeed::open(*daily_, demo, {ports_.acceptor, ports_.intakes, ports_.queue}, simulator_scope());
    if (!feed) return feed.error();
    const auto pulled = feed->pull(now, {});
    if (pulled && settings_.live && !settings_.demo_end) feeds_.push_back({std::move(*feed), {}});
    return pulled;
}

Result<void> Simulator::start() {
    if (!settings_.live) return {};
    auto live_from = first_live_day();
    if (!live_from) return live_from.error();
    // The days before are the demo's, those that live conversions come late for among them.
    const FeedDays days_of_live{.first = live_from->value_or(day_in_zone(ports_.clock(), "UTC"))};
    auto feed = SourceFeed::open(*live_, days_of_live, {ports_.acceptor, ports_.intakes, ports_.queue},
                                 simulator_scope());
    if (!feed) return feed.error();
    feeds_.push_back({std::move(*feed), {}});
    thread_ = std::jthread([this](std::stop_token stop) { run(std::move(stop)); });
    return {};
}

Result<std::optional<Day>> Simulator::first_live_day() const {
    FactsPlan plan;
    plan.workspace = default_workspace;
    plan.keys = {KeyColumn::day};
    plan.filters = {{KeyColumn::source, {std::string(simulator::live_source)}}};
    plan.groups_max = static_cast<std::size_t>((fact_day_max - fact_day_min).count()) + 1;
    const auto groups = ports_.analytics.run(plan, {});
    if (!groups) return groups.error();
    std::optional<Day> first;
    for (const GroupSums& group : *groups)
        if (const auto day = parse_day(group.key.at(0).value_or("")); day && (!first || *day < *first))
            first = day;
    return first;
}

void Simulator::run(std::stop_token stop) {
    std::mutex mutex;
    std::condition_variable_any never;
    auto next = std::chrono::steady_clock::now();
    while (!stop.stop_requested()) {
        for (Pulled& pulled : feeds_) pull(pulled, stop);
        // After a pause of the machine the beats that were missed are not made up for.
        next = std::max(next + settings_.every, std::chrono::steady_clock::now());
        std::unique_lock lock(mutex);
        never.wait_until(lock, stop, next, [] { return false; });
    }
}

// A disk that is full, or a store out of order, may go on for hours: it is said once.
void Simulator::pull(Pulled& from, const std::stop_token& stop) {
    std::string complaint;
    try {
        const auto pulled = from.feed.pull(ports_.clock(), stop);
        if (!pulled && !stop.stop_requested()) complaint = pulled.error().message;
    } catch (const std::exception& error) {
        complaint = error.what();
    }
    if (!complaint.empty() && complaint != from.last_complaint)
        log_event(LogLevel::warning, "simulated rows were not taken in", {{"detail", complaint}});
    from.last_complaint = std::move(complaint);
}

}  // namespace insightflow::app
