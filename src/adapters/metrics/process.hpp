// What Prometheus' conventions want to know of a process, read from /proc.
#pragma once

namespace insightflow::metrics {

struct ProcessFigures {
    double cpu_seconds = 0;  // user and system, of all threads
    double resident_bytes = 0;
    double virtual_bytes = 0;
    double open_fds = 0;
    double max_fds = 0;
    double start_time_seconds = 0;  // since the epoch
    double threads = 0;
};

// Figures that cannot be read are 0.
ProcessFigures read_process();

}  // namespace insightflow::metrics
