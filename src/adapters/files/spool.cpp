#include "adapters/files/spool.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <span>
#include <stdexcept>

#include "adapters/files/body_archive.hpp"
#include "adapters/files/body_hash.hpp"
#include "adapters/files/file_descriptor.hpp"
#include "adapters/files/regular_file.hpp"
#include "domain/base/ulid.hpp"

namespace insightflow::files {
namespace {

namespace fs = std::filesystem;

// A long body must not eat the reserve either, so the room is looked at again after this many bytes.
constexpr std::uint64_t room_check_bytes = 4ULL * 1024 * 1024;
constexpr std::string_view arriving_ending = ".part";

Error full() {
    return {ErrorCode::storage_full, "There is not enough room on the server's disk to keep the body."};
}

Error disk_error(const std::error_code& fault, std::string_view step, const SpoolConfig& config) {
    if (config.on_failure) config.on_failure(std::string(step) + ": " + fault.message());
    if (is_full(fault)) return full();
    return {ErrorCode::unavailable,
            "The server's disk reported an error, and nothing of the body was kept: send it again."};
}

// Bytes that a user other than root may still write there.
Result<std::uint64_t> room_in(const fs::path& folder, const SpoolConfig& config) {
    struct statvfs disk {};
    while (::statvfs(folder.c_str(), &disk) != 0)
        if (errno != EINTR) return disk_error({errno, std::generic_category()}, "statvfs", config);
    return std::uint64_t{disk.f_bavail} * disk.f_frsize;
}

// Whether the reserve stays free, in the spool also beside a body of so many bytes.
Result<void> check_room(const fs::path& spool, const SpoolConfig& config, std::uint64_t body_bytes) {
    const auto room = room_in(spool, config);
    if (!room) return room.error();
    if (*room < config.reserve_bytes || *room - config.reserve_bytes < body_bytes) return full();
    for (const fs::path& folder : config.also_with_reserve) {
        const auto beside = room_in(folder, config);
        if (!beside) return beside.error();
        if (*beside < config.reserve_bytes) return full();
    }
    return {};
}

class FolderSpoolWriter final : public SpoolWriter {
public:
    FolderSpoolWriter(const fs::path& folder, fs::path arriving, FileDescriptor file,
                      const SpoolConfig& config)
        : folder_(folder), arriving_(std::move(arriving)), file_(std::move(file)), config_(config) {}

    ~FolderSpoolWriter() override { ::unlink(arriving_.c_str()); }

    Result<void> write(std::span<const std::byte> bytes) override {
        unchecked_bytes_ += bytes.size();
        if (unchecked_bytes_ >= room_check_bytes) {
            unchecked_bytes_ = 0;
            if (const auto room = check_room(folder_, config_, 0); !room) return room.error();
        }
        if (const auto fault = write_all(file_, bytes)) return disk_error(fault, "write", config_);
        hash_.add(bytes);
        bytes_ += bytes.size();
        return {};
    }

    // The name is made by a link, not a rename: it can never replace the body of another batch.
    Result<SpooledBody> keep(const BatchId& id) override {
        if (!is_ulid(id)) return invalid_argument("This is no batch id.");
        if (const auto fault = sync(file_)) return disk_error(fault, "fsync", config_);
        const fs::path kept = folder_ / id;
        if (::link(arriving_.c_str(), kept.c_str()) != 0)
            return disk_error({errno, std::generic_category()}, "link", config_);
        ::unlink(arriving_.c_str());
        if (const auto fault = sync_folder(folder_)) {
            ::unlink(kept.c_str());
            return disk_error(fault, "fsync of the folder", config_);
        }
        return SpooledBody{bytes_, hash_.hex()};
    }

    const fs::path& path() const override { return arriving_; }

private:
    const fs::path& folder_;
    fs::path arriving_;
    FileDescriptor file_;
    const SpoolConfig& config_;
    std::uint64_t bytes_ = 0;
    std::uint64_t unchecked_bytes_ = 0;
    BodyHash hash_{};
};

constexpr std::string_view archived_ending = ".zst";

class PlainBody final : public BodyFile {
public:
    explicit PlainBody(fs::path path) : path_(std::move(path)) {}
    const fs::path& path() const override { return path_; }

private:
    fs::path path_;
};

// A file of its own, gone when it was read, or at the next start.
class UnpackedBody final : public BodyFile {
public:
    explicit UnpackedBody(fs::path path) : path_(std::move(path)) {}
    ~UnpackedBody() override { ::unlink(path_.c_str()); }
    UnpackedBody(const UnpackedBody&) = delete;
    UnpackedBody& operator=(const UnpackedBody&) = delete;
    const fs::path& path() const override { return path_; }

private:
    fs::path path_;
};

Error not_what_came() { return {ErrorCode::unprocessable, "is not what came", {}}; }

// A failure of the disk or of the process may be over at the next try; an archive that is damaged stays so.
Error not_fetched(const std::error_code& fault) {
    if (fault == std::errc::illegal_byte_sequence) return not_what_came();
    const Error error = unreadable(fault);
    return {error.code == ErrorCode::not_found ? error.code : ErrorCode::internal, error.message, {}};
}

FileMark mark_of(const SpooledBody& body) { return {body.bytes, body.hash}; }

// What an archive holds. Errors: those of measure().
Result<FileMark> measure_archive(const fs::path& path) {
    std::error_code fault;
    const FileDescriptor file = open_regular(path, fault);
    FileMark mark;
    BodyHash hash;
    if (!fault)
        fault = decompress(file, [&](std::span<const std::byte> piece) {
            hash.add(piece);
            mark.bytes += piece.size();
            return std::error_code{};
        });
    if (fault) return unreadable(fault);
    mark.hash = hash.hex();
    return mark;
}

class FolderSpool final : public Spool {
public:
    FolderSpool(fs::path folder, SpoolConfig config)
        : folder_(std::move(folder)), config_(std::move(config)) {}

    Result<std::unique_ptr<SpoolWriter>> open(std::uint64_t announced_bytes) override {
        if (const auto room = check_room(folder_, config_, announced_bytes); !room) return room.error();
        fs::path arriving = next_name();
        std::error_code fault;
        FileDescriptor file = create(arriving, fault);
        if (fault == std::errc::too_many_files_open || fault == std::errc::too_many_files_open_in_system)
            return Error{ErrorCode::unavailable,
                         "The server has too many files open: try again in a moment."};
        if (fault) return disk_error(fault, "open", config_);
        return std::unique_ptr<SpoolWriter>(
            std::make_unique<FolderSpoolWriter>(folder_, std::move(arriving), std::move(file), config_));
    }

    // An id that is none leads to a name that no body has, never out of the folder.
    fs::path path_of(const BatchId& id) const override {
        return folder_ / (is_ulid(id) ? id : "no-batch-id");
    }

    Result<void> remove(const BatchId& id) override {
        if (!is_ulid(id)) return invalid_argument("This is no batch id.");
        for (const fs::path& path : {path_of(id), archive_of(id)})
            if (::unlink(path.c_str()) != 0 && errno != ENOENT)
                return disk_error({errno, std::generic_category()}, "unlink", config_);
        return {};
    }

    Result<std::unique_ptr<BodyFile>> fetch(const BatchId& id, const SpooledBody& body) override {
        const auto plain = measure_file(path_of(id));
        if (plain && *plain == mark_of(body))
            return std::unique_ptr<BodyFile>(std::make_unique<PlainBody>(path_of(id)));
        if (plain) return not_what_came();
        if (plain.error().code != ErrorCode::not_found)
            return Error{ErrorCode::internal, plain.error().message, {}};
        std::error_code fault;
        const FileDescriptor packed = open_regular(archive_of(id), fault);
        if (fault) return not_fetched(fault);
        if (const auto room = check_room(folder_, config_, body.bytes); !room) return room.error();
        auto unpacked = std::make_unique<UnpackedBody>(next_name());
        const FileDescriptor file = create(unpacked->path(), fault);
        FileMark mark;
        BodyHash hash;
        if (!fault)
            fault = decompress(packed, [&](std::span<const std::byte> piece) {
                hash.add(piece);
                mark.bytes += piece.size();
                if (mark.bytes > body.bytes) return std::make_error_code(std::errc::illegal_byte_sequence);
                return write_all(file, piece);
            });
        if (fault && is_full(fault)) return full();
        if (fault) return not_fetched(fault);
        mark.hash = hash.hex();
        if (mark != mark_of(body)) return not_what_came();
        return std::unique_ptr<BodyFile>(std::move(unpacked));
    }

    Result<void> archive(const BatchId& id, const SpooledBody& body) override {
        std::error_code fault;
        const FileDescriptor plain = open_regular(path_of(id), fault);
        if (fault) return unreadable(fault);
        if (const auto room = check_room(folder_, config_, body.bytes); !room) return room.error();
        const UnpackedBody unfinished(next_name());
        {
            const FileDescriptor packed = create(unfinished.path(), fault);
            FileMark mark;
            if (!fault) fault = compress(plain, packed, mark);
            if (!fault && mark != mark_of(body)) return not_what_came();
            if (!fault) fault = sync(packed);
            if (fault) return disk_error(fault, "archiving", config_);
        }
        if (const auto written = measure_archive(unfinished.path()); !written || *written != mark_of(body))
            return Error{ErrorCode::internal, "The archive of a body cannot be read back.", {}};
        fs::rename(unfinished.path(), archive_of(id), fault);
        if (!fault) fault = sync_folder(folder_);
        if (fault) return disk_error(fault, "archiving", config_);
        ::unlink(path_of(id).c_str());
        return {};
    }

    Result<std::vector<BatchId>> not_archived() override {
        std::vector<BatchId> ids;
        for (const auto& entry : fs::directory_iterator(folder_)) {
            std::string name = entry.path().filename().string();
            std::error_code gone;
            if (is_ulid(name) && entry.file_size(gone) >= archived_bytes_min && !gone)
                ids.push_back(std::move(name));
        }
        std::sort(ids.begin(), ids.end());
        return ids;
    }

    Result<SpooledBody> measure(const BatchId& id) override {
        auto mark = measure_file(path_of(id));
        if (!mark && mark.error().code == ErrorCode::not_found) mark = measure_archive(archive_of(id));
        if (!mark) return mark.error();
        return SpooledBody{mark->bytes, std::move(mark->hash)};
    }

    Result<std::vector<BatchId>> kept() override {
        std::vector<BatchId> ids;
        for (const auto& entry : fs::directory_iterator(folder_)) {
            std::string name = entry.path().filename().string();
            if (name.ends_with(archived_ending)) name.resize(name.size() - archived_ending.size());
            if (is_ulid(name)) ids.push_back(std::move(name));
        }
        std::sort(ids.begin(), ids.end());
        // Of one that was being archived when the process ended both are there.
        ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
        return ids;
    }

private:
    fs::path archive_of(const BatchId& id) const { return path_of(id).concat(archived_ending); }
    // Of a file that is gone at the next start.
    fs::path next_name() {
        return folder_ / (std::to_string(next_.fetch_add(1)) + std::string(arriving_ending));
    }
    static FileDescriptor create(const fs::path& path, std::error_code& fault) {
        return open_file(path, O_WRONLY | O_CREAT | O_EXCL, S_IRUSR | S_IWUSR, fault);
    }

    fs::path folder_;
    SpoolConfig config_;
    std::atomic<std::uint64_t> next_{1};
};

void remove_arriving(const fs::path& folder) {
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().extension() == arriving_ending) fs::remove(entry.path());
}

}  // namespace

Result<std::unique_ptr<Spool>> open_spool(const fs::path& folder, SpoolConfig config) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium could not be initialised");
    if (::mkdir(folder.c_str(), S_IRWXU) != 0 && errno != EEXIST)
        return invalid_argument("The spool folder " + folder.string() +
                                " cannot be created: " + std::generic_category().message(errno) + ".");
    if (!fs::is_directory(folder) || ::access(folder.c_str(), R_OK | W_OK | X_OK) != 0)
        return invalid_argument("The spool " + folder.string() + " is not a folder that can be written.");
    remove_arriving(folder);
    return std::unique_ptr<Spool>(std::make_unique<FolderSpool>(folder, std::move(config)));
}

}  // namespace insightflow::files
