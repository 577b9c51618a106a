// What a command found when it looked at something: each with what to do.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "domain/base/result.hpp"

namespace insightflow::app {

enum class Verdict : std::uint8_t { ok, warn, fail };

struct Finding {
    std::string check;
    Verdict verdict = Verdict::ok;
    std::string detail{};
    std::string remedy{};  // what to do; empty where nothing is
};

// The error with its faults.
Finding failed(std::string check, const Error& error, std::string remedy);

// On stdout; whether none is a failure.
bool print_findings(const std::vector<Finding>& findings, bool as_json);

}  // namespace insightflow::app
