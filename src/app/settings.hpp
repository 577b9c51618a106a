// The one table of settings. Flags, variables, the configuration file, help texts, `insightflow config` and
// docs/configuration.md all come from it: a new setting is a member of ServeConfig and a row in settings.cpp.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "app/config.hpp"

namespace insightflow::app {

struct Setting {
    std::string_view name;          // its key in insightflow.toml; flag and variable are spelled after it
    std::string_view default_text;  // empty: none
    std::string_view value_name;    // what stands for the value in a help text; empty: a switch, or a secret
    std::string_view help;
    // Reads the text into the configuration; what is wrong with it in words, empty where nothing is.
    std::string (*read)(std::string_view text, ServeConfig& into);
    bool secret = false;                     // has no flag, and is never shown
    std::string_view spelled_variable = {};  // where the variable is not INSIGHTFLOW_ and the name

    std::string flag() const;  // "--data-dir"; empty for a secret
    std::string variable() const;
    bool is_switch() const { return value_name.empty() && !secret; }
};

std::span<const Setting> settings();
// Null where there is none of that name.
const Setting* setting_named(std::string_view name);

}  // namespace insightflow::app
