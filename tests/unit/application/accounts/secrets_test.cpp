#include "application/accounts/secrets.hpp"

#include <gtest/gtest.h>

#include "application/accounts/authenticate.hpp"
#include "application/accounts/passwords.hpp"
#include "application/accounts/scope.hpp"

namespace insightflow {
namespace {

TEST(Secrets, AreDrawnEvenlyAndCheckThemselves) {
    // 248 and above would favour the first characters: they are passed over.
    unsigned char next = 240;
    const auto random = [&](std::span<std::byte> out) {
        for (std::byte& byte : out) byte = static_cast<std::byte>(next++);
    };
    const std::string secret = make_secret("ifk_", 12, random);
    EXPECT_EQ(secret.substr(0, 16), "ifk_stuvwxyz0123");
    EXPECT_EQ(secret.size(), 22u);
    EXPECT_TRUE(is_whole_secret(secret));
}

TEST(Secrets, TheCheckIsCrc32) {
    // CRC-32 of "123456789" is CBF43926, which is 3jZRME in base 62.
    EXPECT_TRUE(is_whole_secret("1234567893jZRME"));
}

TEST(Secrets, EveryMistypedCharacterIsFound) {
    const auto random = [](std::span<std::byte> out) {
        for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::byte>(i * 7);
    };
    const std::string secret = make_secret("ifk_", 32, random);
    for (std::size_t at = 0; at < secret.size(); ++at) {
        std::string changed = secret;
        changed[at] = changed[at] == 'x' ? 'y' : 'x';
        EXPECT_FALSE(is_whole_secret(changed)) << at;
    }
    EXPECT_FALSE(is_whole_secret(""));
    EXPECT_FALSE(is_whole_secret("000000"));
}

TEST(Passwords, LengthCounts) {
    EXPECT_EQ(password_fault("correct horse", "a@b"), std::nullopt);
    EXPECT_EQ(password_fault(
                  "\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9z",
                  "a@b"),
              std::nullopt);
    EXPECT_NE(password_fault("elevenchars", "a@b"), std::nullopt);
    EXPECT_NE(password_fault("", "a@b"), std::nullopt);
    EXPECT_NE(password_fault("aaaaaaaaaaaaaaaa", "a@b"), std::nullopt);
    EXPECT_NE(password_fault("Anna@example.com", "anna@example.com"), std::nullopt);
    EXPECT_NE(password_fault("tab\tin the middle", "a@b"), std::nullopt);
    EXPECT_NE(password_fault("not utf-8 \xFF here", "a@b"), std::nullopt);
    EXPECT_NE(password_fault(std::string(password_bytes_max, 'a') + "b", "a@b"), std::nullopt);
}

TEST(Passwords, AddressesAreFolded) {
    EXPECT_EQ(folded_email(" Anna@Example.COM "), "anna@example.com");
    for (const char* text : {"", "anna", "@example.com", "anna@", "a b@example.com", "a@b@c", "a\n@b"})
        EXPECT_EQ(folded_email(text), std::nullopt) << text;
    EXPECT_EQ(folded_email(std::string(250, 'a') + "@b.c"), std::optional(std::string(250, 'a') + "@b.c"));
    EXPECT_EQ(folded_email(std::string(251, 'a') + "@b.c"), std::nullopt);
}

TEST(Passwords, OnlySoManyAreWorkedOnAtOnce) {
    Passwords* desk = nullptr;
    int depth = 0;
    std::vector<ErrorCode> codes;
    const auto check = [&](std::string_view, std::string_view) {
        if (++depth < 4) {
            const auto inner = desk->matches("hash", "password");
            if (!inner) codes.push_back(inner.error().code);
        }
        return true;
    };
    Passwords passwords([](std::string_view) -> Result<std::string> { return std::string("nobody's"); },
                        check, [](std::span<std::byte>) {});
    desk = &passwords;
    EXPECT_TRUE(passwords.matches("hash", "password").value());
    EXPECT_EQ(codes, std::vector{ErrorCode::unavailable});
    EXPECT_FALSE(passwords.matches(std::nullopt, "password").value());
}

TEST(Passwords, ForNobodysAccountTheSameWorkIsDone) {
    std::vector<std::string> looked_at;
    Passwords passwords([](std::string_view) -> Result<std::string> { return std::string("nobody's"); },
                        [&](std::string_view hash, std::string_view password) {
                            looked_at.push_back(std::string(hash) + " " + std::string(password));
                            return true;
                        },
                        [](std::span<std::byte>) {});
    EXPECT_TRUE(passwords.matches("anna's", "guess").value());
    EXPECT_FALSE(passwords.matches(std::nullopt, "guess").value()) << "even where the hash would fit";
    EXPECT_EQ(looked_at, (std::vector<std::string>{"anna's guess", "nobody's guess"}));
}

TEST(Roles, EachMayDoWhatTheOneBeforeItMay) {
    EXPECT_TRUE(PermissionSet(Role::editor).contains(PermissionSet(Role::viewer)));
    EXPECT_TRUE(PermissionSet(Role::owner).contains(PermissionSet(Role::editor)));
    EXPECT_FALSE(PermissionSet(Role::viewer).contains(Permission::data_write));
    EXPECT_FALSE(PermissionSet(Role::editor).contains(Permission::keys_manage));
    for (const auto& [permission, name] : permission_names) {
        EXPECT_EQ(name_of(permission), name);
        EXPECT_EQ(PermissionSet(Role::owner).contains(permission),
                  permission != Permission::none && permission != Permission::metrics_read)
            << name;
    }
    EXPECT_EQ(role_named("editor"), Role::editor);
    EXPECT_EQ(role_named("Editor"), std::nullopt);
}

TEST(KeyStrength, ShortKeysAreForLoopbackOnly) {
    EXPECT_TRUE(check_key_strength("secret123", true));
    const auto refused = check_key_strength("secret123", false);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message.find("secret123"), std::string::npos);
    EXPECT_FALSE(check_key_strength("fifteen-letters", false));
    EXPECT_TRUE(check_key_strength("sixteen--letters", false));
}

TEST(KeyStrength, AKeyMustFitIntoAHeader) {
    for (const std::string& key : {std::string(), std::string("two words"), std::string("line\nfeed"),
                                   std::string("\xC3\xA9t\xC3\xA9"), std::string(key_bytes_max + 1, 'x')})
        EXPECT_FALSE(check_key_strength(key, true)) << key;
}

}  // namespace
}  // namespace insightflow
