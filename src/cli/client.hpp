// The command line's HTTP client.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "json/json_value.hpp"

namespace insightflow::cli {

// Exit codes of every client command, after sysexits.h.
enum ExitCode : int {
    exit_ok = 0,
    exit_failure = 1,
    exit_usage = 2,
    exit_data = 65,         // the server understood and refused the data or the query
    exit_unavailable = 69,  // no server answers
    exit_io = 74,           // a file cannot be read
    exit_try_again = 75,    // the server is busy
    exit_no_permission = 77,
};

using Parameters = std::vector<std::pair<std::string, std::string>>;

struct ServerAddress {
    std::string url{};
    std::string key{};
    // PEM file of a certificate to be believed whatever its name: of a server that was found by its data
    // folder, which nobody else can write to. Empty: those that the system believes, for their names.
    std::string certificate{};
    // A server of this process, which runs as long as somebody has it; null where another process serves.
    std::shared_ptr<void> running{};
};

struct Reply {
    int status = 0;
    JsonValue body{};
};

// A command that cannot go on: message for the terminal, exit code for the shell.
struct Failure {
    // Not an aggregate: one that could be made of an int alone could not stand beside Attempt<int>'s value.
    Failure() = default;
    Failure(int code, std::string words) : exit_code(code), message(std::move(words)) {}
    int exit_code = exit_failure;
    std::string message{};
    // No answer, or that of a server which cannot serve just now: it may be asked again.
    bool passing = false;
    int status = 0;  // of the server's answer, where there was one
};

[[noreturn]] inline void throw_exception_from_error(const Failure& failure, const boost::source_location&) {
    throw std::logic_error("value() was asked of a failure: " + failure.message);
}

template <class T>
using Attempt = boost::system::result<T, Failure>;

// What to upload. progress is called with bytes sent so far.
struct Upload {
    std::filesystem::path file{};
    std::string content_type{};
    std::string
        idempotency_key{};  // may be empty; makes it safe to send the file again when the answer got lost
    std::function<void(std::uint64_t)> progress{};
    bool replaces = false;  // PUT instead of POST
};

class Client {
public:
    explicit Client(ServerAddress address);
    ~Client();

    // Replies of status 2xx, whose body may be empty; any other reply and a server that does not answer are
    // failures in words.
    Attempt<Reply> get(const std::string& path, const Parameters& query = {});
    Attempt<Reply> remove(const std::string& path);
    // Without a body.
    Attempt<Reply> post(const std::string& path);
    Attempt<Reply> upload(const std::string& path, const Parameters& query, const Upload& upload);

private:
    struct Connection;
    std::unique_ptr<Connection> connection_;
};

}  // namespace insightflow::cli
