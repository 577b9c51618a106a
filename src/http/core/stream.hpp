// The bytes of a connection, in the clear or through TLS: one type, so that what reads and writes them need
// not know which. An AsyncReadStream and AsyncWriteStream of Asio.
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "http/core/net.hpp"

namespace insightflow::http {

class Stream {
public:
    using executor_type = tcp::socket::executor_type;

    // tls: null for the clear. The context of a connection stays as it was when it began.
    Stream(tcp::socket socket, std::shared_ptr<ssl::context> tls)
        : socket_(std::move(socket)), context_(std::move(tls)) {
        if (context_) tls_.emplace(socket_, *context_);
    }

    executor_type get_executor() { return socket_.get_executor(); }
    tcp::socket& socket() { return socket_; }
    bool is_tls() const { return tls_.has_value(); }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        if (tls_) return tls_->async_read_some(buffers, std::forward<Token>(token));
        return socket_.async_read_some(buffers, std::forward<Token>(token));
    }
    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        if (tls_) return tls_->async_write_some(buffers, std::forward<Token>(token));
        return socket_.async_write_some(buffers, std::forward<Token>(token));
    }
    // Only where is_tls().
    template <class Token>
    auto async_handshake(Token&& token) {
        return tls_->async_handshake(ssl::stream_base::server, std::forward<Token>(token));
    }
    template <class Token>
    auto async_end(Token&& token) {
        return tls_->async_shutdown(std::forward<Token>(token));
    }

private:
    tcp::socket socket_;
    std::shared_ptr<ssl::context> context_;
    std::optional<ssl::stream<tcp::socket&>> tls_{};
};

}  // namespace insightflow::http
