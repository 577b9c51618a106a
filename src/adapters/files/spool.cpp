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

#include "adapters/files/file_descriptor.hpp"
#include "domain/base/ulid.hpp"
#include "domain/text/hex.hpp"

namespace insightflow::files {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t hash_bytes = 32;
// A long body must not eat the reserve either, so the room is looked at again after this many bytes.
constexpr std::uint64_t room_check_bytes = 4ULL * 1024 * 1024;
constexpr std::string_view arriving_ending = ".part";

Error full() {
    return {ErrorCode::storage_full, "There is not enough room on the server's disk to keep the body."};
}

Error disk_error(const std::error_code& fault) {
    if (is_full(fault)) return full();
    return {ErrorCode::internal, "The body could not be kept: the server's disk reported an error."};
}

Result<void> check_room(const fs::path& folder, std::uint64_t reserve_bytes) {
    struct statvfs disk {};
    while (::statvfs(folder.c_str(), &disk) != 0)
        if (errno != EINTR) return disk_error({errno, std::generic_category()});
    if (std::uint64_t{disk.f_bavail} * disk.f_frsize < reserve_bytes) return full();
    return {};
}

// BLAKE2b-256 over bytes that come in pieces.
class BodyHash {
public:
    BodyHash() { crypto_generichash_init(&state_, nullptr, 0, hash_bytes); }
    void add(std::span<const std::byte> bytes) {
        crypto_generichash_update(&state_, reinterpret_cast<const unsigned char*>(bytes.data()),
                                  bytes.size());
    }
    std::string hex() {
        std::array<unsigned char, hash_bytes> hash{};
        crypto_generichash_final(&state_, hash.data(), hash.size());
        return to_hex(std::as_bytes(std::span(hash)));
    }

private:
    crypto_generichash_state state_{};
};

class FolderSpoolWriter final : public SpoolWriter {
public:
    FolderSpoolWriter(fs::path folder, fs::path arriving, FileDescriptor file, std::uint64_t reserve_bytes)
        : folder_(std::move(folder)),
          arriving_(std::move(arriving)),
          file_(std::move(file)),
          reserve_bytes_(reserve_bytes) {}

    ~FolderSpoolWriter() override { ::unlink(arriving_.c_str()); }

    Result<void> write(std::span<const std::byte> bytes) override {
        unchecked_bytes_ += bytes.size();
        if (unchecked_bytes_ >= room_check_bytes) {
            unchecked_bytes_ = 0;
            if (const auto room = check_room(folder_, reserve_bytes_); !room) return room.error();
        }
        if (const auto fault = write_all(file_, bytes)) return disk_error(fault);
        hash_.add(bytes);
        bytes_ += bytes.size();
        return {};
    }

    // The name is made by a link, not a rename: it can never replace the body of another batch.
    Result<SpooledBody> keep(const BatchId& id) override {
        if (!is_ulid(id)) return invalid_argument("This is no batch id.");
        if (const auto fault = sync(file_)) return disk_error(fault);
        const fs::path kept = folder_ / id;
        if (::link(arriving_.c_str(), kept.c_str()) != 0) return disk_error({errno, std::generic_category()});
        ::unlink(arriving_.c_str());
        if (const auto fault = sync_folder(folder_)) {
            ::unlink(kept.c_str());
            return disk_error(fault);
        }
        return SpooledBody{bytes_, hash_.hex()};
    }

private:
    fs::path folder_;
    fs::path arriving_;
    FileDescriptor file_;
    std::uint64_t reserve_bytes_;
    std::uint64_t bytes_ = 0;
    std::uint64_t unchecked_bytes_ = 0;
    BodyHash hash_{};
};

class FolderSpool final : public Spool {
public:
    FolderSpool(fs::path folder, std::uint64_t reserve_bytes)
        : folder_(std::move(folder)), reserve_bytes_(reserve_bytes) {}

    Result<std::unique_ptr<SpoolWriter>> open() override {
        if (const auto room = check_room(folder_, reserve_bytes_); !room) return room.error();
        fs::path arriving = folder_ / (std::to_string(next_.fetch_add(1)) + std::string(arriving_ending));
        std::error_code fault;
        FileDescriptor file = open_file(arriving, O_WRONLY | O_CREAT | O_EXCL, S_IRUSR | S_IWUSR, fault);
        if (fault == std::errc::too_many_files_open || fault == std::errc::too_many_files_open_in_system)
            return Error{ErrorCode::unavailable,
                         "The server has too many files open: try again in a moment."};
        if (fault) return disk_error(fault);
        return std::unique_ptr<SpoolWriter>(std::make_unique<FolderSpoolWriter>(
            folder_, std::move(arriving), std::move(file), reserve_bytes_));
    }

    // An id that is none leads to a name that no body has, never out of the folder.
    fs::path path_of(const BatchId& id) const override {
        return folder_ / (is_ulid(id) ? id : "no-batch-id");
    }

    Result<void> remove(const BatchId& id) override {
        if (!is_ulid(id)) return invalid_argument("This is no batch id.");
        if (::unlink((folder_ / id).c_str()) != 0 && errno != ENOENT)
            return disk_error({errno, std::generic_category()});
        return {};
    }

    Result<std::vector<BatchId>> kept() override {
        std::vector<BatchId> ids;
        for (const auto& entry : fs::directory_iterator(folder_))
            if (auto name = entry.path().filename().string(); is_ulid(name)) ids.push_back(std::move(name));
        std::sort(ids.begin(), ids.end());
        return ids;
    }

private:
    fs::path folder_;
    std::uint64_t reserve_bytes_;
    std::atomic<std::uint64_t> next_{1};
};

void remove_arriving(const fs::path& folder) {
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().extension() == arriving_ending) fs::remove(entry.path());
}

}  // namespace

Result<std::unique_ptr<Spool>> open_spool(const fs::path& folder, std::uint64_t reserve_bytes) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium could not be initialised");
    if (::mkdir(folder.c_str(), S_IRWXU) != 0 && errno != EEXIST)
        return invalid_argument("The spool folder " + folder.string() +
                                " cannot be created: " + std::generic_category().message(errno) + ".");
    if (!fs::is_directory(folder) || ::access(folder.c_str(), R_OK | W_OK | X_OK) != 0)
        return invalid_argument("The spool " + folder.string() + " is not a folder that can be written.");
    remove_arriving(folder);
    return std::unique_ptr<Spool>(std::make_unique<FolderSpool>(folder, reserve_bytes));
}

}  // namespace insightflow::files
