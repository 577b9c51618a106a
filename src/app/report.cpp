#include "app/report.hpp"

#include "cli/commands.hpp"
#include "domain/text/printable.hpp"

namespace insightflow::app {

int exit_code_of(const Error& error) {
    if (error.code == ErrorCode::invalid_argument) return exit_config;
    if (error.code == ErrorCode::damaged) return cli::exit_data;
    return error.code == ErrorCode::conflict || error.code == ErrorCode::unavailable ? exit_unavailable
                                                                                     : exit_failure;
}

cli::Failure failure_of(const Error& error) {
    std::string words = printable(error.message);
    for (const Fault& fault : error.faults)
        words += "\n  " + printable(fault.pointer) + ": " + printable(fault.detail);
    return {exit_code_of(error), std::move(words)};
}

int report(const Error& error) { return cli::report(failure_of(error)); }

}  // namespace insightflow::app
