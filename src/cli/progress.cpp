#include "cli/progress.hpp"

#include <algorithm>
#include <ostream>

namespace insightflow::cli {
namespace {

constexpr std::uint64_t bar_cells = 30;
constexpr std::string_view erase_line = "\r\033[K";

}  // namespace

Progress::Progress(std::ostream& out, bool terminal, std::string label, Clock::time_point start)
    : out_(out), terminal_(terminal), label_(std::move(label)), last_line_(start) {}

Progress::~Progress() { clear(); }

void Progress::show(std::string_view stage, std::uint64_t part, std::uint64_t whole, Clock::time_point now) {
    if (!terminal_ && now - last_line_ < line_every) return;
    const std::uint64_t percent = whole == 0 ? 0 : std::min(part, whole) * 100 / whole;
    if (terminal_) {
        const std::uint64_t filled = percent * bar_cells / 100;
        out_ << erase_line << label_ << " [" << std::string(filled, '#')
             << std::string(bar_cells - filled, '.') << "] " << percent << "% " << stage << std::flush;
        drawn_ = true;
    } else {
        out_ << label_ << ": " << stage << ", " << percent << "%" << std::endl;
        last_line_ = now;
    }
}

void Progress::clear() {
    if (drawn_) out_ << erase_line << std::flush;
    drawn_ = false;
}

}  // namespace insightflow::cli
