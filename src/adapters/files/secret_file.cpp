#include "adapters/files/secret_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "adapters/files/file_descriptor.hpp"
#include "domain/text/hex.hpp"

namespace insightflow::files {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t secret_bytes = 32;
constexpr std::size_t secret_characters_min = 32;
constexpr std::size_t secret_characters_max = 1024;

Error unusable(const fs::path& file, const std::string& why) {
    return invalid_argument("The secret " + file.string() + " cannot be used: " + why + ".");
}

Result<std::string> secret_in(const fs::path& file, const FileDescriptor& open) {
    struct stat facts {};
    if (::fstat(open.get(), &facts) != 0) return unusable(file, "its mode cannot be read");
    if ((facts.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return unusable(file, "others than its owner may read it (make it 0600)");
    std::string text(secret_characters_max, '\0');
    const ssize_t size = ::read(open.get(), text.data(), text.size());
    text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
    if (text.size() < secret_characters_min)
        return unusable(file, "it holds fewer than " + std::to_string(secret_characters_min) + " characters");
    return text;
}

// Under a name of its own first, so that a crash never leaves half a secret. Of several that make one at once
// the first that links its own has made it; all of them read that one.
std::error_code make_secret(const fs::path& folder, const fs::path& file, const RandomBytes& random) {
    std::array<std::byte, secret_bytes> bytes{};
    random(bytes);
    const std::string text = to_hex(bytes) + "\n";
    std::array<std::byte, 8> name{};
    random(name);
    const fs::path draft = folder / (std::string(secret_file_name) + "." + to_hex(name));
    std::error_code fault;
    const FileDescriptor open = open_file(draft, O_WRONLY | O_CREAT | O_EXCL, S_IRUSR | S_IWUSR, fault);
    if (fault) return fault;
    fault = write_all(open, std::as_bytes(std::span(text)));
    if (!fault) fault = sync(open);
    if (!fault) fs::create_hard_link(draft, file, fault);
    if (fault == std::errc::file_exists) fault.clear();
    std::error_code ignored;
    fs::remove(draft, ignored);
    return fault ? fault : sync_folder(folder);
}

}  // namespace

Result<std::optional<std::string>> read_secret(const fs::path& folder) {
    const fs::path file = folder / secret_file_name;
    std::error_code fault;
    const FileDescriptor open = open_file(file, O_RDONLY, 0, fault);
    if (fault == std::errc::no_such_file_or_directory) return std::nullopt;
    if (fault) return unusable(file, fault.message());
    auto secret = secret_in(file, open);
    if (!secret) return secret.error();
    return std::optional(std::move(*secret));
}

Result<std::string> open_secret(const fs::path& folder, const RandomBytes& random) {
    auto secret = read_secret(folder);
    if (!secret) return secret.error();
    if (*secret) return std::move(**secret);
    const fs::path file = folder / secret_file_name;
    const std::error_code fault = make_secret(folder, file, random);
    if (is_full(fault))
        return Error{ErrorCode::storage_full, "There is no room for " + file.string() + ".", {}};
    if (fault) return unusable(file, fault.message());
    secret = read_secret(folder);
    if (!secret) return secret.error();
    if (!*secret) return unusable(file, "somebody has just removed it");
    return std::move(**secret);
}

}  // namespace insightflow::files
