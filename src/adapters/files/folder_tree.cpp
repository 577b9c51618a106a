#include "adapters/files/folder_tree.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <set>
#include <span>
#include <stdexcept>

#include "adapters/files/body_hash.hpp"
#include "adapters/files/file_descriptor.hpp"
#include "adapters/files/regular_file.hpp"

namespace insightflow::files {
namespace {

namespace fs = std::filesystem;

std::error_code last_fault() { return {errno, std::generic_category()}; }

Error fault_of(const fs::path& file, const std::error_code& fault) {
    if (fault == std::errc::no_such_file_or_directory) return not_found(file.string() + " is not there.");
    if (is_full(fault)) return {ErrorCode::storage_full, file.string() + ": " + fault.message() + ".", {}};
    return {ErrorCode::internal, file.string() + ": " + fault.message() + ".", {}};
}

class FolderTree final : public FileTree {
public:
    explicit FolderTree(fs::path folder) : folder_(std::move(folder)) {}

    fs::path place_of(const std::string& path) const override { return folder_ / path; }

    Result<std::vector<std::string>> list() override {
        std::vector<std::string> paths;
        std::error_code fault;
        for (fs::recursive_directory_iterator entry(folder_, fault), end; !fault && entry != end;
             entry.increment(fault)) {
            std::error_code unknown;
            if (!fs::is_directory(entry->symlink_status(unknown)))
                paths.push_back(entry->path().lexically_relative(folder_).generic_string());
        }
        if (fault) return fault_of(folder_, fault);
        std::ranges::sort(paths);
        return paths;
    }

    Result<FileMark> measure(const std::string& path) override { return measure_file(place_of(path)); }

    Result<std::string> read(const std::string& path, std::size_t bytes_max) override {
        std::error_code fault;
        const FileDescriptor file = open_regular(place_of(path), fault);
        std::string text;
        if (!fault) {
            fault = read_all(file, [&](std::span<const std::byte> bytes) {
                if (text.size() + bytes.size() > bytes_max)
                    return std::make_error_code(std::errc::file_too_large);
                text.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
                return std::error_code{};
            });
        }
        if (fault) return unreadable(fault);
        return text;
    }

    Result<void> keep(const fs::path& from, const std::string& path) override {
        if (const auto fault = make_parent(path)) return fault_of(place_of(path), fault);
        if (::link(from.c_str(), place_of(path).c_str()) == 0) {
            linked_.insert(path);
            return {};
        }
        // Another file system, or one without links.
        if (errno != EXDEV && errno != EPERM && errno != EMLINK && errno != ENOTSUP)
            return fault_of(from, last_fault());
        const auto copied = copy(from, path);
        if (!copied) return copied.error();
        return {};
    }

    Result<FileMark> copy(const fs::path& from, const std::string& path) override {
        std::error_code fault;
        const FileDescriptor source = open_regular(from, fault);
        if (fault) return fault_of(from, fault);
        const fs::path to = place_of(path);
        if (fault = make_parent(path); fault) return fault_of(to, fault);
        const FileDescriptor target = open_file(to, O_WRONLY | O_CREAT | O_EXCL, S_IRUSR | S_IWUSR, fault);
        if (fault) return fault_of(to, fault);
        FileMark mark;
        BodyHash hash;
        fault = read_all(source, [&](std::span<const std::byte> bytes) {
            hash.add(bytes);
            mark.bytes += bytes.size();
            return write_all(target, bytes);
        });
        if (fault) return fault_of(to, fault);
        mark.hash = hash.hex();
        return mark;
    }

    Result<void> write(const std::string& path, const std::string& text) override {
        std::error_code fault;
        const FileDescriptor file =
            open_file(place_of(path), O_WRONLY | O_CREAT | O_EXCL, S_IRUSR | S_IWUSR, fault);
        if (!fault) fault = write_all(file, std::as_bytes(std::span(text)));
        if (fault) return fault_of(place_of(path), fault);
        return {};
    }

    // What was linked is as durable as it was before.
    Result<void> make_durable() override {
        const auto paths = list();
        if (!paths) return paths.error();
        std::set<fs::path> folders{folder_};
        for (const std::string& path : *paths) {
            folders.insert(place_of(path).parent_path());
            if (linked_.contains(path)) continue;
            std::error_code fault;
            const FileDescriptor file = open_regular(place_of(path), fault);
            if (!fault) fault = sync(file);
            if (fault) return fault_of(place_of(path), fault);
        }
        for (const fs::path& folder : folders)
            if (const auto fault = sync_folder(folder)) return fault_of(folder, fault);
        return {};
    }

private:
    std::error_code make_parent(const std::string& path) {
        const fs::path parent = place_of(path).parent_path();
        if (parent == folder_ || ::mkdir(parent.c_str(), S_IRWXU) == 0 || errno == EEXIST) return {};
        return last_fault();
    }

    fs::path folder_;
    std::set<std::string> linked_{};
};

}  // namespace

std::unique_ptr<FileTree> make_folder_tree(const fs::path& folder) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium could not be initialised");
    return std::make_unique<FolderTree>(folder.has_filename() ? folder : folder.parent_path());
}

}  // namespace insightflow::files
