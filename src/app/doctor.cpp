#include "app/doctor.hpp"

#include <CLI/CLI.hpp>

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <unistd.h>

#include "adapters/duckdb/engine.hpp"
#include "adapters/files/data_folder.hpp"
#include "adapters/files/owner.hpp"
#include "adapters/files/published_address.hpp"
#include "adapters/files/secret_file.hpp"
#include "adapters/sql/store.hpp"
#include "app/accounts.hpp"
#include "app/config_command.hpp"
#include "app/process.hpp"
#include "app/report.hpp"
#include "cli/commands.hpp"
#include "http/core/server.hpp"

namespace insightflow::app {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t room_bytes_low = 2ULL << 30;
constexpr std::uintmax_t room_bytes_min = 200ULL << 20;
// Connections that the server takes, and what else it has open.
constexpr rlim_t descriptors_min = 4096 + 256;

Finding configuration_finding(const Configuration& configuration) {
    if (configuration.warnings.empty()) return {"configuration", Verdict::ok, "is valid"};
    std::string names;
    for (const Fault& warning : configuration.warnings)
        names += (names.empty() ? "" : ", ") + warning.pointer + " " + warning.detail;
    return {"configuration", Verdict::warn, names, "Correct the name, or unset the variable."};
}

Finding folder_finding(const fs::path& folder) {
    struct stat status {};
    if (::stat(folder.c_str(), &status) != 0)
        return {"data folder", Verdict::warn, folder.string() + " is not there", "The first start makes it."};
    if (!S_ISDIR(status.st_mode))
        return {"data folder", Verdict::fail, folder.string() + " is no folder", "Choose another data_dir."};
    if (status.st_uid != ::geteuid()) {
        const std::string owner = files::name_of_user(status.st_uid);
        // Root may look, and a server that runs as the owner is as it should be.
        return {"data folder", ::geteuid() == 0 ? Verdict::warn : Verdict::fail,
                folder.string() + " belongs to the user " + owner + ", and this is " +
                    files::name_of_user(::geteuid()),
                "Work on it as that user: sudo -u " + owner + " insightflow ..."};
    }
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return {"data folder", Verdict::warn, folder.string() + " is open to other users",
                "chmod 700 " + folder.string()};
    return {"data folder", Verdict::ok, folder.string() + " is its owner's alone"};
}

// Not where another user's would be left with files that are not that user's.
bool is_ours(const fs::path& folder) {
    struct stat status {};
    return ::stat(folder.c_str(), &status) != 0 || status.st_uid == ::geteuid();
}

// The files of the folder and of its spool, without what else may lie in folders there (lost+found).
std::vector<fs::path> files_of(const fs::path& folder) {
    const fs::path spool = folder / "spool";
    std::vector<fs::path> out{spool};
    for (const fs::path& place : {folder, spool}) {
        std::error_code fault;
        for (fs::directory_iterator entry(place, fault), end; !fault && entry != end; entry.increment(fault))
            if (std::error_code ignored; entry->is_regular_file(ignored)) out.push_back(entry->path());
    }
    return out;
}

// What a command left that ran as root: the server can no longer write it.
Finding owners_finding(const fs::path& folder) {
    std::error_code ignored;
    const auto owner = files::owner_of(fs::canonical(folder, ignored));
    if (!owner) return {"owners", Verdict::ok, "nothing is there yet"};
    std::string first;
    std::size_t foreign = 0;
    for (const fs::path& file : files_of(folder)) {
        const auto its = files::owner_of(file);
        if (!its || *its == *owner) continue;
        if (foreign++ == 0) first = file.string() + " (" + files::name_of_user(*its) + ")";
    }
    const std::string name = files::name_of_user(*owner);
    if (foreign == 0) return {"owners", Verdict::ok, "all files are of the user " + name};
    return {"owners", Verdict::warn,
            std::to_string(foreign) + " files belong to another user than their folder (" + name +
                "); the first is " + first,
            "chown -R " + name + " " + folder.string()};
}

// Whether the secret is there and, where the database may be opened as a start does, opens what it sealed.
Finding secret_finding(const ServeConfig& config, bool may_open) {
    const std::string name = "secret";
    const fs::path database = config.data_dir / store_name;
    const fs::path file = config.data_dir / files::secret_file_name;
    const std::string put_back = "Put secret.key (or INSIGHTFLOW_SECRET_KEY) back from a backup.";
    std::error_code ignored;
    const bool has_database = fs::exists(database, ignored);
    if (!config.secret_key && !fs::exists(file, ignored)) {
        if (!has_database) return {name, Verdict::ok, "is not there yet"};
        return {name, Verdict::fail,
                file.string() + " is not there, and what the database keeps secret was sealed with it",
                put_back};
    }
    const auto secret = open_secret_key(config);
    if (!secret) return failed(name, secret.error(), put_back);
    if (!has_database || !may_open) return {name, Verdict::ok, "is there"};
    const auto store = sql::open(database, secret->keyed_hash(audit_purpose), 1);
    if (!store) return failed(name, store.error(), "Mend the database first.");
    const auto records = (*store)->access().read(now(), now());
    if (!records) return failed(name, records.error(), "Try again.");
    const Unseal unseal = secret->unseal(signing_purpose);
    for (const StoredSigningKey& key : records->signing_keys)
        if (!unseal(key.sealed))
            return {name, Verdict::fail, "is not the one that the stored signing keys were sealed with",
                    put_back};
    return {name, Verdict::ok,
            "opens the stored signing keys (" + std::to_string(records->signing_keys.size()) + ")"};
}

Finding certificate_finding(const ServeConfig& config) {
    if (const auto loaded = check_certificate(config); !loaded)
        return failed("certificate", loaded.error(), "Give the certificate and its own key as PEM files.");
    return {"certificate", Verdict::ok, "it and its key can be loaded"};
}

Finding disk_finding(const fs::path& folder) {
    std::error_code fault;
    const fs::path there = fs::exists(folder, fault) ? folder : fs::absolute(folder, fault).parent_path();
    const auto room = fs::space(there, fault);
    if (fault)
        return {"disk", Verdict::fail, "the room cannot be told: " + fault.message(), "Look at the mount."};
    const std::string detail = std::to_string(room.available >> 20) + " MiB are free";
    if (room.available < room_bytes_min)
        return {"disk", Verdict::fail, detail, "Make room: nothing can be loaded."};
    if (room.available < room_bytes_low) return {"disk", Verdict::warn, detail, "Make room soon."};
    return {"disk", Verdict::ok, detail};
}

Finding database_finding(const fs::path& folder) {
    const fs::path file = folder / store_name;
    std::error_code ignored;
    if (!fs::exists(file, ignored)) return {"database", Verdict::ok, "is not there yet"};
    if (const auto sound = sql::check(file); !sound)
        return failed("database", sound.error(),
                      "Restore it from a backup, or use the version that wrote it.");
    return {"database", Verdict::ok, "is sound"};
}

// Opens it as a start does, so only where no process has the folder.
Finding fact_store_finding(const fs::path& folder) {
    const fs::path file = folder / "facts.duckdb";
    std::error_code ignored;
    if (!fs::exists(file, ignored)) return {"fact store", Verdict::ok, "is not there yet"};
    const auto held = files::DataFolder::open(folder);
    if (!held) return failed("fact store", held.error(), "Try again.");
    if (const auto engine = duckdb::open(file, {}); !engine)
        return failed("fact store", engine.error(),
                      "Build it anew with `insightflow rebuild`, or restore a backup.");
    return {"fact store", Verdict::ok, "opens"};
}

Finding running_finding(const fs::path& folder, const std::optional<files::ServerPlace>& place) {
    if (!place)
        return {"server", Verdict::warn, "a process has " + folder.string() + " and no address",
                "Wait: it starts."};
    cli::Client client({.url = place->url, .certificate = place->certificate});
    const auto reply = client.get("/readyz");
    if (reply) return {"server", Verdict::ok, "runs and is ready at " + place->url};
    return {"server", Verdict::fail, place->url + ": " + reply.error().message, "Its log says why."};
}

Finding port_finding(const ListenAddress& listen) {
    http::ServerConfig config;
    config.address = listen.address;
    config.port = listen.port;
    http::ServerHooks hooks;
    hooks.authenticate = [](std::string_view) -> Result<AuthorisedScope> {
        return Error{ErrorCode::unauthenticated, {}, {}};
    };
    http::Server server(config, {}, std::move(hooks));
    if (const auto bound = server.bind(); !bound)
        return failed("port", bound.error(), "Stop the other program, or choose another address (listen).");
    return {"port", Verdict::ok, listen.text() + " is free"};
}

Finding clock_finding(std::chrono::system_clock::time_point now) {
    using namespace std::chrono_literals;
    constexpr std::chrono::sys_days released = 2026y / std::chrono::November / 1;
    if (now < released)
        return {"clock", Verdict::fail, "is before the day this program was made", "Set the clock (NTP)."};
    timex state{};
    if (::adjtimex(&state) == TIME_ERROR)
        return {"clock", Verdict::warn, "nothing keeps it right",
                "Run an NTP client on this machine or its host."};
    return {"clock", Verdict::ok, "is kept right"};
}

Finding limits_finding() {
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur >= descriptors_min)
        return {"limits", Verdict::ok, std::to_string(files.rlim_cur) + " file descriptors"};
    return {"limits", Verdict::warn, "only " + std::to_string(files.rlim_cur) + " file descriptors",
            "Raise it to " + std::to_string(descriptors_min) + " (ulimit -n; LimitNOFILE in the unit)."};
}

}  // namespace

std::vector<Finding> examine(const ConfigSources& sources) {
    const auto configuration = read_configuration(sources);
    if (!configuration)
        return {
            failed("configuration", configuration.error(), "docs/configuration.md says what each may be.")};
    const ServeConfig& values = configuration->values;
    std::vector<Finding> out{configuration_finding(*configuration), folder_finding(values.data_dir),
                             disk_finding(values.data_dir), database_finding(values.data_dir)};
    if (!values.tls_cert.empty()) out.push_back(certificate_finding(values));
    const bool is_taken = files::DataFolder::is_taken(values.data_dir);
    const bool may_open = !is_taken && is_ours(values.data_dir);
    out.push_back(secret_finding(values, may_open));
    out.push_back(owners_finding(values.data_dir));
    if (may_open) out.push_back(fact_store_finding(values.data_dir));
    if (is_taken) {
        out.push_back(running_finding(values.data_dir, files::published_address(values.data_dir)));
    } else {
        out.push_back(port_finding(values.listen));
    }
    out.push_back(clock_finding(std::chrono::system_clock::now()));
    out.push_back(limits_finding());
    return out;
}

void add_doctor(CLI::App& app, int& exit_code) {
    CLI::App* command =
        app.add_subcommand("doctor", "Look at everything that the server needs here, and say what to do");
    auto as_json = std::make_shared<bool>(false);
    command->add_flag("--json", *as_json, "Print the findings as JSON");
    const auto sources = add_setting_flags(*command);
    command->callback(
        [=, &exit_code] { exit_code = print_findings(examine(*sources), *as_json) ? 0 : exit_failure; });
}

}  // namespace insightflow::app
