#include "http/core/router.hpp"

#include <algorithm>
#include <cassert>

#include "http/core/finish_reply.hpp"
#include "http/core/request_target.hpp"

namespace insightflow::http {

// One segment of the tree of paths.
struct Router::Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> literals{};
    std::unique_ptr<Node> parameter{};
    std::vector<const Route*> routes{};
};

namespace {

bool is_parameter(std::string_view segment) {
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

std::vector<std::string> template_segments(std::string_view path) {
    assert(!path.empty() && path.front() == '/');
    std::vector<std::string> segments;
    while (!path.empty()) {
        path.remove_prefix(1);
        const auto end = std::min(path.find('/'), path.size());
        segments.emplace_back(path.substr(0, end));
        path.remove_prefix(end);
    }
    return segments;
}

}  // namespace

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

std::vector<std::string> Router::parameter_names(std::string_view path) {
    std::vector<std::string> names;
    for (const auto& segment : template_segments(path))
        if (is_parameter(segment)) names.push_back(segment.substr(1, segment.size() - 2));
    return names;
}

void Router::insert(Route route) {
    Node* node = root_.get();
    for (const auto& segment : template_segments(route.path)) {
        auto& next = is_parameter(segment) ? node->parameter : node->literals[segment];
        if (!next) next = std::make_unique<Node>();
        node = next.get();
    }
    [[maybe_unused]] const auto clashes = [&](const auto& other) {
        return route.in_document && !route.doc.operation_id.empty() &&
               other->doc.operation_id == route.doc.operation_id;
    };
    assert(std::none_of(routes_.begin(), routes_.end(), clashes) && "an operation id is used twice");
    assert(std::none_of(node->routes.begin(), node->routes.end(),
                        [&](const Route* other) { return other->method == route.method; }) &&
           "a route is registered twice");
    routes_.push_back(std::make_unique<Route>(std::move(route)));
    node->routes.push_back(routes_.back().get());
}

Result<RouteMatch> Router::match(std::string_view method, std::string_view raw_path) const {
    const auto segments = path_segments(raw_path);
    if (!segments) return invalid_argument("The path is not valid percent-encoded UTF-8.");

    // Depth first, literals before parameters; the paths are short and the branches few.
    const Node* found = nullptr;
    std::vector<std::string_view> values;
    const auto descend = [&](const auto& self, const Node& node, std::size_t at) -> bool {
        if (at == segments->size()) {
            if (!node.routes.empty()) found = &node;
            return found != nullptr;
        }
        const std::string& segment = (*segments)[at];
        const auto literal = node.literals.find(segment);
        if (literal != node.literals.end() && self(self, *literal->second, at + 1)) return true;
        if (!node.parameter || segment.empty()) return false;
        values.push_back(segment);
        if (self(self, *node.parameter, at + 1)) return true;
        values.pop_back();
        return false;
    };
    RouteMatch match;
    if (!descend(descend, *root_, 0)) return match;
    for (const Route* route : found->routes) {
        match.open = match.open || route->doc.permission.value == Permission::none;
        match.allowed.push_back(name_of(route->method));
        if (route->method == Method::get) match.allowed.emplace_back("HEAD");
        if (name_of(route->method) == method || (method == "HEAD" && route->method == Method::get))
            match.route = route;
    }
    std::sort(match.allowed.begin(), match.allowed.end());
    if (match.route != nullptr) {
        const auto names = parameter_names(match.route->path);
        for (std::size_t i = 0; i < names.size(); ++i)
            match.path.push_back({names[i], std::string(values[i])});
    }
    return match;
}

void Router::raw(Method method, std::string path, Permission permission, Place place, RunEndpoint run) {
    Route route{
        .method = method,
        .path = std::move(path),
        .doc = {.operation_id = {}, .summary = {}, .description = {}, .tag = {}, .permission = permission},
        .place = place,
        .in_document = false};
    route.run = std::move(run);
    insert(std::move(route));
}

void Router::content(std::string path, StaticContent content) {
    Response response;
    response.shared = share_body(content.content_type, content.bytes);
    response.content_type = std::move(content.content_type);
    response.headers.emplace_back("Cache-Control", std::move(content.cache_control));
    if (!content.content_security_policy.empty())
        response.headers.emplace_back("Content-Security-Policy", std::move(content.content_security_policy));
    raw(Method::get, std::move(path), Permission::none, Place::in_place,
        [response = std::move(response)](const Call&, const RequestParts&) -> Result<Response> {
            return response;
        });
}

void Router::redirect(std::string path, std::string location) {
    Response response;
    response.status = 308;
    response.content_type.clear();
    response.headers.emplace_back("Location", std::move(location));
    raw(Method::get, std::move(path), Permission::none, Place::in_place,
        [response = std::move(response)](const Call&, const RequestParts&) -> Result<Response> {
            return response;
        });
}

Error bad_request(FaultList& faults) {
    auto list = faults.take();
    std::string message = list.size() == 1
                              ? "One thing is wrong with the request."
                              : std::to_string(list.size()) + " things are wrong with the request.";
    return invalid_argument(std::move(message), std::move(list));
}

}  // namespace insightflow::http
