// A client that sends exactly the bytes it is given, for tests of how a server reads them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace insightflow::http::test {

struct RawReply {
    int status = 0;
    std::string head{};  // with the empty line
    std::string body{};
    // The value of a header; empty where it is absent.
    std::string header(std::string_view name) const;
};

class RawClient {
public:
    explicit RawClient(std::uint16_t port);
    ~RawClient();
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    // False where the server has closed its end.
    bool send(std::string_view bytes);
    // The next reply; nullopt where the connection ended or nothing came in time. A reply to HEAD has no
    // body.
    std::optional<RawReply> receive(bool is_head = false,
                                    std::chrono::milliseconds patience = std::chrono::milliseconds{10'000});
    // What comes until the server closes its end.
    std::string receive_all(std::chrono::milliseconds patience = std::chrono::milliseconds{10'000});
    // True where the server closes without sending more.
    bool closed_by_server(std::chrono::milliseconds patience = std::chrono::milliseconds{10'000});
    // Ends the connection with a reset rather than politely.
    void reset();

private:
    bool read_more(std::chrono::steady_clock::time_point until);
    // The bytes of a chunked body; nullopt where it breaks off.
    std::optional<std::string> receive_chunks(std::chrono::steady_clock::time_point until);
    int socket_ = -1;
    std::string buffer_{};
};

// One request on a connection of its own.
std::optional<RawReply> ask(std::uint16_t port, std::string_view bytes);

}  // namespace insightflow::http::test
