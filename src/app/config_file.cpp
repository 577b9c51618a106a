#include "app/config_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <toml++/toml.h>
#include <unistd.h>

#include <cerrno>
#include <optional>

#include "adapters/files/file_descriptor.hpp"
#include "adapters/files/owner.hpp"

namespace insightflow::app {
namespace {

std::optional<std::string> text_of(const toml::node& node) {
    if (const auto text = node.value_exact<std::string>()) return *text;
    if (const auto number = node.value_exact<std::int64_t>()) return std::to_string(*number);
    if (const auto truth = node.value_exact<bool>()) return std::string(*truth ? "true" : "false");
    return std::nullopt;
}

std::string place_at(const std::filesystem::path& path, const toml::source_region& source) {
    return path.string() + ":" + std::to_string(source.begin.line);
}

Error unusable(std::vector<Fault> faults) {
    return invalid_argument("The configuration file is not valid.", std::move(faults));
}

bool is_trusted(uid_t owner) { return owner == 0 || owner == ::geteuid(); }

std::string belongs_to(uid_t owner) { return "belongs to the user " + files::name_of_user(owner); }

// Why a file that nobody named is not obeyed; empty where it is. The open file is judged, so that it cannot
// be another one when it is read.
std::string distrust(const std::filesystem::path& path, const files::FileDescriptor& file) {
    const auto link_owner = files::owner_of(path);
    struct stat facts {};
    if (!link_owner || ::fstat(file.get(), &facts) != 0) return "cannot be looked at";
    if (!S_ISREG(facts.st_mode)) return "is no plain file";
    if (!is_trusted(*link_owner)) return belongs_to(*link_owner);
    if (!is_trusted(facts.st_uid)) return belongs_to(facts.st_uid);
    // With a umask of 002 a user's own group may write what the user makes.
    const mode_t others = facts.st_gid == ::getegid() ? S_IWOTH : S_IWGRP | S_IWOTH;
    return (facts.st_mode & others) != 0 ? "may be written by others" : "";
}

Result<std::string> text_of(const std::filesystem::path& path, ConfigFileIs known) {
    std::error_code fault;
    const int flags = known == ConfigFileIs::found ? O_RDONLY | O_NONBLOCK : O_RDONLY;
    const files::FileDescriptor file = files::open_file(path, flags, 0, fault);
    if (fault) return unusable({{path.string(), "cannot be read: " + fault.message()}});
    if (known == ConfigFileIs::found)
        if (const std::string why = distrust(path, file); !why.empty())
            return unusable(
                {{path.string(), why + ", so it is not read from the working directory: mend that "
                                       "(chown, chmod go-w), or name it with --config or "
                                       "INSIGHTFLOW_CONFIG"}});
    std::string text(config_file_bytes_max + 1, '\0');
    std::size_t size = 0;
    for (ssize_t taken = 1; taken > 0 && size < text.size(); size += static_cast<std::size_t>(taken))
        if (taken = ::read(file.get(), text.data() + size, text.size() - size); taken < 0)
            return unusable({{path.string(), "cannot be read: " + std::generic_category().message(errno)}});
    text.resize(size);
    if (size > config_file_bytes_max)
        return unusable(
            {{path.string(), "is larger than " + std::to_string(config_file_bytes_max) + " bytes"}});
    return text;
}

}  // namespace

Result<std::vector<FileValue>> read_config_file(const std::filesystem::path& path, ConfigFileIs known) {
    const auto text = text_of(path, known);
    if (!text) return text.error();
    std::vector<FileValue> values;
    std::vector<Fault> faults;
    try {
        const toml::table table = toml::parse(*text, path.string());
        for (const auto& [key, node] : table) {
            const std::string place = place_at(path, key.source());
            if (auto value = text_of(node)) {
                values.push_back({std::string(key.str()), std::move(*value), place});
            } else {
                faults.push_back(
                    {place, std::string(key.str()) + " must be a text, a whole number, or true or false"});
            }
        }
    } catch (const toml::parse_error& fault) {
        return unusable({{place_at(path, fault.source()), std::string(fault.description())}});
    }
    if (!faults.empty()) return unusable(std::move(faults));
    return values;
}

}  // namespace insightflow::app
