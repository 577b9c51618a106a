#include "app/config_file.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <fstream>
#include <optional>

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

}  // namespace

Result<std::vector<FileValue>> read_config_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::string text(config_file_bytes_max + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (!file && !file.eof()) return unusable({{path.string(), "cannot be read"}});
    if (text.size() > config_file_bytes_max)
        return unusable(
            {{path.string(), "is larger than " + std::to_string(config_file_bytes_max) + " bytes"}});
    std::vector<FileValue> values;
    std::vector<Fault> faults;
    try {
        const toml::table table = toml::parse(text, path.string());
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
