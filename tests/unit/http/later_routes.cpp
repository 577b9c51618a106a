#include "unit/http/later_routes.hpp"

#include "unit/http/sample_types.hpp"

namespace insightflow::http::test {
namespace {

using sample::Echo;
using namespace std::chrono_literals;

struct PiecesQuery {
    std::int64_t count = 1, bytes = 1;
    bool fail = false;
    static constexpr auto fields() {
        return std::tuple{defaulted("count", &PiecesQuery::count, "How many."),
                          defaulted("bytes", &PiecesQuery::bytes, "How long each is."),
                          defaulted("fail", &PiecesQuery::fail, "End with an error.")};
    }
};

class Pieces final : public ReplyStream {
public:
    explicit Pieces(PiecesQuery query) : query_(query) {}
    Result<Piece> next() override {
        if (sent_ == query_.count && query_.fail) return Error{ErrorCode::internal, "broken off", {}};
        if (sent_ == query_.count) return Piece{.is_last = true};
        return Piece{.bytes = std::string(static_cast<std::size_t>(query_.bytes),
                                          static_cast<char>('a' + sent_++ % 26))};
    }

private:
    PiecesQuery query_;
    std::int64_t sent_ = 0;
};

class Ticks final : public ReplyStream {
public:
    explicit Ticks(LaterRoutes& routes) : routes_(routes) { ++routes_.streams; }
    ~Ticks() override { --routes_.streams; }
    Result<Piece> next() override {
        ++routes_.ticks;
        return Piece{.bytes = "tick", .pause = 5ms};
    }

private:
    LaterRoutes& routes_;
};

EndpointDoc doc(std::string id) {
    return {.operation_id = std::move(id),
            .summary = "For tests",
            .description = "",
            .tag = "Test",
            .permission = Permission::data_read};
}

Answer<Echo> streamed(std::shared_ptr<ReplyStream> stream) {
    return {.stream = std::move(stream), .stream_type = "text/plain"};
}

}  // namespace

void LaterRoutes::add_to(Router& router) {
    router.get<Nothing, Echo>(
        "/api/v1/later", doc("later"), Place::pool,
        [this](const Call&, const Nothing&) -> Result<Answer<Echo>> {
            const auto later = std::make_shared<Later<Answer<Echo>>>();
            later->when_ready = [this](std::function<void()> wake) { when_ready(std::move(wake)); };
            later->answer = [this]() -> Result<Answer<Echo>> {
                const std::lock_guard lock(mutex_);
                return Answer<Echo>{.status = delivered_ ? 201 : 202,
                                    .body = Echo{delivered_ ? "delivered" : "nothing yet"}};
            };
            ++begun;
            return Answer<Echo>{.later = later};
        },
        300ms);
    router.get<PiecesQuery, Echo>("/api/v1/pieces", doc("pieces"), Place::pool,
                                  [](const Call&, const PiecesQuery& query) -> Result<Answer<Echo>> {
                                      return streamed(std::make_shared<Pieces>(query));
                                  });
    router.get<Nothing, Echo>("/api/v1/ticks", doc("ticks"), Place::pool,
                              [this](const Call&, const Nothing&) -> Result<Answer<Echo>> {
                                  return streamed(std::make_shared<Ticks>(*this));
                              });
}

void LaterRoutes::deliver() {
    const std::lock_guard lock(mutex_);
    delivered_ = true;
    if (wake_) std::exchange(wake_, {})();
}

void LaterRoutes::when_ready(std::function<void()> wake) {
    const std::lock_guard lock(mutex_);
    wake_ = std::move(wake);
    if (delivered_ && wake_) std::exchange(wake_, {})();
}

}  // namespace insightflow::http::test
