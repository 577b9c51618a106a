#include "cli/client.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <cstdio>
#include <iterator>

#include "domain/text/printable.hpp"

namespace insightflow::cli {
namespace {

constexpr long connect_timeout_s = 5;
// A transfer that moves less than a byte a second for this long is given up.
constexpr long stall_timeout_s = 60;
constexpr std::size_t reply_bytes_max = std::size_t{256} << 20;
// Every value takes at least two bytes.
constexpr JsonLimits reply_limits{.depth_max = 32, .values_max = reply_bytes_max / 2};

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* into) {
    auto& body = *static_cast<std::string*>(into);
    if (body.size() + size * count > reply_bytes_max) return 0;
    body.append(data, size * count);
    return size * count;
}

int on_progress(void* with, curl_off_t, curl_off_t, curl_off_t, curl_off_t sent) {
    (*static_cast<const std::function<void(std::uint64_t)>*>(with))(static_cast<std::uint64_t>(sent));
    return 0;
}

int exit_code_of(long status) {
    if (status == 401 || status == 403) return exit_no_permission;
    if (status == 429 || status == 503) return exit_try_again;
    return status < 500 ? exit_data : exit_failure;
}

// A parameter goes by its name, anything else by its pointer.
std::string place_of(const JsonValue& fault) {
    std::string pointer = printable(fault.text_of("pointer"));
    constexpr std::string_view of_query = "#/query/";
    return pointer.starts_with(of_query) ? pointer.substr(of_query.size()) : pointer;
}

// A problem+json in words: its detail, then its faults.
std::string words_of(const JsonValue& problem, long status) {
    std::string words = printable(problem.text_of("detail"));
    if (words.empty()) words = printable(problem.text_of("title"));
    if (words.empty()) words = "the server answered " + std::to_string(status);
    if (const JsonValue* faults = problem.find("errors"))
        for (const JsonValue& fault : faults->items)
            words += "\n  " + place_of(fault) + ": " + printable(fault.text_of("detail"));
    return words;
}

// Faults of the way to the server, which a later try may not meet; others lie in the address or the reply.
bool may_pass(CURLcode code) {
    static constexpr CURLcode passing[]{
        CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT, CURLE_PARTIAL_FILE, CURLE_OPERATION_TIMEDOUT,
        CURLE_GOT_NOTHING,          CURLE_SEND_ERROR,      CURLE_RECV_ERROR};
    return std::find(std::begin(passing), std::end(passing), code) != std::end(passing);
}

Failure no_answer(const std::string& url, CURLcode code) {
    Failure failure{exit_unavailable, "no answer from " + url + " (" + curl_easy_strerror(code) +
                                          "); is the server running? Start it with `insightflow serve`, set "
                                          "INSIGHTFLOW_URL, or say --data-dir to work without one"};
    failure.passing = may_pass(code);
    return failure;
}

Failure refusal(const JsonValue& problem, long status) {
    Failure failure{exit_code_of(status), words_of(problem, status)};
    if (status == 401) failure.message += "\nSet API_KEY (or API_KEY_FILE) to the server's key.";
    failure.status = static_cast<int>(status);
    failure.passing = status == 429 || status == 503;
    return failure;
}

}  // namespace

struct Client::Connection {
    ServerAddress address;
    CURL* handle = nullptr;

    void prepare(const std::string& path, const Parameters& query) {
        curl_easy_reset(handle);
        std::string url = address.url + path;
        char separator = '?';
        for (const auto& [name, value] : query) {
            char* escaped = curl_easy_escape(handle, value.data(), static_cast<int>(value.size()));
            url += separator + name + "=" + escaped;
            curl_free(escaped);
            separator = '&';
        }
        curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
        curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
        curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, connect_timeout_s);
        curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, 1L);
        curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, stall_timeout_s);
        curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
        if (address.certificate.empty()) return;
        curl_easy_setopt(handle, CURLOPT_CAINFO, address.certificate.c_str());
        curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 0L);
    }

    Attempt<Reply> perform(const std::vector<std::string>& headers) {
        curl_slist* list = nullptr;
        if (!address.key.empty())
            list = curl_slist_append(list, ("Authorization: Bearer " + address.key).c_str());
        for (const std::string& header : headers) list = curl_slist_append(list, header.c_str());
        std::string body;
        curl_easy_setopt(handle, CURLOPT_HTTPHEADER, list);
        curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &on_body);
        curl_easy_setopt(handle, CURLOPT_WRITEDATA, &body);
        const CURLcode code = curl_easy_perform(handle);
        curl_slist_free_all(list);
        if (code != CURLE_OK) return no_answer(address.url, code);
        long status = 0;
        curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
        auto json = parse_json(body, "#", reply_limits);
        JsonValue parsed = json ? std::move(*json) : JsonValue{};
        if (status < 200 || status > 299) return refusal(parsed, status);
        if (!json && !body.empty())
            return Failure{exit_failure,
                           address.url + " did not answer with JSON: is it an InsightFlow server?"};
        return Reply{static_cast<int>(status), std::move(parsed)};
    }
};

Client::Client(ServerAddress address) : connection_(std::make_unique<Connection>()) {
    connection_->address = std::move(address);
    connection_->handle = curl_easy_init();
}

Client::~Client() { curl_easy_cleanup(connection_->handle); }

Attempt<Reply> Client::get(const std::string& path, const Parameters& query) {
    connection_->prepare(path, query);
    return connection_->perform({});
}

Attempt<Reply> Client::remove(const std::string& path) {
    connection_->prepare(path, {});
    curl_easy_setopt(connection_->handle, CURLOPT_CUSTOMREQUEST, "DELETE");
    return connection_->perform({});
}

Attempt<Reply> Client::post(const std::string& path) {
    connection_->prepare(path, {});
    curl_easy_setopt(connection_->handle, CURLOPT_POST, 1L);
    curl_easy_setopt(connection_->handle, CURLOPT_POSTFIELDSIZE, 0L);
    // curl would call the missing body a form.
    return connection_->perform({"Content-Type:"});
}

Attempt<Reply> Client::upload(const std::string& path, const Parameters& query, const Upload& upload) {
    std::FILE* file = std::fopen(upload.file.c_str(), "rb");
    if (!file) return Failure{exit_io, "cannot read " + upload.file.string()};
    const auto close = std::unique_ptr<std::FILE, int (*)(std::FILE*)>(file, &std::fclose);
    std::error_code error;
    const auto bytes = std::filesystem::file_size(upload.file, error);
    if (error) return Failure{exit_io, "cannot read " + upload.file.string() + ": " + error.message()};
    CURL* handle = connection_->handle;
    connection_->prepare(path, query);
    curl_easy_setopt(handle, CURLOPT_POST, 1L);
    curl_easy_setopt(handle, CURLOPT_READDATA, file);
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(bytes));
    if (upload.progress) {
        curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
        curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, &on_progress);
        curl_easy_setopt(handle, CURLOPT_XFERINFODATA, &upload.progress);
    }
    if (upload.replaces) curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, "PUT");
    std::vector<std::string> headers{"Content-Type: " + upload.content_type};
    if (!upload.idempotency_key.empty()) headers.push_back("Idempotency-Key: " + upload.idempotency_key);
    auto reply = connection_->perform(headers);
    // The server still waits for the rest of an earlier try; it gives that up in its own time.
    if (reply || reply.error().status != 409) return reply;
    Failure failure = reply.error();
    failure.passing = true;
    return failure;
}

}  // namespace insightflow::cli
