// Routes whose answers come later, or piece by piece.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>

#include "http/core/router.hpp"

namespace insightflow::http::test {

// What the test says, and what the routes did.
class LaterRoutes {
public:
    // GET /api/v1/later: answers when it is delivered; "nothing yet" where its 300 ms are over.
    // GET /api/v1/pieces?count=&bytes=&fail: so many pieces of so many bytes; fail: and then an error.
    // GET /api/v1/ticks: "tick" every few milliseconds, for ever.
    void add_to(Router& router);

    void deliver();
    std::atomic<int> begun{0};
    std::atomic<int> ticks{0};
    std::atomic<int> streams{0};  // that live

private:
    void when_ready(std::function<void()> wake);
    std::mutex mutex_{};
    bool delivered_ = false;
    std::function<void()> wake_{};
};

}  // namespace insightflow::http::test
