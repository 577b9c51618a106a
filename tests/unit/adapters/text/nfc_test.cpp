#include "adapters/text/nfc.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace insightflow::text {
namespace {

TEST(Nfc, TextsThatLookTheSameBecomeTheSame) {
    const std::pair<std::string_view, std::string_view> cases[] = {
        {"", ""},
        {"Brand Search", "Brand Search"},
        {"E\u0301te\u0301", "\u00C9t\u00E9"},
        {"\u00C9t\u00E9", "\u00C9t\u00E9"},
        {"\u212B", "\u00C5"},
        {"\uFB01", "\uFB01"},
        {"\u1100\u1161", "\uAC00"},
        {"q\u0323\u0307", "q\u0323\u0307"},
        {"q\u0307\u0323", "q\u0323\u0307"},
        {"\U0001F600", "\U0001F600"},
    };
    for (const auto& [text, want] : cases) {
        EXPECT_EQ(nfc(text), want);
        EXPECT_EQ(nfc(want), want);
    }
}

TEST(Nfc, NulBytesAndBrokenTextComeBackUnchanged) {
    const std::string nul("\u00E9\0x", 4);
    EXPECT_EQ(nfc(nul), nul);
    EXPECT_EQ(nfc("\xFF"), "\xFF");
}

}  // namespace
}  // namespace insightflow::text
