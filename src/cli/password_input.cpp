#include "cli/password_input.hpp"

#include <termios.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <iostream>

namespace insightflow::cli {
namespace {

constexpr std::array ending_signals{SIGINT, SIGTERM, SIGHUP};

// As the terminal was, for a signal's handler.
termios terminal_before{};

extern "C" void end_with_echo(int signal) {
    ::tcsetattr(STDIN_FILENO, TCSANOW, &terminal_before);
    // SA_RESETHAND has put the signal's own effect back: it ends the process after the handler.
    ::raise(signal);
}

// No echo while it lives, and again echo also where a signal ends the process. One at a time.
class SilentTerminal {
public:
    SilentTerminal() {
        ::tcgetattr(STDIN_FILENO, &terminal_before);
        struct sigaction restoring {};
        restoring.sa_handler = &end_with_echo;
        restoring.sa_flags = static_cast<int>(SA_RESETHAND);
        for (std::size_t i = 0; i < before_.size(); ++i)
            ::sigaction(ending_signals[i], &restoring, &before_[i]);
        termios silent = terminal_before;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
    ~SilentTerminal() {
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &terminal_before);
        for (std::size_t i = 0; i < before_.size(); ++i) ::sigaction(ending_signals[i], &before_[i], nullptr);
        std::cerr << '\n';
    }
    SilentTerminal(const SilentTerminal&) = delete;
    SilentTerminal& operator=(const SilentTerminal&) = delete;

private:
    std::array<struct sigaction, ending_signals.size()> before_{};
};

std::string ask(const char* prompt) {
    std::cerr << prompt << std::flush;
    const SilentTerminal silent;
    std::string line;
    std::getline(std::cin, line);
    return line;
}

}  // namespace

Result<std::string> read_password() {
    if (::isatty(STDIN_FILENO) == 1) {
        std::string first = ask("Password: ");
        if (ask("The same again: ") != first) return invalid_argument("The two passwords are not the same.");
        return first;
    }
    std::string line;
    if (!std::getline(std::cin, line)) return invalid_argument("No password came on standard input.");
    if (!line.empty() && line.back() == '\r') line.pop_back();
    return line;
}

}  // namespace insightflow::cli
