// The table of routes. Each is declared once; the handler, the parser and the description come from the same
// types.
//
//     router.get<RoiQuery, RoiReply>("/api/v1/analytics/roi",
//         {.operation_id = "getRoi", .summary = "...", .description = "...", .tag = "Analytics",
//          .permission = Permission::analytics_read},
//         Place::pool, [&](const Call& call, const RoiQuery& query) -> Result<RoiReply> { ... });
//
// Templates: "/campaign/{id}/insights"; a literal segment beats a parameter; a parameter never matches an
// empty segment; segments are percent-decoded after splitting, so %2F never splits. A template or operation
// id registered twice is a bug and asserts. Building a Router is for one thread; afterwards it is only read.
#pragma once

#include <chrono>
#include <concepts>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "http/core/describe.hpp"
#include "http/core/endpoint.hpp"
#include "http/core/read_request.hpp"
#include "http/core/upload.hpp"
#include "http/core/write_json.hpp"

namespace insightflow::http {

using RunEndpoint = std::function<Result<Response>(const Call&, const RequestParts&)>;

struct Route {
    Method method = Method::get;
    std::string path{};
    EndpointDoc doc;
    Place place = Place::pool;
    std::chrono::milliseconds deadline = default_deadline;
    bool in_document = true;  // static content is not part of the OpenAPI document
    RequestDoc request{};
    std::optional<JsonValue> reply{};   // absent where the reply has no body
    std::optional<UploadDoc> upload{};  // with begin, instead of run
    RunEndpoint run{};
    BeginUpload begin{};
};

// What a path and a method lead to. route is null where the path is unknown or the method is not among
// `allowed`.
struct RouteMatch {
    const Route* route = nullptr;
    Parameters path{};
    std::vector<std::string_view> allowed{};  // methods of the path; empty where the path is unknown
    bool open = false;                        // some route of the path needs no permission
};

// A file of ours: bytes live as long as the program.
struct StaticContent {
    std::string_view bytes;
    std::string content_type;
    std::string cache_control = "no-cache";
    std::string content_security_policy{};  // instead of the strict default
};

// Faults of a request whose parameters could not be read.
Error bad_request(FaultList& faults);

template <class Handler, class Request, class Reply>
concept HandlerOf = std::is_invocable_r_v<Result<Reply>, Handler&, const Call&, const Request&> ||
                    std::is_invocable_r_v<Result<Answer<Reply>>, Handler&, const Call&, const Request&>;

template <class Begin, class Query, class Reply>
concept BeginOf = std::is_invocable_r_v<Result<std::unique_ptr<Upload<Reply>>>, Begin&, const Call&,
                                        const RequestHead&, const Query&>;

class Router {
public:
    Router();
    ~Router();
    Router(Router&&) noexcept;
    Router& operator=(Router&&) noexcept;

    template <Described Request, ReplyBody Reply, HandlerOf<Request, Reply> Handler>
    void add(Method method, std::string path, EndpointDoc doc, Place place, Handler handler,
             std::chrono::milliseconds deadline = default_deadline);

    template <Described Request, ReplyBody Reply, HandlerOf<Request, Reply> Handler>
    void get(std::string path, EndpointDoc doc, Place place, Handler handler,
             std::chrono::milliseconds deadline = default_deadline) {
        add<Request, Reply>(Method::get, std::move(path), std::move(doc), place, std::move(handler),
                            deadline);
    }
    template <Described Request, ReplyBody Reply, HandlerOf<Request, Reply> Handler>
    void post(std::string path, EndpointDoc doc, Place place, Handler handler,
              std::chrono::milliseconds deadline = default_deadline) {
        add<Request, Reply>(Method::post, std::move(path), std::move(doc), place, std::move(handler),
                            deadline);
    }
    template <Described Request, ReplyBody Reply, HandlerOf<Request, Reply> Handler>
    void put(std::string path, EndpointDoc doc, Place place, Handler handler,
             std::chrono::milliseconds deadline = default_deadline) {
        add<Request, Reply>(Method::put, std::move(path), std::move(doc), place, std::move(handler),
                            deadline);
    }
    template <Described Request, ReplyBody Reply, HandlerOf<Request, Reply> Handler>
    void del(std::string path, EndpointDoc doc, Place place, Handler handler,
             std::chrono::milliseconds deadline = default_deadline) {
        add<Request, Reply>(Method::del, std::move(path), std::move(doc), place, std::move(handler),
                            deadline);
    }

    // A streamed body (see upload.hpp). begin: Result<std::unique_ptr<Upload<Reply>>>(const Call&, const
    // RequestHead&, const Query&).
    template <Described Query, ReplyBody Reply, BeginOf<Query, Reply> Begin>
    void upload(Method method, std::string path, EndpointDoc doc, UploadDoc body, Begin begin,
                std::chrono::milliseconds deadline = default_deadline);

    // Open to everyone, not part of the OpenAPI document.
    void content(std::string path, StaticContent content);
    void redirect(std::string path, std::string location);
    // GET of a handler that makes its own bytes, in place, and is part of the document: they say a Reply. The
    // query is not looked at.
    template <class Reply>
    void raw_get(std::string path, EndpointDoc doc, RunEndpoint run);
    // A handler that makes its own bytes.
    void raw(Method method, std::string path, Permission permission, Place place, RunEndpoint run);

    // raw_path: the target up to '?', still percent-encoded. Errors: invalid_argument where its encoding is
    // broken.
    Result<RouteMatch> match(std::string_view method, std::string_view raw_path) const;

    const std::vector<std::unique_ptr<Route>>& routes() const { return routes_; }
    const SchemaBook& schemas() const { return schemas_; }

private:
    struct Node;
    void insert(Route route);
    static std::vector<std::string> parameter_names(std::string_view path);

    std::vector<std::unique_ptr<Route>> routes_{};
    std::unique_ptr<Node> root_;
    SchemaBook schemas_{};
};

// ---- how types meet bytes
// --------------------------------------------------------------------------------------------------------

template <class Reply>
Response response_of(const Answer<Reply>& answer, int success_status) {
    Response response;
    response.status = answer.status != 0 ? answer.status : success_status;
    response.headers = answer.headers;
    if (answer.later) {
        response.later = std::make_shared<Later<Response>>();
        response.later->when_ready = answer.later->when_ready;
        response.later->answer = [ask = answer.later->answer, success_status]() -> Result<Response> {
            const auto late = ask();
            if (!late) return late.error();
            return response_of(*late, success_status);
        };
        return response;
    }
    if (answer.stream) {
        response.stream = answer.stream;
        response.content_type = answer.stream_type;
        return response;
    }
    if constexpr (std::is_same_v<Reply, Nothing>) {
        response.content_type.clear();
    } else {
        write_json(response.body, answer.body);
    }
    return response;
}

template <Described Request, ReplyBody Reply, HandlerOf<Request, Reply> Handler>
void Router::add(Method method, std::string path, EndpointDoc doc, Place place, Handler handler,
                 std::chrono::milliseconds deadline) {
    Route route{.method = method,
                .path = std::move(path),
                .doc = std::move(doc),
                .place = place,
                .deadline = deadline};
    route.request = describe_request<Request>(schemas_, parameter_names(route.path));
    if constexpr (!std::is_same_v<Reply, Nothing>) route.reply = describe<Reply>(schemas_, Direction::reply);
    const int success_status = route.doc.success_status;
    route.run = [handler = std::move(handler), success_status](
                    const Call& call, const RequestParts& parts) mutable -> Result<Response> {
        Request request{};
        FaultList faults;
        read_request(parts, request, faults);
        if (!faults.empty()) return bad_request(faults);
        auto answer = handler(call, std::as_const(request));
        if (!answer) return std::move(answer).error();
        if constexpr (std::is_same_v<decltype(answer), Result<Reply>>) {
            return response_of(Answer<Reply>{0, {}, std::move(*answer)}, success_status);
        } else {
            return response_of(*answer, success_status);
        }
    };
    insert(std::move(route));
}

template <class Reply>
void Router::raw_get(std::string path, EndpointDoc doc, RunEndpoint run) {
    Route route{.path = std::move(path), .doc = std::move(doc), .place = Place::in_place};
    route.reply = describe<Reply>(schemas_, Direction::reply);
    route.run = std::move(run);
    insert(std::move(route));
}

template <class Reply>
class TypedByteUpload final : public ByteUpload {
public:
    TypedByteUpload(std::unique_ptr<Upload<Reply>> upload, int success_status)
        : upload_(std::move(upload)), success_status_(success_status) {}
    Result<void> write(std::span<const std::byte> piece) override { return upload_->write(piece); }
    Result<Response> finish() override {
        auto answer = upload_->finish();
        if (!answer) return std::move(answer).error();
        return response_of(*answer, success_status_);
    }

private:
    std::unique_ptr<Upload<Reply>> upload_;
    int success_status_;
};

template <Described Query, ReplyBody Reply, BeginOf<Query, Reply> Begin>
void Router::upload(Method method, std::string path, EndpointDoc doc, UploadDoc body, Begin begin,
                    std::chrono::milliseconds deadline) {
    Route route{.method = method,
                .path = std::move(path),
                .doc = std::move(doc),
                .place = Place::pool,
                .deadline = deadline};
    route.request = describe_request<Query>(schemas_, parameter_names(route.path));
    route.reply = describe<Reply>(schemas_, Direction::reply);
    route.upload = std::move(body);
    const int success_status = route.doc.success_status;
    route.begin = [begin = std::move(begin), success_status](
                      const Call& call, const RequestHead& head,
                      const RequestParts& parts) mutable -> Result<std::unique_ptr<ByteUpload>> {
        Query query{};
        FaultList faults;
        read_request(parts, query, faults);
        if (!faults.empty()) return bad_request(faults);
        auto upload = begin(call, head, std::as_const(query));
        if (!upload) return std::move(upload).error();
        return std::make_unique<TypedByteUpload<Reply>>(std::move(*upload), success_status);
    };
    insert(std::move(route));
}

}  // namespace insightflow::http
