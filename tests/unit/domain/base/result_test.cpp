#include "domain/base/result.hpp"

#include <gtest/gtest.h>

namespace insightflow {
namespace {

TEST(Result, AskingAnErrorForItsValueIsABugThatNamesTheError) {
    const Result<int> result = not_found("no such thing");
    EXPECT_EQ(result.error().code, ErrorCode::not_found);
    try {
        (void)result.value();
        FAIL() << "value() of an error came back";
    } catch (const std::logic_error& bug) {
        EXPECT_NE(std::string(bug.what()).find("no such thing"), std::string::npos);
    }
}

TEST(Result, InvalidArgumentCarriesItsFaults) {
    const Error error = invalid_argument("two things", {{"#/query/a", "x"}, {"#/query/b", "y"}});
    EXPECT_EQ(error.code, ErrorCode::invalid_argument);
    EXPECT_EQ(error.faults, (std::vector<Fault>{{"#/query/a", "x"}, {"#/query/b", "y"}}));
}

}  // namespace
}  // namespace insightflow
