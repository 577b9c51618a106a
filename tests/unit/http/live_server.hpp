// A real Server on a free port of the loopback, with routes that show what a server does. Key "reader" may
// read, "writer" may write too; they are of two workspaces.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "http/core/server.hpp"
#include "unit/http/later_routes.hpp"

namespace insightflow::http::test {

// A door that handlers wait at until the test opens it.
class Gate {
public:
    void open();
    void wait_until_open();
    // Waits until so many stand at the gate.
    void await_waiting(int count);

private:
    std::mutex mutex_{};
    std::condition_variable changed_{};
    bool open_ = false;
    int waiting_ = 0;
};

// What uploads did, over all of them.
struct UploadTally {
    std::atomic<int> begun{0};
    std::atomic<int> finished{0};
    std::atomic<int> destroyed{0};
    std::atomic<std::uint64_t> bytes{0};
    std::atomic<std::size_t> largest_piece{0};
};

class LiveServer {
public:
    explicit LiveServer(ServerConfig config = {});
    ~LiveServer();

    std::uint16_t port() const { return server_->port(); }
    Server& server() { return *server_; }
    // Returns when run() has.
    void stop();
    std::vector<AccessRecord> log();
    // The log once it holds at least `count` records.
    std::vector<AccessRecord> await_log(std::size_t count);
    // Waits until so many requests are under way.
    void await_active(int count);
    std::vector<InternalFault> faults();
    // Clients of which it was recorded that a connection was refused.
    std::vector<std::string> refusals();

    Gate gate{};
    LaterRoutes later{};
    UploadTally uploads{};
    std::atomic<int> patient_begun{0};
    std::atomic<bool> is_ready{true};
    // Recording one fails, as where memory has run out.
    std::atomic<bool> refusals_throw{false};
    std::atomic<bool> faults_throw{false};

private:
    Router routes();
    std::atomic<int> active_{0};
    std::mutex mutex_{};
    std::vector<AccessRecord> log_{};
    std::vector<InternalFault> faults_{};
    std::vector<std::string> refusals_{};
    std::unique_ptr<Server> server_{};
    std::thread thread_{};
};

// "GET /path HTTP/1.1", Host, the key of a writer, and more lines ("A: b\r\n").
std::string request(std::string_view method, std::string_view target, std::string_view more_fields = {},
                    std::string_view body = {});

}  // namespace insightflow::http::test
