#include "domain/ingestion/byte_dictionary.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace insightflow {
namespace {

TEST(ByteDictionary, NumbersGoByFirstAppearance) {
    ByteDictionary dictionary;
    const std::string texts[] = {"b", "", "a", std::string("a\0", 2), std::string(300'000, 'x')};
    for (std::uint32_t i = 0; i < 5; ++i) {
        const auto found = dictionary.intern(texts[i]);
        EXPECT_EQ(found.index, i);
        EXPECT_TRUE(found.added);
    }
    for (std::uint32_t i = 0; i < 5; ++i) {
        const auto found = dictionary.intern(texts[i]);
        EXPECT_EQ(found.index, i);
        EXPECT_FALSE(found.added);
        EXPECT_EQ(dictionary[i], texts[i]);
    }
    EXPECT_EQ(dictionary.size(), 5U);
}

TEST(ByteDictionary, ManyTextsAreKeptApart) {
    ByteDictionary dictionary;
    constexpr std::uint32_t texts = 100'000;
    for (std::uint32_t i = 0; i < texts; ++i)
        ASSERT_EQ(dictionary.intern("key " + std::to_string(i)).index, i);
    for (std::uint32_t i = 0; i < texts; ++i)
        ASSERT_FALSE(dictionary.intern("key " + std::to_string(i)).added);
}

TEST(ByteDictionary, AllTextsAreTakenByNumber) {
    ByteDictionary dictionary;
    std::vector<std::string> texts{"", "a", std::string(300'000, 'x')};
    for (int i = 0; i < 100'000; ++i) texts.push_back("a longer key " + std::to_string(i));
    texts.emplace_back(300'000, 'y');
    for (const std::string& text : texts) dictionary.intern(text);
    EXPECT_EQ(std::move(dictionary).take(), texts);
    EXPECT_EQ(ByteDictionary().take(), std::vector<std::string>{});
}

TEST(ByteDictionary, TheHashDependsOnEveryByteAndOnTheSeed) {
    for (std::size_t size = 1; size < 70; ++size) {
        const std::string text(size, 'a');
        for (std::size_t at = 0; at < size; ++at) {
            std::string other = text;
            other[at] = 'b';
            EXPECT_NE(hash_bytes(text, 1), hash_bytes(other, 1)) << size << " " << at;
        }
        EXPECT_NE(hash_bytes(text, 1), hash_bytes(text + "a", 1));
        EXPECT_NE(hash_bytes(text, 1), hash_bytes(text, 2));
    }
}

}  // namespace
}  // namespace insightflow
