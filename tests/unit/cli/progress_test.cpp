#include "cli/progress.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace insightflow::cli {
namespace {

using namespace std::chrono_literals;
constexpr Progress::Clock::time_point start{};

TEST(Progress, RedrawsABarOnATerminalAndRemovesItAtTheEnd) {
    std::ostringstream out;
    {
        Progress progress(out, true, "a.csv", start);
        progress.show("sending", 50, 100, start);
        progress.show("reading", 200, 100, start);
        progress.show("checking", 5, 0, start);
    }
    EXPECT_EQ(out.str(),
              "\r\033[Ka.csv [###############...............] 50% sending"
              "\r\033[Ka.csv [##############################] 100% reading"
              "\r\033[Ka.csv [..............................] 0% checking"
              "\r\033[K");
}

TEST(Progress, SaysALineNowAndThenElsewhere) {
    std::ostringstream out;
    {
        Progress progress(out, false, "a.csv", start);
        progress.show("sending", 10, 100, start + 4s);
        progress.show("sending", 20, 100, start + 5s);
        progress.show("sending", 30, 100, start + 9s);
        progress.show("reading", 40, 100, start + 10s);
    }
    EXPECT_EQ(out.str(), "a.csv: sending, 20%\na.csv: reading, 40%\n");
}

}  // namespace
}  // namespace insightflow::cli
