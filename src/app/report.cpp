#include "app/report.hpp"

#include <iostream>

#include "domain/text/printable.hpp"

namespace insightflow::app {

int exit_code_of(const Error& error) {
    if (error.code == ErrorCode::invalid_argument) return exit_config;
    return error.code == ErrorCode::conflict || error.code == ErrorCode::unavailable ? exit_unavailable
                                                                                     : exit_failure;
}

int report(const Error& error) {
    std::cerr << "insightflow: " << printable(error.message) << '\n';
    for (const Fault& fault : error.faults)
        std::cerr << "  " << printable(fault.pointer) << ": " << printable(fault.detail) << '\n';
    return exit_code_of(error);
}

}  // namespace insightflow::app
