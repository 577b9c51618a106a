#include "coding/zip_archive.hpp"

#include <zip.h>

#include <algorithm>

namespace insightflow {
namespace {

constexpr std::size_t room_bytes = 256 * 1024;

// The record at an archive's end that tells how many files there are, and, for many, the pointer before it to
// another record that tells.
constexpr std::string_view end_mark = "PK\x05\x06";
constexpr std::size_t end_bytes = 22;
constexpr std::size_t end_count_at = 10;
constexpr std::string_view pointer_mark = "PK\x06\x07";
constexpr std::size_t pointer_bytes = 20;
constexpr std::size_t pointer_target_at = 8;
constexpr std::size_t far_end_bytes = 56;
constexpr std::size_t far_end_count_at = 32;
constexpr std::size_t comment_bytes_max = 65'535;

std::uint64_t number_at(std::string_view bytes, std::size_t at, std::size_t size) {
    std::uint64_t number = 0;
    for (std::size_t i = size; i > 0; --i)
        number = number << 8U | static_cast<unsigned char>(bytes[at + i - 1]);
    return number;
}

// Of the record at the place.
std::uint64_t announced_at(std::string_view bytes, std::size_t at) {
    const std::uint64_t near = number_at(bytes, at + end_count_at, 2);
    if (at < pointer_bytes || !bytes.substr(at - pointer_bytes).starts_with(pointer_mark)) return near;
    const std::uint64_t target = number_at(bytes, at - pointer_bytes + pointer_target_at, 8);
    if (bytes.size() < far_end_bytes || target > bytes.size() - far_end_bytes) return near;
    return std::max(near, number_at(bytes, static_cast<std::size_t>(target) + far_end_count_at, 8));
}

// The most that any record says which the library might believe: it makes room for so many before it looks.
std::uint64_t announced_entries(std::string_view bytes) {
    const std::size_t begin = bytes.size() - std::min(bytes.size(), end_bytes + comment_bytes_max);
    std::uint64_t most = 0;
    for (auto at = bytes.find(end_mark, begin); at != std::string_view::npos;
         at = bytes.find(end_mark, at + 1))
        if (bytes.size() - at >= end_bytes) most = std::max(most, announced_at(bytes, at));
    return most;
}

Error broken(const std::string& how) { return invalid_argument(how); }

Error broken(zip_error_t* error) {
    Error told = broken(std::string("is broken or cut short: ") + zip_error_strerror(error));
    zip_error_fini(error);
    return told;
}

ZipEntry entry_of(const zip_stat_t& status) {
    ZipEntry entry;
    entry.name = status.name;
    entry.index = status.index;
    entry.packed_bytes = status.comp_size;
    entry.is_folder = entry.name.ends_with('/');
    entry.is_encrypted = status.encryption_method != ZIP_EM_NONE;
    entry.is_readable = status.comp_method == ZIP_CM_STORE || status.comp_method == ZIP_CM_DEFLATE;
    return entry;
}

}  // namespace

void ZipArchive::Close::operator()(void* archive) const { zip_discard(static_cast<zip_t*>(archive)); }

Result<ZipArchive> ZipArchive::open(std::string_view bytes) {
    if (announced_entries(bytes) > zip_entries_max)
        return broken("holds more than " + std::to_string(zip_entries_max) + " files");
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    if (source == nullptr) return broken(&error);
    zip_t* archive = zip_open_from_source(source, ZIP_RDONLY, &error);
    if (archive == nullptr) {
        zip_source_free(source);
        return broken(&error);
    }
    ZipArchive opened;
    opened.archive_.reset(archive);
    const zip_int64_t count = zip_get_num_entries(archive, 0);
    for (zip_int64_t i = 0; i < count; ++i) {
        zip_stat_t status;
        if (zip_stat_index(archive, static_cast<zip_uint64_t>(i), ZIP_FL_ENC_RAW, &status) != 0)
            return broken("is broken: entry " + std::to_string(i + 1) + " cannot be read");
        opened.entries_.push_back(entry_of(status));
    }
    return opened;
}

const ZipEntry* ZipArchive::find(std::string_view name) const {
    const auto found = std::ranges::find(entries_, name, &ZipEntry::name);
    return found == entries_.end() ? nullptr : &*found;
}

Result<void> ZipArchive::unpack(const ZipEntry& entry, const DecodeLimits& limits, const Sink& sink,
                                const std::stop_token& stop) const {
    if (entry.is_encrypted) return broken("is encrypted: send it without a password");
    if (!entry.is_readable) return broken("is packed in a way that is not read: pack it with deflate");
    auto* const archive = static_cast<zip_t*>(archive_.get());
    const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(zip_fopen_index(archive, entry.index, 0),
                                                                 &zip_fclose);
    if (!file) return broken(std::string("is broken: ") + zip_strerror(archive));
    const auto room = std::make_unique_for_overwrite<std::byte[]>(room_bytes);
    std::uint64_t written = 0;
    for (;;) {
        if (stop.stop_requested()) return Error{ErrorCode::deadline_exceeded, "reading was stopped", {}};
        const zip_int64_t read = zip_fread(file.get(), room.get(), room_bytes);
        if (read < 0) return broken(std::string("is broken or cut short: ") + zip_file_strerror(file.get()));
        if (read == 0) return {};
        const auto piece = static_cast<std::size_t>(read);
        written += piece;
        if (const auto within = check_growth(limits, entry.packed_bytes, written); !within) return within;
        if (const auto passed = sink({room.get(), piece}); !passed) return passed;
    }
}

}  // namespace insightflow
