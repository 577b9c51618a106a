#include "adapters/files/reject_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <span>

#include "adapters/files/file_descriptor.hpp"
#include "domain/base/ulid.hpp"

namespace insightflow::files {
namespace {

namespace fs = std::filesystem;

// A file is records, each its length and so many bytes; one of length 0 ends it.
using Length = std::uint32_t;

constexpr std::size_t buffer_bytes = 64 * 1024;
constexpr std::uint64_t room_check_bytes = 4ULL << 20;
// Far more than a row's faults can say.
constexpr Length record_bytes_max = 64U << 20;
constexpr std::string_view arriving_ending = ".part";

Error full() {
    return {
        ErrorCode::storage_full, "There is not enough room on the server's disk to keep the rejects.", {}};
}

Error disk_error(const std::error_code& fault) {
    if (is_full(fault)) return full();
    return {ErrorCode::internal, "The rejects could not be kept: the server's disk reported an error.", {}};
}

Error damaged() { return {ErrorCode::internal, "A file of rejects is not what was written.", {}}; }

template <class Number>
void put(std::string& out, Number number) {
    out.append(reinterpret_cast<const char*>(&number), sizeof number);
}

void put_text(std::string& out, std::string_view text) {
    put(out, static_cast<Length>(text.size()));
    out.append(text);
}

std::string record_of(const Reject& reject) {
    std::string out;
    put(out, reject.row);
    put(out, reject.line);
    put(out, static_cast<Length>(reject.faults.size()));
    for (const RowFault& fault : reject.faults) {
        put_text(out, fault.field);
        put_text(out, fault.code);
        put_text(out, fault.message);
    }
    return out;
}

// Takes what put() wrote off the front. False where there is too little.
template <class Number>
bool take(std::string_view& from, Number& number) {
    if (from.size() < sizeof number) return false;
    std::memcpy(&number, from.data(), sizeof number);
    from.remove_prefix(sizeof number);
    return true;
}

bool take_text(std::string_view& from, std::string& text) {
    Length size = 0;
    if (!take(from, size) || from.size() < size) return false;
    text.assign(from.substr(0, size));
    from.remove_prefix(size);
    return true;
}

bool read_record(std::string_view from, Reject& reject) {
    Length faults = 0;
    if (!take(from, reject.row) || !take(from, reject.line) || !take(from, faults)) return false;
    for (Length i = 0; i < faults; ++i) {
        RowFault& fault = reject.faults.emplace_back();
        if (!take_text(from, fault.field) || !take_text(from, fault.code) || !take_text(from, fault.message))
            return false;
    }
    return from.empty();
}

class FolderRejectWriter final : public RejectWriter {
public:
    FolderRejectWriter(fs::path folder, fs::path arriving, FileDescriptor file, std::uint64_t reserve_bytes,
                       std::uint64_t bytes_max)
        : folder_(std::move(folder)),
          arriving_(std::move(arriving)),
          file_(std::move(file)),
          reserve_bytes_(reserve_bytes),
          bytes_max_(bytes_max) {}
    ~FolderRejectWriter() override { ::unlink(arriving_.c_str()); }

    Result<void> add(const Reject& reject) override {
        const std::string record = record_of(reject);
        if (bytes_ + record.size() > bytes_max_) bytes_max_ = 0;  // none after the first that has no room
        if (bytes_max_ == 0) return {};
        bytes_ += sizeof(Length) + record.size();
        put(buffer_, static_cast<Length>(record.size()));
        buffer_ += record;
        return buffer_.size() < buffer_bytes ? Result<void>{} : flush();
    }

    Result<void> keep(const BatchId& id) override {
        if (!is_ulid(id)) return invalid_argument("This is no batch id.");
        put(buffer_, Length{0});
        if (const auto flushed = flush(); !flushed) return flushed;
        if (::rename(arriving_.c_str(), (folder_ / id).c_str()) != 0)
            return disk_error({errno, std::generic_category()});
        return {};
    }

private:
    Result<void> flush() {
        unchecked_bytes_ += buffer_.size();
        std::error_code unknown;
        if (unchecked_bytes_ >= room_check_bytes) {
            unchecked_bytes_ = 0;
            if (fs::space(folder_, unknown).available < reserve_bytes_) return full();
        }
        if (const auto fault = write_all(file_, std::as_bytes(std::span(buffer_)))) return disk_error(fault);
        buffer_.clear();
        return {};
    }

    fs::path folder_;
    fs::path arriving_;
    FileDescriptor file_;
    std::uint64_t reserve_bytes_;
    std::uint64_t bytes_max_;
    std::uint64_t bytes_ = 0;
    std::uint64_t unchecked_bytes_ = room_check_bytes;
    std::string buffer_{};
};

class FolderRejectReader final : public RejectReader {
public:
    explicit FolderRejectReader(std::ifstream file) : file_(std::move(file)) {}
    Result<std::optional<Reject>> next() override {
        Length size = 0;
        if (!file_.read(reinterpret_cast<char*>(&size), sizeof size)) return damaged();
        if (size == 0) {
            file_.seekg(-static_cast<std::streamoff>(sizeof size), std::ios::cur);
            return std::nullopt;
        }
        if (size > record_bytes_max) return damaged();
        record_.resize(size);
        Reject reject;
        if (!file_.read(record_.data(), size) || !read_record(record_, reject)) return damaged();
        return reject;
    }

private:
    std::ifstream file_;
    std::string record_{};
};

class FolderRejectFiles final : public RejectFiles {
public:
    FolderRejectFiles(fs::path folder, std::uint64_t reserve_bytes, std::uint64_t file_bytes_max)
        : folder_(std::move(folder)), reserve_bytes_(reserve_bytes), file_bytes_max_(file_bytes_max) {}

    Result<std::unique_ptr<RejectWriter>> open() override {
        fs::path arriving = folder_ / (std::to_string(next_.fetch_add(1)) + std::string(arriving_ending));
        std::error_code fault;
        FileDescriptor file = open_file(arriving, O_WRONLY | O_CREAT | O_EXCL, S_IRUSR | S_IWUSR, fault);
        if (fault) return disk_error(fault);
        return std::make_unique<FolderRejectWriter>(folder_, std::move(arriving), std::move(file),
                                                    reserve_bytes_, file_bytes_max_);
    }

    Result<std::unique_ptr<RejectReader>> read(const BatchId& id) override {
        if (!is_ulid(id)) return std::unique_ptr<RejectReader>();
        std::ifstream file(folder_ / id, std::ios::binary);
        if (!file) return std::unique_ptr<RejectReader>();
        return std::make_unique<FolderRejectReader>(std::move(file));
    }

    Result<void> remove(const BatchId& id) override {
        if (!is_ulid(id)) return invalid_argument("This is no batch id.");
        if (::unlink((folder_ / id).c_str()) != 0 && errno != ENOENT)
            return disk_error({errno, std::generic_category()});
        return {};
    }

private:
    fs::path folder_;
    std::uint64_t reserve_bytes_;
    std::uint64_t file_bytes_max_;
    std::atomic<std::uint64_t> next_{1};
};

}  // namespace

Result<std::unique_ptr<RejectFiles>> open_reject_files(const fs::path& folder, std::uint64_t reserve_bytes,
                                                       std::uint64_t file_bytes_max) {
    if (::mkdir(folder.c_str(), S_IRWXU) != 0 && errno != EEXIST)
        return invalid_argument("The folder " + folder.string() +
                                " cannot be created: " + std::generic_category().message(errno) + ".");
    if (!fs::is_directory(folder) || ::access(folder.c_str(), R_OK | W_OK | X_OK) != 0)
        return invalid_argument(folder.string() + " is not a folder that can be written.");
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().extension() == arriving_ending) fs::remove(entry.path());
    return std::unique_ptr<RejectFiles>(
        std::make_unique<FolderRejectFiles>(folder, reserve_bytes, file_bytes_max));
}

}  // namespace insightflow::files
