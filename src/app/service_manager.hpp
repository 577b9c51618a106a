// Tells the service manager how the server is, by the protocol of sd_notify(3): a datagram to the socket that
// NOTIFY_SOCKET names. Where it names none, or nobody takes the datagram, nothing happens.
#pragma once

#include <optional>
#include <string>

namespace insightflow::app {

class ServiceManager {
public:
    // The value of NOTIFY_SOCKET; a path, or a name in Linux's abstract namespace ("@name").
    explicit ServiceManager(std::optional<std::string> socket) : socket_(std::move(socket)) {}

    bool is_there() const { return socket_.has_value(); }
    void ready() const { send("READY=1"); }
    void stopping() const { send("STOPPING=1"); }
    // Keeps the watchdog of the unit (WatchdogSec) from ending the process.
    void alive() const { send("WATCHDOG=1"); }

private:
    void send(const std::string& state) const;
    std::optional<std::string> socket_;
};

}  // namespace insightflow::app
