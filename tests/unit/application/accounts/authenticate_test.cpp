#include "application/accounts/authenticate.hpp"

#include <gtest/gtest.h>

namespace insightflow {
namespace {

constexpr Timestamp noon{std::chrono::seconds{1'700'000'000}};

class KeysInMemory final : public KeyStore {
public:
    std::vector<StoredKey> keys{};
    int reads = 0;
    Result<std::vector<StoredKey>> all() override {
        ++reads;
        return keys;
    }
    Result<void> insert(const StoredKey& key) override {
        keys.push_back(key);
        return {};
    }
};

std::string hash(std::string_view text) { return "hash of " + std::string(text); }
bool equal(std::string_view left, std::string_view right) { return left == right; }
void counting_bytes(std::span<std::byte> out) {
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::byte>(i * 8);
}

TEST(Authenticator, TheEnvironmentsKeyIsAnEditorOfTheDefaultWorkspace) {
    KeysInMemory keys;
    const auto authenticator = Authenticator::load(keys, "secret123", hash, equal).value();
    const auto scope = authenticator.authenticate("secret123");
    ASSERT_TRUE(scope);
    EXPECT_EQ(scope->workspace, default_workspace);
    EXPECT_EQ(scope->permissions, PermissionSet(Role::editor));
    EXPECT_EQ(scope->key_label, "environment");
}

TEST(Authenticator, AStoredKeyHasItsOwnScopeBesideTheEnvironments) {
    KeysInMemory keys;
    keys.keys.push_back({hash("reader"), "Anna's", WorkspaceId{7}, Role::viewer, noon});
    const auto authenticator = Authenticator::load(keys, "secret123", hash, equal).value();
    const auto scope = authenticator.authenticate("reader");
    ASSERT_TRUE(scope);
    EXPECT_EQ(scope->workspace, WorkspaceId{7});
    EXPECT_EQ(scope->permissions, PermissionSet(Role::viewer));
    EXPECT_EQ(scope->key_label, "Anna's");
}

TEST(Authenticator, WrongTokensAreRefusedInTheSameWords) {
    KeysInMemory keys;
    keys.keys.push_back({hash("reader"), "Anna's", WorkspaceId{7}, Role::viewer, noon});
    const auto authenticator = Authenticator::load(keys, "secret123", hash, equal).value();
    const std::string over_long(key_bytes_max + 1, 'x');
    const std::string words = authenticator.authenticate("wrong").error().message;
    for (const std::string& token : {std::string(), std::string("Secret123"), hash("reader"), over_long}) {
        const auto refused = authenticator.authenticate(token);
        ASSERT_FALSE(refused) << token;
        EXPECT_EQ(refused.error().code, ErrorCode::unauthenticated);
        EXPECT_EQ(refused.error().message, words);
    }
}

TEST(Authenticator, WithoutAnyKeyNobodyIsLetIn) {
    KeysInMemory keys;
    const auto authenticator = Authenticator::load(keys, std::nullopt, hash, equal).value();
    EXPECT_FALSE(authenticator.authenticate(""));
    EXPECT_FALSE(authenticator.authenticate("anything"));
}

TEST(Authenticator, NoRequestReadsTheStore) {
    KeysInMemory keys;
    const auto authenticator = Authenticator::load(keys, "secret123", hash, equal).value();
    for (int i = 0; i < 100; ++i) {
        EXPECT_TRUE(authenticator.authenticate("secret123"));
        EXPECT_FALSE(authenticator.authenticate("wrong"));
    }
    EXPECT_EQ(keys.reads, 1);
}

TEST(FirstKey, IsMadeOnceAndStoredAsAHashOnly) {
    KeysInMemory keys;
    const auto made = make_first_key(keys, false, counting_bytes, hash, noon).value();
    ASSERT_TRUE(made);
    EXPECT_EQ(*made, "ifk_0008101820283038404850586068707880889098a0a8b0b8c0c8d0d8e0e8f0f8");
    ASSERT_EQ(keys.keys.size(), 1u);
    EXPECT_EQ(keys.keys[0], (StoredKey{hash(*made), "first key", default_workspace, Role::editor, noon}));
    EXPECT_EQ(make_first_key(keys, false, counting_bytes, hash, noon).value(), std::nullopt);
    const auto authenticator = Authenticator::load(keys, std::nullopt, hash, equal).value();
    EXPECT_EQ(authenticator.authenticate(*made)->permissions, PermissionSet(Role::editor));
}

TEST(FirstKey, IsNotMadeWhereTheEnvironmentHasOne) {
    KeysInMemory keys;
    EXPECT_EQ(make_first_key(keys, true, counting_bytes, hash, noon).value(), std::nullopt);
    EXPECT_TRUE(keys.keys.empty());
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
