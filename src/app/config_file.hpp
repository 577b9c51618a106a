// insightflow.toml: one value per line, named like the setting.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "domain/base/result.hpp"

namespace insightflow::app {

// A text, a number or true/false as its text, whatever the name; place is "FILE:LINE".
struct FileValue {
    std::string name;
    std::string text;
    std::string place;
};

inline constexpr std::size_t config_file_bytes_max = 64 * 1024;

// Whether somebody named the file, or it was come upon: then it might be anybody's, who would choose our data
// folder and listener.
enum class ConfigFileIs : std::uint8_t { named, found };

// Errors: invalid_argument with the place of each fault: the file cannot be read, is too large or is no TOML;
// a value is a list or a table; a found one (or the link to it) belongs to another user than this one or
// root, or others may write it.
Result<std::vector<FileValue>> read_config_file(const std::filesystem::path& path, ConfigFileIs known);

}  // namespace insightflow::app
