// The installation's secret in its file, and what is made of it.
#include <sys/stat.h>

#include <fstream>

#include "adapters/files/secret_file.hpp"
#include "contract/accounts/accounts_fixture.hpp"

namespace insightflow::testing {
namespace {

TEST(SecretFile, IsMadeOncePrivateAndStaysTheSame) {
    const TemporaryFolder folder;
    const std::string made = files::open_secret(folder.path(), &crypto::random_bytes).value();
    EXPECT_EQ(made.size(), 64u);
    EXPECT_EQ(files::open_secret(folder.path(), &crypto::random_bytes).value(), made);
    struct stat facts {};
    ASSERT_EQ(::stat((folder.path() / files::secret_file_name).c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777U, 0600U);
    const TemporaryFolder other;
    EXPECT_NE(files::open_secret(other.path(), &crypto::random_bytes).value(), made);
}

TEST(SecretFile, OfTwoFirstStartsBothGetTheSameOne) {
    const TemporaryFolder folder;
    EXPECT_EQ(files::read_secret(folder.path()).value(), std::nullopt);
    std::optional<std::string> other;
    // Another process comes first while this one draws its bytes.
    const auto random = [&](std::span<std::byte> out) {
        if (!other) other = files::open_secret(folder.path(), &crypto::random_bytes).value();
        crypto::random_bytes(out);
    };
    EXPECT_EQ(files::open_secret(folder.path(), random).value(), other);
    EXPECT_EQ(files::read_secret(folder.path()).value(), other);
    const std::filesystem::directory_iterator files(folder.path());
    EXPECT_EQ(std::distance(begin(files), end(files)), 1);
}

TEST(SecretFile, IsRefusedWhereOthersCanReadItOrItIsShort) {
    const TemporaryFolder folder;
    const auto file = folder.path() / files::secret_file_name;
    std::ofstream(file) << std::string(64, 'x') << "\n";
    ::chmod(file.c_str(), 0640);
    const auto readable = files::open_secret(folder.path(), &crypto::random_bytes);
    ASSERT_FALSE(readable);
    EXPECT_NE(readable.error().message.find(file.string()), std::string::npos);
    ::chmod(file.c_str(), 0600);
    EXPECT_EQ(files::open_secret(folder.path(), &crypto::random_bytes).value(), std::string(64, 'x'));
    std::ofstream(file, std::ios::trunc) << "short\n";
    EXPECT_FALSE(files::open_secret(folder.path(), &crypto::random_bytes));
    EXPECT_FALSE(files::open_secret(folder.path() / "nowhere", &crypto::random_bytes));
}

TEST(SecretKey, EachPurposeHasAKeyOfItsOwn) {
    const crypto::SecretKey key(std::string(32, 's'));
    EXPECT_EQ(key.keyed_hash("a")("text"), key.keyed_hash("a")("text"));
    EXPECT_NE(key.keyed_hash("a")("text"), key.keyed_hash("b")("text"));
    EXPECT_NE(key.keyed_hash("a")("text"), crypto::SecretKey(std::string(32, 't')).keyed_hash("a")("text"));
    EXPECT_NE(key.keyed_hash("a")("text"), crypto::blake2b_hex("text"));
}

TEST(SecretKey, WhatIsSealedOpensUnderItsKeyAloneAndUnchanged) {
    const crypto::SecretKey key(std::string(32, 's'));
    const std::string sealed = key.seal("a")("plain text");
    EXPECT_NE(sealed, key.seal("a")("plain text"));
    EXPECT_EQ(key.unseal("a")(sealed).value(), "plain text");
    EXPECT_FALSE(key.unseal("b")(sealed));
    for (const std::size_t at : {std::size_t{0}, std::size_t{50}, sealed.size() - 1}) {
        std::string changed = sealed;
        changed[at] = changed[at] == '0' ? '1' : '0';
        EXPECT_FALSE(key.unseal("a")(changed));
    }
    EXPECT_FALSE(key.unseal("a")(""));
    EXPECT_FALSE(key.unseal("a")("not hex"));
}

TEST(PasswordHashes, AreArgon2idAndSaltedAndChecked) {
    const std::string hash = crypto::hash_password(good_password).value();
    EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << hash;
    EXPECT_NE(hash, crypto::hash_password(good_password).value());
    EXPECT_TRUE(crypto::check_password(hash, good_password));
    EXPECT_FALSE(crypto::check_password(hash, good_password + " "));
    EXPECT_FALSE(crypto::check_password("not a hash", good_password));
}

}  // namespace
}  // namespace insightflow::testing
