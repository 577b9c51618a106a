// What every FileTree promises; there is one, in a folder.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "adapters/crypto/sodium.hpp"
#include "adapters/files/folder_tree.hpp"
#include "support/temporary_folder.hpp"

namespace insightflow::testing {
namespace {

using ::testing::ElementsAre;
namespace fs = std::filesystem;

class FileTreeContract : public ::testing::Test {
protected:
    FileTreeContract() { fs::create_directory(folder_.path() / "tree"); }
    fs::path put(const std::string& name, const std::string& text) {
        const fs::path file = folder_.path() / name;
        std::ofstream(file, std::ios::binary) << text;
        return file;
    }
    static FileMark mark_of(const std::string& text) { return {text.size(), crypto::blake2b_hex(text)}; }
    ErrorCode fault(const std::string& path) { return tree_->measure(path).error().code; }

    TemporaryFolder folder_{};
    std::unique_ptr<FileTree> tree_ = files::make_folder_tree(folder_.path() / "tree");
};

TEST_F(FileTreeContract, WhatIsPutInIsMeasuredByteForByte) {
    const std::string text = std::string("a\0b", 3) + std::string(2'500'000, 'z');
    const fs::path file = put("body", text);
    ASSERT_TRUE(tree_->keep(file, "spool/kept"));
    EXPECT_EQ(tree_->copy(file, "spool/copied").value(), mark_of(text));
    ASSERT_TRUE(tree_->write("MANIFEST", "words"));
    EXPECT_EQ(tree_->measure("spool/kept").value(), mark_of(text));
    EXPECT_EQ(tree_->measure("spool/copied").value(), mark_of(text));
    EXPECT_EQ(tree_->read("MANIFEST", 100).value(), "words");
    EXPECT_THAT(tree_->list().value(), ElementsAre("MANIFEST", "spool/copied", "spool/kept"));
    EXPECT_TRUE(tree_->make_durable());
}

TEST_F(FileTreeContract, AKeptFileTakesNoRoomAndOutlivesItsOrigin) {
    const fs::path file = put("body", "text");
    ASSERT_TRUE(tree_->keep(file, "kept"));
    EXPECT_EQ(fs::hard_link_count(file), 2u);
    fs::remove(file);
    EXPECT_EQ(tree_->measure("kept").value(), mark_of("text"));
}

TEST_F(FileTreeContract, ACopyIsAFileOfItsOwnForItsOwnerAlone) {
    const fs::path file = put("body", "text");
    ASSERT_TRUE(tree_->copy(file, "spool/copied"));
    std::ofstream(file) << "other";
    EXPECT_EQ(tree_->measure("spool/copied").value(), mark_of("text"));
    struct stat facts {};
    for (const auto& [path, mode] : {std::pair{"spool", 0700u}, std::pair{"spool/copied", 0600u}}) {
        ASSERT_EQ(::stat(tree_->place_of(path).c_str(), &facts), 0);
        EXPECT_EQ(facts.st_mode & 0777u, mode) << path;
    }
}

TEST_F(FileTreeContract, WhatIsNotThereIsNotFound) {
    EXPECT_EQ(fault("nothing"), ErrorCode::not_found);
    EXPECT_EQ(tree_->read("nothing", 10).error().code, ErrorCode::not_found);
    EXPECT_EQ(tree_->keep(folder_.path() / "nothing", "kept").error().code, ErrorCode::not_found);
    EXPECT_EQ(tree_->copy(folder_.path() / "nothing", "copied").error().code, ErrorCode::not_found);
    EXPECT_THAT(tree_->list().value(), ElementsAre());
}

TEST_F(FileTreeContract, LinksFoldersAndPipesAreNoFiles) {
    fs::create_symlink(put("body", "text"), tree_->place_of("link"));
    fs::create_directory(tree_->place_of("folder"));
    ASSERT_EQ(::mkfifo(tree_->place_of("pipe").c_str(), 0600), 0);
    for (const char* path : {"link", "folder", "pipe"}) EXPECT_EQ(fault(path), ErrorCode::unprocessable);
    EXPECT_THAT(tree_->list().value(), ElementsAre("link", "pipe"));
}

TEST_F(FileTreeContract, NothingIsOverwrittenAndAReadHasALimit) {
    const fs::path file = put("body", "text");
    ASSERT_TRUE(tree_->write("there", "first"));
    EXPECT_FALSE(tree_->write("there", "second"));
    EXPECT_FALSE(tree_->keep(file, "there"));
    EXPECT_FALSE(tree_->copy(file, "there"));
    EXPECT_EQ(tree_->read("there", 5).value(), "first");
    EXPECT_EQ(tree_->read("there", 4).error().code, ErrorCode::unprocessable);
}

}  // namespace
}  // namespace insightflow::testing
