#include "app/findings.hpp"

#include <algorithm>
#include <iostream>

#include "cli/table.hpp"
#include "domain/text/printable.hpp"

namespace insightflow::app {
namespace {

std::string_view name_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::ok: return "ok";
        case Verdict::warn: return "warn";
        case Verdict::fail: return "fail";
    }
    return "fail";
}

}  // namespace

Finding failed(std::string check, const Error& error, std::string remedy) {
    std::string detail = error.message;
    for (const Fault& fault : error.faults) detail += " " + fault.pointer + ": " + fault.detail + ".";
    return {std::move(check), Verdict::fail, std::move(detail), std::move(remedy)};
}

bool print_findings(const std::vector<Finding>& findings, bool as_json) {
    cli::Table table{{"check", "verdict", "detail", "remedy"}, {}};
    for (const Finding& finding : findings)
        table.rows.push_back({JsonValue::string(finding.check),
                              JsonValue::string(std::string(name_of(finding.verdict))),
                              JsonValue::string(finding.detail),
                              finding.remedy.empty() ? JsonValue{} : JsonValue::string(finding.remedy)});
    if (as_json) {
        cli::print(std::cout, table, cli::Format::json);
    } else {
        for (const Finding& finding : findings) {
            std::cout << name_of(finding.verdict) << (finding.verdict == Verdict::ok ? "    " : "  ")
                      << finding.check << ": " << printable(finding.detail) << '\n';
            if (!finding.remedy.empty()) std::cout << "        " << printable(finding.remedy) << '\n';
        }
    }
    return std::ranges::none_of(findings, [](const Finding& f) { return f.verdict == Verdict::fail; });
}

}  // namespace insightflow::app
