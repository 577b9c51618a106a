#include "app/backup_command.hpp"

#include <cstdio>
#include <iostream>

#include "adapters/crypto/sodium.hpp"
#include "adapters/duckdb/fact_copy.hpp"
#include "adapters/files/data_folder.hpp"
#include "adapters/files/folder_tree.hpp"
#include "adapters/files/partial_folder.hpp"
#include "adapters/files/secret_file.hpp"
#include "adapters/sql/ledger_copy.hpp"
#include "app/accounts.hpp"
#include "app/configuration.hpp"
#include "app/process.hpp"
#include "app/report.hpp"
#include "app/version.hpp"
#include "application/backup/restore_backup.hpp"
#include "application/backup/take_backup.hpp"
#include "application/backup/verify_backup.hpp"
#include "domain/text/printable.hpp"
#include "domain/time/day.hpp"

namespace insightflow::app {
namespace {

namespace fs = std::filesystem;

constexpr const char* backups_name = "backups";

struct BackupOptions : cli::AccountsCommand {
    std::string to{};
    std::string folder{};  // of an existing backup
    bool as_json = false;
};

std::uint64_t bytes_of(const BackupManifest& manifest) {
    std::uint64_t bytes = 0;
    for (const BackupFile& file : manifest.files) bytes += file.mark.bytes;
    return bytes;
}

JsonValue described(const fs::path& folder, const BackupManifest& manifest) {
    JsonValue out = JsonValue::object();
    out.set("backup", folder.string());
    out.set("created_at", manifest.created_at);
    out.set("commit_sequence", JsonValue::integer(manifest.commit_sequence));
    out.set("acceptance", JsonValue::integer(manifest.acceptance));
    out.set("files", JsonValue::integer(static_cast<std::int64_t>(manifest.files.size())));
    out.set("bytes", JsonValue::integer(static_cast<std::int64_t>(bytes_of(manifest))));
    return out;
}

std::string in_words(const BackupManifest& manifest) {
    return "commit " + std::to_string(manifest.commit_sequence) + " of " + manifest.created_at + ", " +
           std::to_string(manifest.files.size()) + " files, " + std::to_string(bytes_of(manifest)) + " bytes";
}

void warn_of_bodies(const std::vector<BatchId>& batches, const std::string& what) {
    if (batches.empty()) return;
    std::cerr << "insightflow: warning: the bodies of " << batches.size() << " batches " << what << " ("
              << batches.front() << (batches.size() > 1 ? ", ..." : "") << ")\n";
}

int backup(const BackupOptions& options) {
    const auto config = configured(options.place);
    if (!config) return report(config.error());
    const fs::path data = config->data_dir;
    if (const auto ours = check_installation(data); !ours) return cli::report(ours.error());
    auto partial =
        files::PartialFolder::make(options.to.empty() ? data / backups_name : fs::path(options.to));
    if (!partial) return cli::report(partial.error());
    const Moment moment = moment_of(now());
    const BackupSources sources{
        [&](const fs::path& to) { return duckdb::copy_facts(data / backup_facts_name, to); },
        [&](const fs::path& to) { return sql::copy_ledger(data / backup_ledger_name, to); },
        data / backup_spool_name, data / backup_rejects_name};
    const auto tree = files::make_folder_tree(partial->path());
    const auto taken = take_backup(sources, *tree, std::string(version), moment.text, &crypto::blake2b_hex);
    if (!taken) return cli::report(taken.error());
    const auto folder =
        partial->finish("insightflow-" + moment.name + "-" + std::to_string(taken->manifest.commit_sequence));
    if (!folder) return cli::report(folder.error());
    record_at_console(options, "backup.create", *folder);
    warn_of_bodies(taken->bodies_missing, "are not in the spool");
    warn_of_bodies(taken->bodies_damaged,
                   "are not as they came, and are in the backup as they are: look with `insightflow verify`");
    if (options.as_json) {
        std::cout << print_json(described(*folder, taken->manifest)) << '\n';
    } else {
        std::cout << folder->string() << ": " << in_words(taken->manifest) << '\n';
    }
    return taken->bodies_damaged.empty() ? cli::exit_ok : cli::exit_data;
}

int verify(const BackupOptions& options) {
    const auto tree = open_backup(options.folder);
    if (!tree) return cli::report(tree.error());
    const auto verdict = verify_backup(**tree, &crypto::blake2b_hex);
    if (!verdict) return cli::report(verdict.error());
    const bool whole = is_whole(*verdict);
    if (options.as_json) {
        JsonValue out = described(options.folder, verdict->manifest);
        out.set("whole", JsonValue::boolean(whole));
        JsonValue faults = JsonValue::array();
        for (const BackupFault& fault : verdict->faults) {
            JsonValue entry = JsonValue::object();
            entry.set("path", fault.path);
            entry.set("detail", fault.what);
            faults.items.push_back(std::move(entry));
        }
        out.set("faults", std::move(faults));
        std::cout << print_json(out) << '\n';
    } else if (whole) {
        std::cout << options.folder << ": whole: " << in_words(verdict->manifest) << '\n';
    }
    return whole ? cli::exit_ok : cli::exit_data;
}

// But for what a mount or an earlier try leaves there.
bool is_empty_folder(const fs::path& folder) {
    std::error_code fault;
    for (fs::directory_iterator entry(folder, fault), end; !fault && entry != end; entry.increment(fault)) {
        const fs::path name = entry->path().filename();
        if (name != files::lock_name && name != "lost+found") return false;
    }
    return true;
}

void remove_restored(const BackupManifest& manifest, const FileTree& tree) {
    std::error_code ignored;
    for (const BackupFile& file : manifest.files) fs::remove(tree.place_of(file.path), ignored);
    for (const std::string_view folder : {backup_spool_name, backup_rejects_name})
        fs::remove(tree.place_of(std::string(folder)), ignored);
}

int restore(const BackupOptions& options) {
    const auto config = configured(options.place);
    if (!config) return report(config.error());
    const fs::path data = config->data_dir;
    const auto tree = open_backup(options.folder);
    if (!tree) return cli::report(tree.error());
    if (!is_empty_folder(data))
        return cli::report({ErrorCode::conflict,
                            data.string() + " is not empty: name a new folder with --data-dir, or empty it.",
                            {}});
    const auto verdict = verify_backup(**tree, &crypto::blake2b_hex);
    if (!verdict) return cli::report(verdict.error());
    if (!is_whole(*verdict))
        return cli::report({cli::exit_data, "the backup is damaged: nothing was restored"});
    const auto held = files::DataFolder::open(data);
    if (!held) return cli::report(held.error());
    const auto target = files::make_folder_tree(data);
    if (const auto restored = restore_backup(verdict->manifest, **tree, *target); !restored) {
        remove_restored(verdict->manifest, *target);
        return cli::report(restored.error());
    }
    std::cout << data.string() << ": restored: " << in_words(verdict->manifest) << '\n';
    if (!config->secret_key)
        std::cout << "No backup holds the installation's secret. Before the start, put its "
                  << files::secret_file_name << " into " << data.string()
                  << " (mode 600). Where it is lost, `insightflow signing-key rotate --now` makes a new "
                     "one.\n";
    return cli::exit_ok;
}

}  // namespace

bool is_whole(const BackupVerdict& verdict) {
    for (const BackupFault& fault : verdict.faults)
        std::cerr << "insightflow: " << printable(fault.path) << " " << printable(fault.what) << '\n';
    return verdict.faults.empty();
}

cli::Attempt<std::unique_ptr<FileTree>> open_backup(const std::string& folder) {
    std::error_code fault;
    if (!fs::is_directory(folder, fault))
        return cli::Failure{cli::exit_io, "there is no folder " + printable(folder)};
    return files::make_folder_tree(folder);
}

Result<ServeConfig> configured(const cli::AccountsPlace& place) {
    ConfigSources sources;
    sources.environment = environment_variables();
    if (!place.data_dir.empty()) sources.flags["data_dir"] = place.data_dir;
    if (!place.config_file.empty()) sources.file = place.config_file;
    auto configuration = read_configuration(sources);
    if (!configuration) return configuration.error();
    return std::move(configuration->values);
}

Result<void> check_installation(const fs::path& folder) {
    std::error_code fault;
    if (!fs::exists(folder / store_name, fault))
        return invalid_argument("There is no installation in " + folder.string() +
                                ": name its data folder with --data-dir.");
    return files::check_owner(folder);
}

Moment moment_of(Timestamp time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time - day).count();
    char clock[16];
    std::snprintf(clock, sizeof clock, "T%02d:%02d:%02dZ", static_cast<int>(seconds / 3600),
                  static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60));
    Moment moment{{}, day_text(day) + clock};
    for (const char c : moment.text)
        if (c != '-' && c != ':') moment.name += c;
    return moment;
}

void record_at_console(const cli::AccountsCommand& command, std::string_view action,
                       const std::string& detail) {
    const auto desk = cli::open_desk(command);
    std::string why;
    if (!desk) {
        why = desk.error().message;
    } else {
        const auto event = audit_event(desk->scope, {}, desk->now, action, "installation", detail);
        const auto recorded = desk->ports().audit.append(event);
        if (recorded) return;
        why = printable(recorded.error().message);
    }
    std::cerr << "insightflow: warning: this is not in the audit log: " << why << '\n';
}

void add_backup(CLI::App& app, const cli::AccountsCommand& base, int& exit_code) {
    auto options = std::make_shared<BackupOptions>();
    static_cast<cli::AccountsCommand&>(*options) = base;
    CLI::App* command = app.add_subcommand(
        "backup",
        "Copy an installation while it works: facts, ledger, bodies and rejects, without the secret");
    command->require_subcommand(0, 1);
    command
        ->add_option("--to", options->to,
                     "Where to put it (default: the data folder's own " + std::string(backups_name) + ")")
        ->option_text("FOLDER");
    command->add_flag("--json", options->as_json, "Print it as JSON");
    cli::add_place_options(*command, *options);
    CLI::App* verifying = command->add_subcommand("verify", "Read a backup and say which file is not whole");
    verifying->add_option("BACKUP", options->folder, "The backup's folder")->required();
    verifying->add_flag("--json", options->as_json, "Print the verdict as JSON");
    verifying->callback([options, &exit_code] { exit_code = verify(*options); });
    command->callback([options, command, &exit_code] {
        if (command->get_subcommands().empty()) exit_code = backup(*options);
    });
}

void add_restore(CLI::App& app, int& exit_code) {
    auto options = std::make_shared<BackupOptions>();
    CLI::App* command =
        app.add_subcommand("restore", "Make an empty data folder of a backup, verified first");
    command->add_option("BACKUP", options->folder, "The backup's folder")->required();
    cli::add_place_options(*command, *options);
    command->callback([options, &exit_code] { exit_code = restore(*options); });
}

}  // namespace insightflow::app
