#include "adapters/metrics/process.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

namespace insightflow::metrics {
namespace {

// Fields of /proc/self/stat after the command's name, which may hold anything; the first is field 3.
std::vector<std::string> stat_fields() {
    std::ifstream file("/proc/self/stat");
    const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    const std::size_t name_end = text.rfind(')');
    if (name_end == std::string::npos) return {};
    std::istringstream fields(text.substr(name_end + 1));
    return {std::istream_iterator<std::string>(fields), std::istream_iterator<std::string>()};
}

double boot_time_seconds() {
    std::ifstream file("/proc/stat");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("btime ")) return std::stod(line.substr(6));
    return 0;
}

double open_descriptors() {
    std::error_code fault;
    const std::filesystem::directory_iterator entries("/proc/self/fd", fault);
    // One of them is the iterator's own.
    return fault ? 0 : static_cast<double>(std::distance(begin(entries), end(entries)) - 1);
}

}  // namespace

ProcessFigures read_process() {
    // proc(5): utime is field 14, stime 15, num_threads 20, starttime 22, vsize 23, rss 24.
    constexpr std::size_t first_field = 3;
    constexpr std::size_t fields_needed = 24 - first_field + 1;
    ProcessFigures out;
    const auto fields = stat_fields();
    if (fields.size() >= fields_needed) {
        const auto field = [&](std::size_t number) { return std::stod(fields[number - first_field]); };
        const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
        out.cpu_seconds = (field(14) + field(15)) / ticks;
        out.threads = field(20);
        out.start_time_seconds = boot_time_seconds() + field(22) / ticks;
        out.virtual_bytes = field(23);
        out.resident_bytes = field(24) * static_cast<double>(sysconf(_SC_PAGESIZE));
    }
    out.open_fds = open_descriptors();
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) out.max_fds = static_cast<double>(limit.rlim_cur);
    return out;
}

}  // namespace insightflow::metrics
