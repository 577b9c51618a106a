// `insightflow import FILE...`: uploads files and follows each batch to its end.
#include <sodium.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <thread>

#include "cli/commands.hpp"
#include "cli/preview.hpp"
#include "cli/progress.hpp"
#include "cli/retry.hpp"
#include "domain/text/joined.hpp"
#include "domain/text/printable.hpp"
#include "domain/text/spelling.hpp"

namespace insightflow::cli {
namespace {

struct ImportOptions {
    ConnectionOptions connection;
    std::vector<std::string> files;
    std::map<std::string, std::string> batch;  // ingest options by their query parameter's name
    std::vector<std::string> map;
    std::string type;
    bool preview = false;
    bool no_wait = false;
    bool json = false;
};

// Pauses between two looks at a batch: a small one has ended at once, a large one is not asked after often.
constexpr std::chrono::milliseconds poll_first{4};
constexpr std::chrono::milliseconds poll_max{200};

std::string content_type_of(const ImportOptions& options, const std::filesystem::path& file) {
    static const std::map<std::string, std::string> types{{"csv", "text/csv"},
                                                          {"tsv", "text/tab-separated-values"},
                                                          {"txt", "text/csv"},
                                                          {"json", "application/json"},
                                                          {"ndjson", "application/x-ndjson"},
                                                          {"jsonl", "application/x-ndjson"}};
    std::string extension = file.extension().string();
    if (!extension.empty()) extension.erase(0, 1);
    const auto found = types.find(options.type.empty() ? lower_ascii(extension) : options.type);
    // Of any other file its content tells.
    return found == types.end() ? "application/octet-stream" : found->second;
}

std::string random_key() {
    unsigned char bytes[16];
    randombytes_buf(bytes, sizeof bytes);
    char text[2 * sizeof bytes + 1];
    return std::string("import-") + sodium_bin2hex(text, sizeof text, bytes, sizeof bytes);
}

std::uint64_t number_in(const JsonValue& object, std::string_view name) {
    const std::string text = object.text_of(name);
    return text.empty() ? 0 : std::strtoull(text.c_str(), nullptr, 10);
}

bool has_ended(const std::string& status) { return status != "queued" && status != "loading"; }

// Asks again, and says so, as long as the rule of retries lets it.
template <class Request>
Attempt<Reply> persistently(Progress& progress, const Request& request) {
    for (int tries = 1;; ++tries) {
        auto reply = request();
        if (reply) return reply;
        const auto pause = pause_before_retry(reply.error(), tries);
        if (!pause) return reply;
        progress.clear();
        std::cerr << "insightflow: " << reply.error().message << "\ninsightflow: trying again in "
                  << pause->count() << " ms (try " << tries + 1 << " of " << tries_of(reply.error()) << ")\n";
        std::this_thread::sleep_for(*pause);
    }
}

Attempt<JsonValue> follow(Client& client, const std::string& batch_id, Progress& progress) {
    for (auto pause = poll_first;; pause = std::min(2 * pause, poll_max)) {
        auto reply = persistently(progress, [&] { return client.get("/api/v1/data/batches/" + batch_id); });
        if (!reply) return reply.error();
        const std::string status = reply->body.text_of("status");
        if (has_ended(status)) return std::move(reply->body);
        if (const JsonValue* stage = reply->body.find("progress"))
            progress.show(stage->text_of("stage"), number_in(*stage, "bytes_read"),
                          number_in(*stage, "bytes_total"), Progress::Clock::now());
        std::this_thread::sleep_for(pause);
    }
}

std::string summary(const JsonValue& batch) {
    std::string line = batch.text_of("status") + ": " + batch.text_of("rows_received") + " received, " +
                       batch.text_of("rows_accepted") + " accepted, " + batch.text_of("rows_rejected") +
                       " rejected";
    static constexpr std::pair<std::string_view, std::string_view> outcomes[]{{"rows_new", "new"},
                                                                              {"rows_restated", "restated"},
                                                                              {"rows_unchanged", "unchanged"},
                                                                              {"rows_folded", "folded"},
                                                                              {"rows_stale", "stale"}};
    std::string details;
    for (const auto& [name, word] : outcomes)
        details += (details.empty() ? "" : ", ") + batch.text_of(name) + " " + std::string(word);
    line += " (" + details + ")";
    if (number_in(batch, "rows_retired") > 0) line += ", " + batch.text_of("rows_retired") + " others ended";
    return printable(line + ", batch " + batch.text_of("batch_id"));
}

void print_notes(const JsonValue& batch) {
    if (const std::string error = batch.text_of("error"); !error.empty())
        std::cerr << "  " << printable(error) << '\n';
    if (const JsonValue* warnings = batch.find("warnings"))
        for (const JsonValue& warning : warnings->items)
            std::cerr << "  warning: " << warning_in_words(warning)
                      << (number_in(warning, "rows") > 0
                              ? " (" + printable(warning.text_of("rows")) + " rows)"
                              : "")
                      << '\n';
    if (const JsonValue* unknown = batch.find("unknown_columns"); unknown && !unknown->items.empty()) {
        std::vector<std::string> names;
        for (const JsonValue& column : unknown->items) names.push_back(printable(column.text));
        std::cerr << "  columns that are kept but not understood: " << joined(names, ", ") << '\n';
    }
    // A batch that is refused as a whole has one reason for all of its rows: its error.
    if (number_in(batch, "rows_rejected") > 0 && batch.text_of("error").empty())
        std::cerr << "  rejected rows: insightflow batches " << printable(batch.text_of("batch_id"))
                  << " --rejects\n";
}

Attempt<int> import_file(Client& client, const ImportOptions& options, const std::string& file) {
    const std::string type = content_type_of(options, file);
    Parameters query;
    for (const auto& [name, value] : options.batch)
        if (!value.empty()) query.emplace_back(name, value);
    for (const std::string& choice : options.map) query.emplace_back("map", choice);
    if (options.preview) return preview_file(client, query, {file, type}, options.json);
    const bool terminal = isatty(STDERR_FILENO) == 1;
    Progress progress(std::cerr, terminal, std::filesystem::path(file).filename().string(),
                      Progress::Clock::now());
    std::error_code ignored;
    const std::uint64_t bytes = std::filesystem::file_size(file, ignored);
    const Upload upload{file, type, random_key(), [&](std::uint64_t sent) {
                            progress.show("sending", sent, bytes, Progress::Clock::now());
                        }};
    // With the same key each time: where only the answer got lost, the server gives the batch it has.
    auto accepted =
        persistently(progress, [&] { return client.upload("/api/v1/data/ingest", query, upload); });
    if (!accepted) return accepted.error();
    const std::string batch_id = accepted->body.text_of("batch_id");
    if (options.no_wait) {
        if (options.json)
            std::cout << print_json(accepted->body) << '\n';
        else
            std::cout << file << ": accepted, batch " << printable(batch_id) << '\n';
        return int{exit_ok};
    }
    auto batch = follow(client, batch_id, progress);
    progress.clear();
    if (!batch) {
        Failure failure = batch.error();
        failure.message +=
            "\nThe server has the file and goes on by itself: insightflow batches " + printable(batch_id);
        return failure;
    }
    if (options.json) {
        std::cout << print_json(*batch) << '\n';
    } else {
        std::cout << file << ": " << summary(*batch) << '\n';
        print_notes(*batch);
    }
    return int{batch->text_of("status") == "applied" ? exit_ok : exit_data};
}

int run(const ImportOptions& options) {
    const auto address = server_address(options.connection, NoServer::start_and_make_folder);
    if (!address) return report(address.error());
    Client client(*address);
    int first_failure = exit_ok;
    for (const std::string& file : options.files) {
        const auto code = import_file(client, options, file);
        const int exit_code =
            code ? *code : report({code.error().exit_code, file + ": " + code.error().message});
        if (first_failure == exit_ok) first_failure = exit_code;
    }
    return first_failure;
}

}  // namespace

void add_import(CLI::App& app, int& exit_code, const LocalServer& local_server) {
    auto options = std::make_shared<ImportOptions>();
    options->connection.local_server = local_server;
    CLI::App* command = app.add_subcommand("import", "Load files and report what became of every row");
    command
        ->add_option("FILE", options->files,
                     "CSV, TSV, JSON, NDJSON, XLSX or Parquet files, plain or in a zip, gzip or zstd")
        ->required();
    static constexpr std::array<std::pair<const char*, const char*>, 12> batch_options{{
        {"source", "Name of the source the rows belong to (default: default)"},
        {"profile", "Profile that the file is read by (default: the one that is recognised in it)"},
        {"platform", "Ad platform of rows that name none"},
        {"collisions", "Same key twice in a file: reject (default), last or sum"},
        {"value_per_conversion", "Writes revenue = conversions x this where revenue is missing"},
        {"version_column", "Heading of the column that tells which of two rows of a key is newer"},
        {"complete_for", "ACCOUNT:FROM..TO of which the file holds every row; others are ended"},
        {"currency", "ISO 4217 code of rows that name none (default: the workspace's)"},
        {"time_zone", "IANA zone of timestamps without an offset (default: UTC)"},
        {"decimal", "Decimal mark of the file's numbers, point or comma (default: the file tells)"},
        {"spread", "Rows of weeks or months: none (refused, the default), or even: a part to each day"},
        {"date_order",
         "dmy, mdy or ymd: which of 3/4/2024 is the month, and whether 24-01-31 begins with the year "
         "(default: the file tells)"},
    }};
    for (const auto& [name, help] : batch_options)
        add_text_option(*command, name, options->batch[name], help);
    command
        ->add_option(
            "--map", options->map,
            "What a column means whose heading does not tell, as HEADING=FIELD: \"Kosten netto=cost\"")
        ->option_text("HEADING=FIELD ...")
        ->allow_extra_args(false);
    command
        ->add_option("--type", options->type,
                     "csv, tsv, json or ndjson (default: by the file's name, else its content)")
        ->check(CLI::IsMember({"csv", "tsv", "json", "ndjson", "jsonl"}));
    command->add_flag("--preview", options->preview,
                      "Say how the file would be read and what would become of its rows; nothing is stored");
    command->add_flag("--no-wait", options->no_wait,
                      "Return when the server has the file, without waiting for the report");
    command->add_flag("--json", options->json,
                      "Print what the server answers (the batch report, or the preview) as JSON");
    add_connection_options(*command, options->connection);
    command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace insightflow::cli
