#include "app/rebuild_command.hpp"

#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <iterator>

#include "adapters/crypto/sodium.hpp"
#include "adapters/duckdb/engine.hpp"
#include "adapters/files/data_folder.hpp"
#include "adapters/files/replace_file.hpp"
#include "adapters/files/spool.hpp"
#include "adapters/sql/store.hpp"
#include "adapters/text/nfc.hpp"
#include "app/accounts.hpp"
#include "app/backup_command.hpp"
#include "app/body_converter.hpp"
#include "app/process.hpp"
#include "app/report.hpp"
#include "app/shipped_profiles.hpp"
#include "application/backup/manifest.hpp"
#include "application/ingestion/rebuild.hpp"
#include "domain/text/printable.hpp"

namespace insightflow::app {
namespace {

namespace fs = std::filesystem;

struct RebuildOptions : cli::AccountsCommand {
    std::string from{};  // a backup's folder; empty: from nothing
    bool without_missing = false;
};

// What can be told of the facts that there were.
struct OldFacts {
    std::vector<CommittedBatch> commits{};
    std::vector<SourceTotals> totals{};
};

// nullopt where they are not there or cannot be read, which is told.
std::optional<OldFacts> read_old(const fs::path& file) {
    const auto tell = [](const std::string& why) {
        std::cerr << "insightflow: the old facts cannot be read (" << why
                  << "): the order is that of the ledger\n";
        return std::nullopt;
    };
    if (std::error_code fault; !fs::exists(file, fault)) return tell("they are not there");
    const auto engine = duckdb::open(file, {.accepts_older = true});
    if (!engine) return tell(printable(engine.error().message));
    auto commits = (*engine)->inspector().commits();
    if (!commits) return tell(printable(commits.error().message));
    auto totals = (*engine)->inspector().totals();
    if (!totals) std::cerr << "insightflow: the totals of the old facts cannot be read\n";
    return OldFacts{std::move(*commits), totals ? std::move(*totals) : std::vector<SourceTotals>{}};
}

// A file of facts that is being built, gone with its log and its lock unless it was put in its place.
class NewFacts {
public:
    explicit NewFacts(fs::path file) : file_(std::move(file)) { remove(); }
    ~NewFacts() { remove(); }
    NewFacts(const NewFacts&) = delete;
    NewFacts& operator=(const NewFacts&) = delete;
    const fs::path& file() const { return file_; }

private:
    void remove() const {
        std::error_code ignored;
        for (const char* ending : {"", ".wal", ".lock"}) fs::remove(fs::path(file_).concat(ending), ignored);
    }
    fs::path file_;
};

// The facts of a backup, held against its manifest.
cli::Attempt<int> copy_facts_of(const std::string& backup, const fs::path& to) {
    const auto tree = open_backup(backup);
    if (!tree) return tree.error();
    if (!is_whole(verify_file(**tree, backup_facts_name, &crypto::blake2b_hex)))
        return cli::Failure{cli::exit_data, "the backup is damaged: the facts are as they were"};
    std::error_code fault;
    fs::copy_file((*tree)->place_of(std::string(backup_facts_name)), to, fault);
    if (fault) return cli::Failure{cli::exit_io, to.string() + ": " + fault.message()};
    return cli::exit_ok;
}

struct Built {
    std::int64_t copied_up_to = 0;  // the last commit of the backup that it was begun with; 0: from nothing
    Rebuilt rebuilt{};
    std::vector<SourceTotals> totals{};
    std::int64_t last_commit = 0;
};

// file: not there, or a copy of earlier facts.
Result<Built> build(const fs::path& file, std::vector<RebuildStep> all_steps, sql::Store& store,
                    Spool& spool) {
    const auto engine = duckdb::open(file, {});
    if (!engine) return engine.error();
    const auto copied = (*engine)->inspector().commits();
    if (!copied) return copied.error();
    const auto copied_up_to = (*engine)->facts().last_commit_sequence();
    if (!copied_up_to) return copied_up_to.error();
    const auto left = steps_after(*copied, std::move(all_steps));
    if (!left) return left.error();
    const std::vector<RebuildStep>& steps = *left;
    LoadPorts ports{store.intakes(),
                    spool,
                    make_readers(files::reserve_bytes_default),
                    &text::nfc,
                    &now,
                    nullptr,
                    find_shelf(profile_ports(store))};
    const bool shows = ::isatty(STDERR_FILENO) != 0;
    const auto progress = [&](std::size_t done) {
        if (shows) std::cerr << "\r" << done << " of " << steps.size() << (done == steps.size() ? "\n" : "");
    };
    auto rebuilt = rebuild(steps, ports, (*engine)->facts(), progress);
    if (!rebuilt) return rebuilt.error();
    auto totals = (*engine)->inspector().totals();
    if (!totals) return totals.error();
    const auto last = (*engine)->facts().last_commit_sequence();
    if (!last) return last.error();
    return Built{*copied_up_to, std::move(*rebuilt), std::move(*totals), *last};
}

// Says every batch that is left out; whether the rest may take the place of the old facts.
bool may_replace(const Rebuilt& rebuilt, bool without_missing) {
    for (const RebuildFault& fault : rebuilt.faults)
        std::cerr << "insightflow: batch " << fault.batch_id << " " << printable(fault.why) << '\n';
    return rebuilt.faults.empty() || without_missing;
}

std::string name_of(const SourceTotals& totals) {
    return "workspace " + std::to_string(totals.workspace.value) + ", source " + printable(totals.source) +
           ", " + totals.currency + ": ";
}

// The lines of one that the other does not have.
void tell_difference(const std::vector<SourceTotals>& those, const std::vector<SourceTotals>& others,
                     const std::string& whose) {
    std::vector<SourceTotals> alone;
    std::ranges::set_difference(those, others, std::back_inserter(alone));
    for (const SourceTotals& totals : alone)
        std::cout << "  " << whose << ": " << name_of(totals) << totals.sums << '\n';
}

void tell(const Built& built, const std::optional<OldFacts>& old, const fs::path& kept) {
    const Rebuilt& rebuilt = built.rebuilt;
    if (built.copied_up_to > 0) std::cout << "copied: up to commit " << built.copied_up_to << '\n';
    std::cout << "rebuilt: " << rebuilt.applied << " batches applied, " << rebuilt.undone
              << " undone, up to commit " << built.last_commit << '\n';
    if (rebuilt.renumbered_from)
        std::cout << "commits have other numbers from " << *rebuilt.renumbered_from << " on\n";
    if (old) {
        const bool equal = old->totals == built.totals;
        std::cout << "totals: " << (equal ? "equal to the old ones" : "NOT equal to the old ones") << '\n';
        tell_difference(old->totals, built.totals, "old");
        tell_difference(built.totals, old->totals, "new");
    }
    std::error_code fault;
    if (fs::exists(kept, fault)) std::cout << "the old facts are kept as " << kept.string() << '\n';
}

Result<void> put_in_place(const fs::path& fresh, const fs::path& current, const fs::path& kept) {
    // A log that is left could not be read with its file; with the new one it would be taken for its own.
    std::error_code fault;
    const fs::path log = fs::path(current).concat(".wal");
    if (fs::exists(log, fault)) fs::rename(log, fs::path(kept).concat(".wal"), fault);
    if (fault) return Error{ErrorCode::internal, log.string() + ": " + fault.message() + ".", {}};
    return files::replace_file(fresh, current, kept);
}

int rebuild_in(const ServeConfig& config, const RebuildOptions& options) {
    const fs::path& folder = config.data_dir;
    const auto secret = open_secret_key(config);
    if (!secret) return cli::report(secret.error());
    const auto store = sql::open(folder / store_name, secret->keyed_hash(audit_purpose), 1);
    if (!store) return cli::report(store.error());
    const auto spool = files::open_spool(folder / backup_spool_name);
    if (!spool) return cli::report(spool.error());
    const fs::path current = folder / backup_facts_name;
    const auto old = read_old(current);
    const auto steps =
        old ? Result<std::vector<RebuildStep>>(steps_of(old->commits)) : steps_of((*store)->intakes());
    if (!steps) return cli::report(steps.error());
    const NewFacts fresh(fs::path(current).concat(".rebuilding"));
    if (!options.from.empty())
        if (const auto copied = copy_facts_of(options.from, fresh.file()); !copied)
            return cli::report(copied.error());
    const auto built = build(fresh.file(), *steps, **store, **spool);
    if (!built) return cli::report(built.error());
    if (!may_replace(built->rebuilt, options.without_missing))
        return cli::report(
            {cli::exit_data,
             "the facts are as they were: put the bodies back from a backup, begin with "
             "the facts of one (--from), or say --without-missing to leave these batches out"});
    const fs::path kept = fs::path(current).concat(".before-rebuild-" + moment_of(now()).name);
    if (const auto placed = put_in_place(fresh.file(), current, kept); !placed)
        return cli::report(placed.error());
    record_at_console(options, "facts.rebuild", "up to commit " + std::to_string(built->last_commit));
    tell(*built, old, kept);
    return cli::exit_ok;
}

int run(const RebuildOptions& options) {
    const auto config = configured(options.place);
    if (!config) return report(config.error());
    if (const auto ours = check_installation(config->data_dir); !ours) return cli::report(ours.error());
    const auto held = files::DataFolder::open(config->data_dir);
    if (!held) return report(held.error());
    return rebuild_in(*config, options);
}

}  // namespace

void add_rebuild(CLI::App& app, const cli::AccountsCommand& base, int& exit_code) {
    auto options = std::make_shared<RebuildOptions>();
    static_cast<cli::AccountsCommand&>(*options) = base;
    CLI::App* command = app.add_subcommand(
        "rebuild", "Build the facts of a data folder that no server has anew from the bodies of all batches");
    command
        ->add_option("--from", options->from,
                     "Begin with the facts of this backup, and read only the bodies of what came after it")
        ->option_text("BACKUP");
    command->add_flag("--without-missing", options->without_missing,
                      "Leave out batches whose body is gone or is no longer taken");
    cli::add_place_options(*command, *options);
    command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace insightflow::app
