#include "app/local_server.hpp"

#include <array>
#include <chrono>
#include <iostream>
#include <thread>

#include "adapters/crypto/sodium.hpp"
#include "adapters/files/data_folder.hpp"
#include "adapters/files/published_address.hpp"
#include "app/accounts.hpp"
#include "app/configuration.hpp"
#include "app/instance.hpp"
#include "app/logging.hpp"
#include "app/report.hpp"
#include "application/accounts/api_keys.hpp"

namespace insightflow::app {
namespace {

using cli::Failure;
using cli::NoServer;
using cli::ServerAddress;
using Found = cli::Attempt<std::optional<ServerAddress>>;

// A server that has the folder and no address yet is starting; a command that has it will end.
constexpr std::chrono::seconds patience{10};
constexpr std::chrono::milliseconds look_again{50};

// A server on a thread of this process.
class OwnServer {
public:
    explicit OwnServer(std::unique_ptr<Instance> instance)
        : instance_(std::move(instance)), thread_([this] { instance_->serve(); }) {}
    ~OwnServer() {
        instance_->request_stop();
        thread_.join();
    }
    OwnServer(const OwnServer&) = delete;
    OwnServer& operator=(const OwnServer&) = delete;

private:
    std::unique_ptr<Instance> instance_;
    std::thread thread_;
};

std::string random_key() {
    std::array<std::byte, 32> bytes{};
    crypto::random_bytes(bytes);
    return crypto::blake2b_hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

// The key of whoever runs the command, who has the folder and may do all: the configured one, or one that
// nobody else knows. An API key of the installation is told by its form and counts as itself.
std::string own_key(const ServeConfig& configured) {
    const bool is_configured = configured.api_key && !configured.api_key->starts_with(key_prefix);
    return is_configured ? *configured.api_key : random_key();
}

// Of the server's settings only the data folder and its secrets count: the rest is not meant for a command.
Found start_own(const ServeConfig& configured) {
    ServeConfig config;
    config.data_dir = configured.data_dir;
    config.secret_key = configured.secret_key;
    config.listen = {"127.0.0.1", 0};
    config.api_key = own_key(configured);
    start_logging(LogLevel::error);
    auto instance = Instance::open(config);
    if (!instance) return failure_of(instance.error());
    std::cerr << "insightflow: no server has " << config.data_dir.string() << "; working on it directly\n";
    ServerAddress address{.url = (*instance)->url(), .key = *config.api_key};
    address.running = std::make_shared<OwnServer>(std::move(*instance));
    return std::optional(std::move(address));
}

// nullopt where no process has the folder.
Found wait_for_server(const std::filesystem::path& folder) {
    const auto until = std::chrono::steady_clock::now() + patience;
    while (files::DataFolder::is_taken(folder)) {
        if (const auto place = files::published_address(folder))
            return std::optional(ServerAddress{.url = place->url, .certificate = place->certificate});
        if (std::chrono::steady_clock::now() > until)
            return Failure{cli::exit_try_again,
                           "another insightflow command or a server that is starting has " + folder.string() +
                               ": try again in a moment"};
        std::this_thread::sleep_for(look_again);
    }
    return std::optional<ServerAddress>{};
}

}  // namespace

Found local_server(const std::string& data_dir, NoServer otherwise) {
    ConfigSources sources;
    sources.environment = environment_variables();
    if (!data_dir.empty()) sources.flags["data_dir"] = data_dir;
    const auto configuration = read_configuration(sources);
    if (!configuration) return failure_of(configuration.error());
    const std::filesystem::path folder = configuration->values.data_dir;
    std::error_code ignored;
    const bool is_there = std::filesystem::is_directory(folder, ignored);
    if (!is_there && configuration->place_of("data_dir") == default_place)
        return std::optional<ServerAddress>{};
    const auto until = std::chrono::steady_clock::now() + patience;
    for (;;) {
        auto found = wait_for_server(folder);
        if (!found || *found) return found;
        if (otherwise == NoServer::refuse)
            return Failure{cli::exit_unavailable, "no server has " + folder.string()};
        if (!is_there && otherwise != NoServer::start_and_make_folder)
            return Failure{cli::exit_unavailable, "there is no data folder " + folder.string()};
        if (is_foreign(folder)) return failure_of(foreign_folder(folder));
        auto own = start_own(configuration->values);
        // Between the look and the start another command may have been quicker: it goes first.
        const bool taken = !own && own.error().exit_code == cli::exit_unavailable;
        if (!taken || std::chrono::steady_clock::now() > until) return own;
    }
}

}  // namespace insightflow::app
