#include "app/service_manager.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <random>

namespace insightflow::app {
namespace {

// The socket that a service manager waits at.
class Manager {
public:
    explicit Manager(const std::string& name) : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        name.copy(address.sun_path, name.size());
        if (name.front() == '@') address.sun_path[0] = '\0';
        const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
        EXPECT_EQ(::bind(socket_, reinterpret_cast<const sockaddr*>(&address), size), 0);
    }
    ~Manager() { ::close(socket_); }
    Manager(const Manager&) = delete;
    Manager& operator=(const Manager&) = delete;

    std::string told() {
        std::array<char, 64> text{};
        const ssize_t size = ::recv(socket_, text.data(), text.size(), MSG_DONTWAIT);
        return {text.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
    }

private:
    int socket_;
};

std::string unique_name() { return "insightflow-" + std::to_string(std::random_device{}()); }

TEST(ServiceManager, IsToldOfEveryStateByPathOrAbstractName) {
    for (const std::string& name : {testing::TempDir() + unique_name(), "@" + unique_name()}) {
        Manager manager(name);
        const ServiceManager told(name);
        told.ready();
        EXPECT_EQ(manager.told(), "READY=1");
        told.alive();
        EXPECT_EQ(manager.told(), "WATCHDOG=1");
        told.stopping();
        EXPECT_EQ(manager.told(), "STOPPING=1");
    }
}

TEST(ServiceManager, ThatIsNotThereIsNotMissed) {
    EXPECT_FALSE(ServiceManager(std::nullopt).is_there());
    for (const std::string& name : {std::string{}, testing::TempDir() + unique_name(), std::string(200, 'x')})
        EXPECT_NO_THROW(ServiceManager(name).ready());
}

}  // namespace
}  // namespace insightflow::app
