#include "app/archivist.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <condition_variable>
#include <mutex>

#include "app/logging.hpp"
#include "app/process.hpp"

namespace insightflow::app {
namespace {

constexpr std::chrono::minutes pass_every{1};
// Whoever waits for an answer goes before it. In Linux each thread has a niceness of its own.
constexpr int niceness = 10;

}  // namespace

void Archivist::start() {
    thread_ = std::jthread([this](std::stop_token stop) { run(std::move(stop)); });
}

void Archivist::stop() { thread_ = {}; }

void Archivist::run(std::stop_token stop) {
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), niceness);
    std::mutex mutex;
    std::condition_variable_any never;
    while (!stop.stop_requested()) {
        pass(stop);
        std::unique_lock lock(mutex);
        never.wait_for(lock, stop, pass_every, [] { return false; });
    }
}

void Archivist::pass(std::stop_token stop) {
    try {
        const auto archived = archive_bodies(ports_, kept_for_, now(), std::move(stop));
        if (!archived) {
            ports_.log("bodies could not be archived: " + archived.error().message);
        } else if (archived->archived + archived->removed > 0) {
            log_event(LogLevel::debug, "bodies archived",
                      {{"archived", static_cast<std::int64_t>(archived->archived)},
                       {"removed", static_cast<std::int64_t>(archived->removed)}});
        }
    } catch (const std::exception& fault) {
        ports_.log(std::string("bodies could not be archived: ") + fault.what());
    }
}

}  // namespace insightflow::app
