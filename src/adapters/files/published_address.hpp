// How the commands on this machine find the server that has a data folder: it writes its URL into the folder,
// and under TLS the file of its certificate, by which they know it under whatever name it was issued.
// The file counts only while some process has the folder; opening the folder removes an older one.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include "domain/base/result.hpp"

namespace insightflow::files {

inline constexpr const char* address_file_name = "insightflow.url";

struct ServerPlace {
    std::string url{};
    std::string certificate{};  // its file, PEM; empty without TLS
    bool operator==(const ServerPlace&) const = default;
};

// Removes the file when destroyed.
class PublishedAddress {
public:
    // Readable by its owner alone. Errors: unavailable, naming the file.
    static Result<PublishedAddress> write(const std::filesystem::path& folder, const ServerPlace& place);
    PublishedAddress(PublishedAddress&& other) noexcept : file_(std::exchange(other.file_, {})) {}
    PublishedAddress& operator=(PublishedAddress&&) = delete;
    ~PublishedAddress();

private:
    explicit PublishedAddress(std::filesystem::path file) : file_(std::move(file)) {}
    std::filesystem::path file_;
};

// What was written there; nullopt where nothing is.
std::optional<ServerPlace> published_address(const std::filesystem::path& folder);

}  // namespace insightflow::files
