#include "unit/http/live_server.hpp"

#include "http/core/openapi.hpp"
#include "http/core/probes.hpp"
#include "unit/http/sample_types.hpp"

namespace insightflow::http::test {
namespace {

using sample::Echo;

struct EchoQuery {
    std::string text{};
    static constexpr auto fields() {
        return std::tuple{required("text", &EchoQuery::text, "What to say.", {.max = 100})};
    }
};

struct EchoBody {
    Echo body{};
    static constexpr auto fields() { return std::tuple{required("body", &EchoBody::body, "What to say.")}; }
};

struct EchoPath {
    std::string id{};
    static constexpr auto fields() { return std::tuple{required("id", &EchoPath::id, "Which.")}; }
};

struct UploadQuery {
    bool refuse = false;
    static constexpr auto fields() {
        return std::tuple{defaulted("refuse", &UploadQuery::refuse, "Say no before the body.")};
    }
};

// Counts bytes; a piece that begins with '!' fails.
class CountingUpload final : public Upload<Echo> {
public:
    explicit CountingUpload(UploadTally& tally) : tally_(tally) { ++tally_.begun; }
    ~CountingUpload() override { ++tally_.destroyed; }
    Result<void> write(std::span<const std::byte> piece) override {
        if (piece.front() == std::byte{'!'}) return Error{ErrorCode::storage_full, "No room.", {}};
        bytes_ += piece.size();
        tally_.bytes += piece.size();
        tally_.largest_piece = std::max(tally_.largest_piece.load(), piece.size());
        return {};
    }
    Result<Answer<Echo>> finish() override {
        ++tally_.finished;
        return Answer<Echo>{.status = 0,
                            .headers = {{"Location", "/uploads/1\r\nX-Injected: yes"}},
                            .body = {std::to_string(bytes_)}};
    }

private:
    UploadTally& tally_;
    std::size_t bytes_ = 0;
};

EndpointDoc doc(std::string id, Permission permission, int success_status = 200) {
    return {.operation_id = std::move(id),
            .summary = "For tests",
            .description = "",
            .tag = "Test",
            .permission = permission,
            .success_status = success_status};
}

Result<AuthorisedScope> authenticate(std::string_view token) {
    if (token == "reader")
        return AuthorisedScope{
            .workspace = {2}, .permissions = Role::viewer, .key_label = "reader-key", .actor_id = "reader"};
    if (token == "writer")
        return AuthorisedScope{
            .workspace = {1}, .permissions = Role::editor, .key_label = "writer-key", .actor_id = "writer"};
    return Error{ErrorCode::unauthenticated, "This key is not known.", {}};
}

}  // namespace

void Gate::open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
}

void Gate::wait_until_open() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [&] { return open_; });
}

void Gate::await_waiting(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_ >= count; });
}

Router LiveServer::routes() {
    Router router;
    router.get<EchoQuery, Echo>(
        "/api/v1/echo", doc("echo", Permission::data_read), Place::in_place,
        [](const Call&, const EchoQuery& query) -> Result<Echo> { return Echo{query.text}; });
    router.post<EchoBody, Echo>(
        "/api/v1/echo", doc("echoBody", Permission::data_write, 201), Place::pool,
        [](const Call&, const EchoBody& given) -> Result<Echo> { return given.body; });
    router.get<EchoPath, Echo>(
        "/api/v1/things/{id}", doc("thing", Permission::data_read), Place::pool,
        [](const Call&, const EchoPath& given) -> Result<Echo> { return Echo{given.id}; });
    router.get<Nothing, Echo>("/api/v1/wait", doc("wait", Permission::data_read), Place::pool,
                              [this](const Call&, const Nothing&) -> Result<Echo> {
                                  gate.wait_until_open();
                                  return Echo{"waited"};
                              });
    router.get<Nothing, Echo>(
        "/api/v1/slow", doc("slow", Permission::data_read), Place::pool,
        [](const Call& call, const Nothing&) -> Result<Echo> {
            while (!call.stop.stop_requested()) std::this_thread::sleep_for(std::chrono::milliseconds{1});
            return Error{ErrorCode::deadline_exceeded, "Stopped.", {}};
        },
        std::chrono::milliseconds{50});
    router.get<Nothing, Echo>("/api/v1/patient", doc("patient", Permission::data_read), Place::pool,
                              [this](const Call& call, const Nothing&) -> Result<Echo> {
                                  ++patient_begun;
                                  while (!call.stop.stop_requested())
                                      std::this_thread::sleep_for(std::chrono::milliseconds{1});
                                  return Error{ErrorCode::deadline_exceeded, "Stopped.", {}};
                              });
    router.get<Nothing, Echo>(
        "/api/v1/throw", doc("throw", Permission::data_read), Place::pool,
        [](const Call&, const Nothing&) -> Result<Echo> { throw std::runtime_error("secret detail"); });
    router.get<Nothing, Echo>("/api/v1/internal", doc("internal", Permission::data_read), Place::in_place,
                              [](const Call&, const Nothing&) -> Result<Echo> {
                                  return Error{ErrorCode::internal, "secret reason", {}};
                              });
    router.del<EchoPath, Nothing>("/api/v1/things/{id}", doc("drop", Permission::data_write, 204),
                                  Place::pool,
                                  [](const Call&, const EchoPath&) -> Result<Nothing> { return Nothing{}; });
    router.upload<UploadQuery, Echo>(
        Method::post, "/api/v1/upload", doc("upload", Permission::data_write, 202),
        {.media_types = {"text/csv"},
         .body_doc = "Rows.",
         .body_bytes_max = 64 * 1024 * 1024,
         .file_endings = {{".csv", "text/csv"}}},
        [this](const Call&, const RequestHead& head,
               const UploadQuery& query) -> Result<std::unique_ptr<Upload<Echo>>> {
            if (media_type_of(head.header("Content-Type").value_or("")) != "text/csv")
                return Error{ErrorCode::unsupported_media_type, "Only CSV.", {}};
            if (query.refuse) return Error{ErrorCode::unprocessable, "Not this one.", {}};
            return std::make_unique<CountingUpload>(uploads);
        });
    later.add_to(router);
    add_probes(router, [this] {
        return is_ready ? std::vector<std::string>{} : std::vector<std::string>{"the store is loading"};
    });
    add_documentation(router, {.title = "Test", .version = "1"});
    return router;
}

LiveServer::LiveServer(ServerConfig config) {
    config.port = 0;
    ServerHooks hooks;
    hooks.authenticate = authenticate;
    hooks.log_access = [this](const AccessRecord& record) {
        const std::lock_guard lock(mutex_);
        log_.push_back(record);
    };
    hooks.log_fault = [this](const InternalFault& fault) {
        if (faults_throw) throw std::bad_alloc();
        const std::lock_guard lock(mutex_);
        faults_.push_back(fault);
    };
    hooks.log_refused = [this](const std::string& client, std::size_t) {
        if (refusals_throw) throw std::bad_alloc();
        const std::lock_guard lock(mutex_);
        refusals_.push_back(client);
    };
    hooks.count_active = [this](std::string_view, int change) {
        active_ += change;
        active_.notify_all();
    };
    server_ = std::make_unique<Server>(config, routes(), std::move(hooks));
    server_->bind().value();
    thread_ = std::thread([this] { server_->run(); });
}

LiveServer::~LiveServer() {
    gate.open();
    stop();
}

void LiveServer::stop() {
    server_->request_stop();
    if (thread_.joinable()) thread_.join();
}

void LiveServer::await_active(int count) {
    for (int now = active_; now < count; now = active_) active_.wait(now);
}

std::vector<AccessRecord> LiveServer::log() {
    const std::lock_guard lock(mutex_);
    return log_;
}

std::vector<AccessRecord> LiveServer::await_log(std::size_t count) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    while (log().size() < count && std::chrono::steady_clock::now() < until)
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    return log();
}

std::vector<InternalFault> LiveServer::faults() {
    const std::lock_guard lock(mutex_);
    return faults_;
}

std::vector<std::string> LiveServer::refusals() {
    const std::lock_guard lock(mutex_);
    return refusals_;
}

std::string request(std::string_view method, std::string_view target, std::string_view more_fields,
                    std::string_view body) {
    std::string out = std::string(method) + " " + std::string(target) +
                      " HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer writer\r\n" +
                      std::string(more_fields);
    if (!body.empty()) out += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    return out + "\r\n" + std::string(body);
}

}  // namespace insightflow::http::test
