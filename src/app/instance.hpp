// The whole server within this process: stores, workers, listeners. `insightflow serve` runs it, and so does
// a command that finds no server on its data folder.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "app/config.hpp"
#include "domain/base/result.hpp"

namespace insightflow::app {

class Instance {
public:
    // Opens the stores, goes on where the last process ended, and takes the port. Errors: those of each part;
    // conflict and unavailable where another process has the folder or the port.
    // alive: called now and then from an I/O thread, as long as serving makes sense.
    static Result<std::unique_ptr<Instance>> open(const ServeConfig& config,
                                                  std::function<void()> alive = {});
    ~Instance();
    Instance(const Instance&) = delete;
    Instance& operator=(const Instance&) = delete;

    // Where this machine reaches it: "http://127.0.0.1:8080".
    const std::string& url() const;
    // A set-up token, to be shown on the console, where the installation has no user yet.
    Result<std::optional<std::string>> offer_setup();
    // Blocks until a drain has ended. Once.
    void serve();
    // Reads the certificate again for connections from now on; those there are go on. Errors: the certificate
    // stays as it was.
    Result<void> reload_certificate();
    // Starts the drain; any thread, more than once.
    void request_stop();

private:
    struct Parts;
    explicit Instance(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace insightflow::app
