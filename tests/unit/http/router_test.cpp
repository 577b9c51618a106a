#include <gmock/gmock.h>

#include "http/core/problem.hpp"
#include "http/core/router.hpp"

namespace insightflow::http {
namespace {

using testing::ElementsAre;

void add_raw(Router& router, Method method, const char* path, Permission permission = Permission::data_read) {
    router.raw(method, path, permission, Place::in_place,
               [name = std::string(path)](const Call&, const RequestParts&) -> Result<Response> {
                   return Response{.body = name};
               });
}

Router sample_router() {
    Router router;
    add_raw(router, Method::get, "/batches");
    add_raw(router, Method::post, "/batches");
    add_raw(router, Method::get, "/batches/{id}");
    add_raw(router, Method::get, "/batches/latest");
    add_raw(router, Method::get, "/batches/{id}/rejects");
    add_raw(router, Method::get, "/batches/latest/report/{part}");
    add_raw(router, Method::get, "/open", Permission::none);
    add_raw(router, Method::get, "/docs/");
    return router;
}

struct Found {
    const char* path;
    const char* route;
    Parameters parameters;
};

TEST(Router, FindsTheRouteOfAPath) {
    const Router router = sample_router();
    for (const auto& [path, route, parameters] :
         {Found{"/batches", "/batches", {}}, Found{"/batches/latest", "/batches/latest", {}},
          Found{"/batches/7", "/batches/{id}", {{"id", "7"}}},
          Found{"/batches/a%2Fb", "/batches/{id}", {{"id", "a/b"}}},
          Found{"/batches/a%2Frejects", "/batches/{id}", {{"id", "a/rejects"}}},
          Found{"/batches/latest/rejects", "/batches/{id}/rejects", {{"id", "latest"}}},
          Found{"/batches/{id}", "/batches/{id}", {{"id", "{id}"}}},
          Found{"/batches/:id", "/batches/{id}", {{"id", ":id"}}},
          Found{"/batches/*", "/batches/{id}", {{"id", "*"}}},
          Found{"/batches/..", "/batches/{id}", {{"id", ".."}}},
          Found{"/batches/latest/report/1", "/batches/latest/report/{part}", {{"part", "1"}}},
          Found{"/docs/", "/docs/", {}}}) {
        const auto match = router.match("GET", path);
        ASSERT_TRUE(match && match->route) << path;
        EXPECT_EQ(match->route->path, route) << path;
        EXPECT_EQ(match->path, parameters) << path;
    }
}

TEST(Router, KnowsWhatItDoesNotHave) {
    const Router router = sample_router();
    for (const char* path : {"/", "/batche", "/batches/", "/batches/7/", "/batches//rejects", "//batches",
                             "/docs", "/batches/7/x", "/Open"}) {
        const auto match = router.match("GET", path);
        ASSERT_TRUE(match) << path;
        EXPECT_EQ(match->route, nullptr) << path;
        EXPECT_TRUE(match->allowed.empty()) << path;
    }
}

TEST(Router, AnotherMethodLearnsWhichAreAllowed) {
    const Router router = sample_router();
    const auto match = router.match("DELETE", "/batches");
    EXPECT_EQ(match->route, nullptr);
    EXPECT_THAT(match->allowed, ElementsAre("GET", "HEAD", "POST"));
    EXPECT_FALSE(match->open);
    EXPECT_TRUE(router.match("POST", "/open")->open);
    EXPECT_EQ(router.match("get", "/batches")->route, nullptr) << "methods are case-sensitive";
}

TEST(Router, HeadIsServedByGet) {
    EXPECT_EQ(sample_router().match("HEAD", "/batches")->route->method, Method::get);
}

TEST(Router, BrokenEncodingIsAnError) {
    const auto match = sample_router().match("GET", "/batches/%zz");
    ASSERT_FALSE(match);
    EXPECT_EQ(match.error().code, ErrorCode::invalid_argument);
}

#ifndef NDEBUG
TEST(RouterDeathTest, ARouteRegisteredTwiceIsABug) {
    Router router = sample_router();
    EXPECT_DEATH(add_raw(router, Method::get, "/batches/{other}"), "registered twice");
}
#endif

TEST(Problem, HasAStatusAndAnAddressForEveryCode) {
    const std::string page = problems_page();
    for (int code = 0; code <= static_cast<int>(ErrorCode::internal); ++code) {
        const auto& kind = problem_kind(static_cast<ErrorCode>(code));
        const auto reply = problem(Error{static_cast<ErrorCode>(code), "message", {}}, "id-1");
        EXPECT_EQ(reply.status, kind.status);
        EXPECT_EQ(reply.content_type, "application/problem+json");
        EXPECT_NE(reply.body.find("\"type\":\"/api/docs/problems#" + std::string(kind.slug) + "\""),
                  std::string::npos);
        EXPECT_NE(page.find("id=\"" + std::string(kind.slug) + "\""), std::string::npos);
    }
}

TEST(Problem, ListsFaults) {
    EXPECT_EQ(
        problem(invalid_argument("Two things.", {{"#/query/a", "is \"bad\""}, {"#/body/0", "is worse"}}),
                "r1")
            .body,
        R"({"type":"/api/docs/problems#invalid-argument","title":"The request is not valid","status":400,)"
        R"("detail":"Two things.","request_id":"r1","errors":[{"pointer":"#/query/a","detail":"is \"bad\""},)"
        R"({"pointer":"#/body/0","detail":"is worse"}]})");
}

TEST(Problem, AnInternalErrorTellsNothing) {
    const auto reply = problem(Error{ErrorCode::internal, "disk /secret failed", {{"#/x", "secret"}}}, "r1");
    EXPECT_EQ(reply.status, 500);
    EXPECT_EQ(reply.body.find("secret"), std::string::npos);
    EXPECT_NE(reply.body.find("r1"), std::string::npos);
}

TEST(Problem, CarriesTheHeadersThatItsStatusAsksFor) {
    EXPECT_THAT(problem(Error{ErrorCode::unauthenticated, "", {}}, "").headers,
                ElementsAre(Header{"WWW-Authenticate", "Bearer"}));
    EXPECT_THAT(problem(Error{ErrorCode::unavailable, "", {}}, "").headers,
                ElementsAre(Header{"Retry-After", "1"}));
    EXPECT_THAT(problem(Error{ErrorCode::out_of_memory, "", {}}, "").headers,
                ElementsAre(Header{"Retry-After", "5"}));
}

}  // namespace
}  // namespace insightflow::http
