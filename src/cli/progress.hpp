// How far a long command is: a bar that redraws itself on a terminal, a plain line now and then elsewhere.
#pragma once

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

namespace insightflow::cli {

class Progress {
public:
    using Clock = std::chrono::steady_clock;
    // Elsewhere than on a terminal, lines are this far apart; the first one too, so that short work says
    // nothing.
    static constexpr std::chrono::seconds line_every{5};

    Progress(std::ostream& out, bool terminal, std::string label, Clock::time_point start);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    // part of whole is done in this stage; a whole of 0 is not known yet.
    void show(std::string_view stage, std::uint64_t part, std::uint64_t whole, Clock::time_point now);
    // Removes the bar, so that other output can follow.
    void clear();

private:
    std::ostream& out_;
    bool terminal_;
    std::string label_;
    Clock::time_point last_line_;
    bool drawn_ = false;
};

}  // namespace insightflow::cli
