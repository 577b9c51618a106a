#include "http/core/syn_filter.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace insightflow::http {
namespace {

class Socket {
public:
    Socket() : number_(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)) {}
    explicit Socket(int number) : number_(number) {}
    ~Socket() { close(number_); }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    int number() const { return number_; }
    bool is_ready(short event, int wait_ms) const {
        pollfd asked{number_, event, 0};
        return poll(&asked, 1, wait_ms) == 1 && asked.revents == event;
    }

private:
    int number_;
};

constexpr int soon_ms = 2000;
constexpr int pause_ms = 100;

TEST(SynFilter, NoConnectionBeginsAndThoseThatAreMadeWork) {
    const Socket listener;
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const place = reinterpret_cast<sockaddr*>(&address);
    ASSERT_EQ(bind(listener.number(), place, size), 0);
    ASSERT_EQ(listen(listener.number(), 8), 0);
    ASSERT_EQ(getsockname(listener.number(), place, &size), 0);

    const Socket before;
    (void)connect(before.number(), place, size);
    ASSERT_TRUE(before.is_ready(POLLOUT, soon_ms));
    begin_no_connections(listener.number());
    const Socket after;
    (void)connect(after.number(), place, size);
    EXPECT_FALSE(after.is_ready(POLLOUT, pause_ms));

    ASSERT_TRUE(listener.is_ready(POLLIN, soon_ms));
    const Socket accepted(accept4(listener.number(), nullptr, nullptr, SOCK_NONBLOCK));
    ASSERT_EQ(write(before.number(), "a", 1), 1);
    EXPECT_TRUE(accepted.is_ready(POLLIN, soon_ms));
    EXPECT_FALSE(listener.is_ready(POLLIN, pause_ms));
}

}  // namespace
}  // namespace insightflow::http
