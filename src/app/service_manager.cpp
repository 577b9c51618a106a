#include "app/service_manager.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>

namespace insightflow::app {

void ServiceManager::send(const std::string& state) const {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (!socket_ || socket_->empty() || socket_->size() >= sizeof address.sun_path) return;
    socket_->copy(address.sun_path, socket_->size());
    if (address.sun_path[0] == '@') address.sun_path[0] = '\0';
    const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket < 0) return;
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_->size());
    // A state that does not arrive is for the manager to notice; there is nobody else to tell.
    (void)::sendto(socket, state.data(), state.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
                   reinterpret_cast<const sockaddr*>(&address), size);
    ::close(socket);
}

}  // namespace insightflow::app
