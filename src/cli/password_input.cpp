#include "cli/password_input.hpp"

#include <termios.h>
#include <unistd.h>

#include <iostream>

namespace insightflow::cli {
namespace {

// No echo while it lives.
class SilentTerminal {
public:
    SilentTerminal() {
        ::tcgetattr(STDIN_FILENO, &before_);
        termios silent = before_;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
    ~SilentTerminal() {
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
        std::cerr << '\n';
    }
    SilentTerminal(const SilentTerminal&) = delete;
    SilentTerminal& operator=(const SilentTerminal&) = delete;

private:
    termios before_{};
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
