#include "unit/http/raw_client.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace insightflow::http::test {

std::string RawReply::header(std::string_view name) const {
    const std::string line = "\r\n" + std::string(name) + ": ";
    const auto at = head.find(line);
    if (at == std::string::npos) return {};
    const auto from = at + line.size();
    return head.substr(from, head.find("\r\n", from) - from);
}

RawClient::RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        ::close(socket_);
        throw std::runtime_error("the server does not take connections");
    }
}

RawClient::~RawClient() { ::close(socket_); }

bool RawClient::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool RawClient::read_more(std::chrono::steady_clock::time_point until) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    pollfd wait{.fd = socket_, .events = POLLIN, .revents = 0};
    if (left.count() <= 0 || ::poll(&wait, 1, static_cast<int>(left.count())) <= 0) return false;
    char bytes[65536];
    const auto got = ::recv(socket_, bytes, sizeof bytes, 0);
    if (got <= 0) return false;
    buffer_.append(bytes, static_cast<std::size_t>(got));
    return true;
}

std::optional<RawReply> RawClient::receive(bool is_head, std::chrono::milliseconds patience) {
    const auto until = std::chrono::steady_clock::now() + patience;
    std::size_t end = buffer_.find("\r\n\r\n");
    while (end == std::string::npos) {
        if (!read_more(until)) return std::nullopt;
        end = buffer_.find("\r\n\r\n");
    }
    RawReply reply;
    reply.head = buffer_.substr(0, end + 4);
    buffer_.erase(0, end + 4);
    std::from_chars(reply.head.data() + 9, reply.head.data() + 12, reply.status);
    const std::string length = reply.header("Content-Length");
    std::size_t size = 0;
    std::from_chars(length.data(), length.data() + length.size(), size);
    if (is_head) size = 0;
    if (!is_head && reply.header("Transfer-Encoding") == "chunked") {
        auto chunks = receive_chunks(until);
        if (!chunks) return std::nullopt;
        reply.body = std::move(*chunks);
        return reply;
    }
    while (buffer_.size() < size)
        if (!read_more(until)) return std::nullopt;
    reply.body = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return reply;
}

std::optional<std::string> RawClient::receive_chunks(std::chrono::steady_clock::time_point until) {
    std::string body;
    for (;;) {
        std::size_t line = buffer_.find("\r\n");
        while (line == std::string::npos) {
            if (!read_more(until)) return std::nullopt;
            line = buffer_.find("\r\n");
        }
        std::size_t size = 0;
        std::from_chars(buffer_.data(), buffer_.data() + line, size, 16);
        while (buffer_.size() < line + 2 + size + 2)
            if (!read_more(until)) return std::nullopt;
        body += buffer_.substr(line + 2, size);
        buffer_.erase(0, line + 2 + size + 2);
        if (size == 0) return body;
    }
}

std::string RawClient::receive_all(std::chrono::milliseconds patience) {
    const auto until = std::chrono::steady_clock::now() + patience;
    while (read_more(until)) continue;
    return std::exchange(buffer_, {});
}

bool RawClient::closed_by_server(std::chrono::milliseconds patience) {
    if (!buffer_.empty()) return false;
    pollfd wait{.fd = socket_, .events = POLLIN, .revents = 0};
    if (::poll(&wait, 1, static_cast<int>(patience.count())) <= 0) return false;
    char byte = 0;
    return ::recv(socket_, &byte, 1, 0) <= 0;
}

void RawClient::reset() {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    ::close(socket_);
    socket_ = -1;
}

std::optional<RawReply> ask(std::uint16_t port, std::string_view bytes) {
    RawClient client(port);
    client.send(bytes);
    return client.receive();
}

}  // namespace insightflow::http::test
