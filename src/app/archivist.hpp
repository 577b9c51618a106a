// The thread that archives bodies while the server runs, and removes those that are not to be kept.
#pragma once

#include <chrono>
#include <optional>
#include <thread>

#include "application/ingestion/archive_bodies.hpp"

namespace insightflow::app {

class Archivist {
public:
    Archivist(ArchivePorts ports, std::optional<std::chrono::days> kept_for)
        : ports_(std::move(ports)), kept_for_(kept_for) {}

    // A pass now and each minute. What fails is logged and tried again.
    void start();
    // Ends after the body that it has in its hands.
    void stop();

private:
    void run(std::stop_token stop);
    void pass(std::stop_token stop);

    ArchivePorts ports_;
    std::optional<std::chrono::days> kept_for_;
    std::jthread thread_{};
};

}  // namespace insightflow::app
