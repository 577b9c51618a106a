// The simulator at work in a server: the days of `--demo` before it serves, and with DATA_SOURCE=fake the
// rows of today, every few seconds, for as long as it runs. Both go the way of everybody's batches.
//
// The two sources speak of the same campaigns, so their days never meet: the demo ends where live rows begin,
// on the first day of which the store has any.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "app/simulator_settings.hpp"
#include "application/analytics/analytics_store.hpp"
#include "application/ingestion/source_feed.hpp"

namespace insightflow::app {

// As whom its batches are sent.
inline constexpr std::string_view simulator_label = "simulator";

inline constexpr int demo_days = 180;

struct SimulatorPorts {
    BatchAcceptor& acceptor;
    IntakeStore& intakes;
    const BatchQueue& queue;
    AnalyticsStore& analytics;
    std::function<Timestamp()> clock;
};

class Simulator {
public:
    Simulator(SimulatorSettings settings, SimulatorPorts ports);
    ~Simulator() { stop(); }
    Simulator(const Simulator&) = delete;
    Simulator& operator=(const Simulator&) = delete;

    // Takes in what the demo still lacks of its days: all of them on the first start, those that have passed
    // on a later one. True where that was anything; it is queued, not yet applied. Once. Errors:
    // invalid_argument for a demo that would not end before today; those of the feed.
    Result<bool> load_demo();

    // Live rows from now on, pulled by a thread of its own. Once. Errors: those of the store.
    Result<void> start();

    // The pull under way is finished, or ended where it may take long. Afterwards there are no more.
    void stop();

private:
    struct Pulled {
        SourceFeed feed;
        std::string last_complaint;
    };

    Result<std::optional<Day>> first_live_day() const;
    void run(std::stop_token stop);
    void pull(Pulled& from, const std::stop_token& stop);

    SimulatorSettings settings_;
    SimulatorPorts ports_;
    std::unique_ptr<RowSource> daily_;
    std::unique_ptr<RowSource> live_;
    std::vector<Pulled> feeds_{};
    std::jthread thread_{};
};

}  // namespace insightflow::app
