#include "app/quality_watch.hpp"

#include <condition_variable>
#include <mutex>

#include "app/logging.hpp"
#include "app/process.hpp"

namespace insightflow::app {
namespace {

constexpr std::chrono::seconds look_every{5};

}  // namespace

void QualityWatch::start() {
    thread_ = std::jthread([this](std::stop_token stop) { run(std::move(stop)); });
}

void QualityWatch::stop() { thread_ = {}; }

void QualityWatch::run(std::stop_token stop) {
    std::mutex mutex;
    std::condition_variable_any never;
    const auto wait = [&] {
        std::unique_lock lock(mutex);
        never.wait_for(lock, stop, look_every, [] { return false; });
        return !stop.stop_requested();
    };
    // First of all it waits: a command that works on a folder for a moment does not pay for a pass.
    while (wait()) look(stop);
}

void QualityWatch::look(const std::stop_token& stop) {
    try {
        const auto looked = board_.refresh(stop);
        if (stop.stop_requested()) return;
        complain(looked ? "" : looked.error().message);
    } catch (const std::exception& fault) {
        complain(fault.what());
    }
}

void QualityWatch::complain(const std::string& reason) {
    if (reason != last_complaint_ && !reason.empty())
        log_event(LogLevel::warning, "the quality of data could not be looked at", {{"reason", reason}});
    last_complaint_ = reason;
}

void add_quality_gauges(metrics::Metrics& counted, const QualityBoard& board) {
    std::vector<std::string> codes(quality_code_names.begin(), quality_code_names.end());
    counted.add_gauges("insightflow_quality_findings",
                       "Findings of the quality of stored data, of all workspaces, by code.",
                       {"code", std::move(codes)}, [&board] {
                           const QualityTotals totals = board.totals();
                           return std::vector<double>(totals.findings.begin(), totals.findings.end());
                       });
    counted.add_gauge(
        "insightflow_quality_validation_ratio",
        "Accepted by received rows over the last batches of all sources; 1 without any.", [&board] {
            const Validation validation = board.totals().validation;
            if (validation.received == 0) return 1.0;
            return static_cast<double>(validation.accepted) / static_cast<double>(validation.received);
        });
    counted.add_gauge("insightflow_quality_newest_batch_age_seconds",
                      "Time since the last batch of any source was applied; 0 before the first.", [&board] {
                          const auto newest = board.totals().newest_batch_at;
                          if (!newest) return 0.0;
                          return std::chrono::duration<double>(now() - *newest).count();
                      });
}

FindingsKnown known_findings(const QualityBoard& board) {
    return [&board](WorkspaceId id) {
        const auto known = board.known(id);
        return known ? known->findings : nullptr;
    };
}

}  // namespace insightflow::app
