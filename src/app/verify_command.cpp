#include "app/verify_command.hpp"

#include <array>

#include "adapters/duckdb/engine.hpp"
#include "adapters/files/data_folder.hpp"
#include "adapters/files/spool.hpp"
#include "adapters/sql/store.hpp"
#include "app/accounts.hpp"
#include "app/backup_command.hpp"
#include "app/findings.hpp"
#include "app/report.hpp"
#include "application/backup/manifest.hpp"
#include "application/ingestion/verify_stores.hpp"

namespace insightflow::app {
namespace {

namespace fs = std::filesystem;

constexpr const char* restore_or_rebuild = "Build them anew with `insightflow rebuild`, or restore a backup.";
constexpr const char* restore_it = "Restore a backup (`insightflow restore`).";

struct VerifyOptions : cli::AccountsCommand {
    bool as_json = false;
};

// How a fault of the stores is told.
struct FaultWords {
    StoreFault fault;
    std::string_view check;
    Verdict verdict;
    std::string_view what;  // behind the number of batches
    std::string_view remedy;
};

constexpr std::array fault_words{
    FaultWords{StoreFault::lost, "batches", Verdict::warn, "were applied and are lost in the facts",
               "The next start applies them again."},
    FaultWords{StoreFault::not_undone, "batches", Verdict::warn, "were taken back and still count",
               "The next start undoes them."},
    FaultWords{StoreFault::undone_unasked, "batches", Verdict::fail, "are undone and nobody took them back",
               restore_or_rebuild},
    FaultWords{StoreFault::unknown, "batches", Verdict::fail, "count and are not in the ledger",
               "The ledger is an older copy: put the newer one back, or restore a backup."},
    FaultWords{StoreFault::counts, "batches", Verdict::fail,
               "have counts of rows that do not add up, or others in the facts", restore_or_rebuild},
    FaultWords{
        StoreFault::body_missing, "bodies", Verdict::warn, "have no body any more",
        "Those that count can be undone all the same; the facts cannot be built anew of them. A backup may "
        "have them."},
    FaultWords{StoreFault::body_damaged, "bodies", Verdict::fail, "have a body that is not what came",
               "They count all the same. Put the files of spool/ back from a backup."},
    FaultWords{StoreFault::waiting_body_gone, "bodies", Verdict::fail,
               "wait to be applied, and their body is missing or damaged",
               "Put the files of spool/ back from a backup, or send the batches again."}};

void add_store_findings(const StoresVerdict& verdict, bool has_facts, std::vector<Finding>& out) {
    std::map<std::string_view, bool> is_sound{{"batches", has_facts}, {"bodies", true}};
    for (const FaultWords& words : fault_words) {
        const auto found = verdict.faults.find(words.fault);
        if (found == verdict.faults.end()) continue;
        is_sound[words.check] = false;
        out.push_back({std::string(words.check), words.verdict,
                       std::to_string(found->second.size()) + " batches " + std::string(words.what) + " (" +
                           found->second.front() + (found->second.size() > 1 ? ", ...)" : ")"),
                       std::string(words.remedy)});
    }
    if (is_sound["batches"])
        out.push_back({"batches", Verdict::ok,
                       std::to_string(verdict.intakes) + ", the same in the ledger and in the facts; " +
                           std::to_string(verdict.waiting) + " of them wait to be applied"});
    if (is_sound["bodies"])
        out.push_back({"bodies", Verdict::ok, std::to_string(verdict.bodies) + " are there as they came"});
}

// nullopt where the facts cannot be read.
std::optional<std::vector<CommittedBatch>> look_at_facts(const fs::path& file, std::vector<Finding>& out) {
    const std::string name = "facts";
    if (std::error_code fault; !fs::exists(file, fault)) {
        out.push_back(
            {name, Verdict::warn, "are not there",
             "The next start builds them anew; `insightflow rebuild` keeps the order of undos too."});
        return std::vector<CommittedBatch>{};
    }
    const auto engine = duckdb::open(file, {});
    if (!engine) {
        out.push_back(failed(name, engine.error(), restore_or_rebuild));
        return std::nullopt;
    }
    const auto contradictions = (*engine)->inspector().contradictions();
    if (!contradictions) {
        out.push_back(failed(name, {ErrorCode::internal, "cannot be read to their end: a block is damaged"},
                             restore_or_rebuild));
        return std::nullopt;
    }
    for (const std::string& words : *contradictions)
        out.push_back({name, Verdict::fail, words, restore_or_rebuild});
    auto commits = (*engine)->inspector().commits();
    if (!commits) return std::nullopt;
    if (contradictions->empty())
        out.push_back({name, Verdict::ok, "can be read to their end and agree with themselves"});
    return std::move(*commits);
}

Finding audit_finding(const VerifyOptions& options) {
    const std::string name = "audit log";
    const auto desk = cli::open_desk(options);
    if (!desk)
        return {name, Verdict::fail, desk.error().message,
                "Put secret.key (or INSIGHTFLOW_SECRET_KEY) back."};
    const auto verdict = verify_audit(desk->ports().audit, desk->accounts.audit_hash, {});
    if (!verdict) return failed(name, verdict.error(), restore_it);
    if (!verdict->faults.empty())
        return {
            name, Verdict::fail,
            "event " + std::to_string(verdict->faults.front().sequence) + ": " + verdict->faults.front().what,
            "`insightflow audit verify` lists all faults. Somebody changed it, or the secret was replaced."};
    return {name, Verdict::ok,
            std::to_string(verdict->events) + " events, whole; head " +
                std::to_string(verdict->head.sequence) + ":" + verdict->head.hash};
}

Result<void> look_at_stores(const ServeConfig& config, std::vector<Finding>& out) {
    const fs::path& folder = config.data_dir;
    const auto commits = look_at_facts(folder / backup_facts_name, out);
    const auto secret = open_secret_key(config);
    if (!secret) return secret.error();
    const auto store = sql::open(folder / store_name, secret->keyed_hash(audit_purpose), 1);
    if (!store) return store.error();
    const auto spool = files::open_spool(folder / backup_spool_name);
    if (!spool) return spool.error();
    const auto verdict = verify_stores((*store)->intakes(), **spool, commits ? &*commits : nullptr);
    if (!verdict) return verdict.error();
    add_store_findings(*verdict, commits.has_value(), out);
    return {};
}

int verify(const VerifyOptions& options) {
    const auto config = configured(options.place);
    if (!config) return report(config.error());
    const fs::path folder = config->data_dir;
    if (const auto ours = check_installation(folder); !ours) return cli::report(ours.error());
    const auto held = files::DataFolder::open(folder);
    if (!held) return report(held.error());
    std::vector<Finding> findings;
    if (const auto sound = sql::check_thoroughly(folder / store_name); !sound) {
        findings.push_back(failed("ledger", sound.error(), restore_it));
    } else {
        findings.push_back({"ledger", Verdict::ok, "every page, index and reference is sound"});
        if (const auto looked = look_at_stores(*config, findings); !looked)
            findings.push_back(failed("batches", looked.error(), "Nothing was compared with the facts."));
        findings.push_back(audit_finding(options));
    }
    return print_findings(findings, options.as_json) ? cli::exit_ok : cli::exit_data;
}

}  // namespace

void add_verify(CLI::App& app, const cli::AccountsCommand& base, int& exit_code) {
    auto options = std::make_shared<VerifyOptions>();
    static_cast<cli::AccountsCommand&>(*options) = base;
    CLI::App* command = app.add_subcommand(
        "verify", "Read all of a data folder that no server has, and say what is damaged and what to do");
    command->add_flag("--json", options->as_json, "Print the findings as JSON");
    cli::add_place_options(*command, *options);
    command->callback([options, &exit_code] { exit_code = verify(*options); });
}

}  // namespace insightflow::app
