// Keeps what is known of the quality of data up to date while the server runs, and shows it to those who
// watch the server and to answers.
#pragma once

#include <string>
#include <thread>

#include "adapters/metrics/metrics.hpp"
#include "application/analytics/quality_board.hpp"
#include "application/analytics/summed_groups.hpp"

namespace insightflow::app {

// The thread that looks.
class QualityWatch {
public:
    // The board outlives it.
    explicit QualityWatch(QualityBoard& board) : board_(board) {}

    // A look every few seconds. What fails is logged once and tried again.
    void start();
    // A pass under way is interrupted.
    void stop();

private:
    void run(std::stop_token stop);
    void look(const std::stop_token& stop);
    void complain(const std::string& reason);

    QualityBoard& board_;
    std::string last_complaint_{};
    std::jthread thread_{};
};

// What a monitor sees of it. The board outlives counted.
void add_quality_gauges(metrics::Metrics& counted, const QualityBoard& board);

// For the warnings of answers; the board outlives it.
FindingsKnown known_findings(const QualityBoard& board);

}  // namespace insightflow::app
