// A FileTree in memory.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "application/backup/file_tree.hpp"

namespace insightflow::testing {

// Long enough for a manifest, and another one for other texts.
inline std::string fake_hash(std::string_view text) {
    std::string hex = std::to_string(std::hash<std::string_view>{}(text));
    hex.insert(0, 64 - hex.size(), '0');
    return hex;
}

class FakeTree final : public FileTree {
public:
    explicit FakeTree(std::string name = "tree") : name_(std::move(name)) {}

    std::filesystem::path place_of(const std::string& path) const override { return name_ + "/" + path; }
    Result<std::vector<std::string>> list() override {
        std::vector<std::string> paths;
        for (const auto& [path, text] : files) paths.push_back(path);
        return paths;
    }
    Result<FileMark> measure(const std::string& path) override {
        const auto found = files.find(path);
        if (found == files.end()) return not_found("is not there");
        if (unreadable.contains(path))
            return Error{ErrorCode::unprocessable, "cannot be read: Input/output error", {}};
        return FileMark{found->second.size(), fake_hash(found->second)};
    }
    Result<std::string> read(const std::string& path, std::size_t) override {
        const auto found = files.find(path);
        if (found == files.end()) return not_found("is not there");
        return found->second;
    }
    Result<void> keep(const std::filesystem::path& from, const std::string& path) override {
        const auto found = elsewhere.find(from);
        if (found == elsewhere.end()) return not_found("is not there");
        return put(path, found->second);
    }
    Result<FileMark> copy(const std::filesystem::path& from, const std::string& path) override {
        if (const auto kept = keep(from, path); !kept) return kept.error();
        return measure(path);
    }
    Result<void> write(const std::string& path, const std::string& text) override { return put(path, text); }
    Result<void> make_durable() override {
        steps.emplace_back("durable");
        return {};
    }

    std::map<std::string, std::string> files{};
    std::map<std::filesystem::path, std::string> elsewhere{};  // what can be put in
    std::set<std::string> unreadable{};
    std::vector<std::string> steps{};

private:
    Result<void> put(const std::string& path, const std::string& text) {
        files[path] = text;
        steps.push_back(path);
        return {};
    }

    std::string name_;
};

}  // namespace insightflow::testing
