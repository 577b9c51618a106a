#include "app/body_converter.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <new>
#include <stop_token>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

#include "adapters/duckdb/parquet_rows.hpp"
#include "adapters/xlsx/workbook.hpp"
#include "app/confine.hpp"
#include "application/ingestion/load_gate.hpp"
#include "application/ingestion/typed_rows.hpp"
#include "domain/text/printable.hpp"

namespace insightflow::app {
namespace {

// Each may take as much memory as the confines let it.
constexpr std::uint64_t conversions_max = 2;
constexpr std::uint64_t memory_bytes_max = 2ULL << 30;
constexpr std::uint64_t cpu_seconds_max = 300;
constexpr std::chrono::minutes wall_time_max{10};
// Pauses between two looks at the process: most end at once.
constexpr std::chrono::milliseconds look_first{1};
constexpr std::chrono::milliseconds look_max{50};
constexpr std::size_t message_bytes_max = 2000;

constexpr int body_descriptor = 3;
constexpr int rows_descriptor = 4;
constexpr int descriptors_given = 5;
// Beyond those that the process gets, so that none is overwritten before it is handed on.
constexpr int descriptor_min = 10;

constexpr int exit_converted = 0;
constexpr int exit_body_refused = 65;
constexpr int exit_too_large = 73;

std::string name_of(readers::Conversion what) {
    return what == readers::Conversion::xlsx ? "xlsx" : "parquet";
}

[[noreturn]] void fail(int code, const char* what) {
    throw std::system_error(code, std::generic_category(), what);
}

class HeldDescriptor {
public:
    explicit HeldDescriptor(int descriptor) : descriptor_(descriptor) {
        if (descriptor_ < 0) fail(errno, "a body cannot be handed to the process that converts it");
    }
    ~HeldDescriptor() { ::close(descriptor_); }
    HeldDescriptor(const HeldDescriptor&) = delete;
    HeldDescriptor& operator=(const HeldDescriptor&) = delete;
    int get() const { return descriptor_; }

private:
    int descriptor_;
};

int far_copy(int descriptor) { return ::fcntl(descriptor, F_DUPFD_CLOEXEC, descriptor_min); }

// What is handed to the process, and in which place.
class FileActions {
public:
    FileActions() { ::posix_spawn_file_actions_init(&actions_); }
    ~FileActions() { ::posix_spawn_file_actions_destroy(&actions_); }
    FileActions(const FileActions&) = delete;
    FileActions& operator=(const FileActions&) = delete;
    void give(int from, int to) { ::posix_spawn_file_actions_adddup2(&actions_, from, to); }
    void give_nothing(int to) { ::posix_spawn_file_actions_addopen(&actions_, to, "/dev/null", O_RDWR, 0); }
    const posix_spawn_file_actions_t* get() const { return &actions_; }

private:
    posix_spawn_file_actions_t actions_{};
};

// No signal that the server's threads block stays blocked, and what it ignores is not ignored.
class Attributes {
public:
    Attributes() {
        ::posix_spawnattr_init(&attributes_);
        sigset_t none;
        sigset_t all;
        sigemptyset(&none);
        sigfillset(&all);
        ::posix_spawnattr_setsigmask(&attributes_, &none);
        ::posix_spawnattr_setsigdefault(&attributes_, &all);
        ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    }
    ~Attributes() { ::posix_spawnattr_destroy(&attributes_); }
    Attributes(const Attributes&) = delete;
    Attributes& operator=(const Attributes&) = delete;
    const posix_spawnattr_t* get() const { return &attributes_; }

private:
    posix_spawnattr_t attributes_{};
};

// Where libraries are found, and nothing else: the environment holds secrets.
std::vector<std::string> environment_of_process() {
    std::vector<std::string> variables;
    for (const char* name : {"LD_LIBRARY_PATH", "ASAN_OPTIONS", "TSAN_OPTIONS"})
        if (const char* value = std::getenv(name)) variables.push_back(std::string(name) + "=" + value);
    return variables;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    for (std::string& text : texts) pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

pid_t start(const readers::ConversionJob& job, int messages) {
    const HeldDescriptor from(far_copy(job.from));
    const HeldDescriptor to(far_copy(job.to));
    const HeldDescriptor told(far_copy(messages));
    FileActions actions;
    for (const int standard : {STDIN_FILENO, STDOUT_FILENO}) actions.give_nothing(standard);
    actions.give(told.get(), STDERR_FILENO);
    actions.give(from.get(), body_descriptor);
    actions.give(to.get(), rows_descriptor);
    std::vector<std::string> words{"insightflow", convert_body_command, name_of(job.what),
                                   std::to_string(job.bytes_max)};
    std::vector<std::string> environment = environment_of_process();
    const Attributes attributes;
    pid_t process = 0;
    // The binary that runs, also where another one took its name since.
    const int fault = ::posix_spawn(&process, "/proc/self/exe", actions.get(), attributes.get(),
                                    pointers_to(words).data(), pointers_to(environment).data());
    if (fault != 0) fail(fault, "the process that converts bodies cannot be started");
    return process;
}

enum class Outcome : std::uint8_t { ended, stopped, timed_out };

// status: as waitpid(2) gives it. A process that is not to go on is killed.
Outcome wait_for(pid_t process, const std::stop_token& stop, int& status) {
    const auto deadline = std::chrono::steady_clock::now() + wall_time_max;
    for (auto pause = look_first;; pause = std::min(2 * pause, look_max)) {
        const pid_t ended = ::waitpid(process, &status, WNOHANG);
        if (ended == process) return Outcome::ended;
        if (ended < 0 && errno != EINTR) fail(errno, "the process that converts bodies is lost");
        const bool is_late = std::chrono::steady_clock::now() > deadline;
        if (stop.stop_requested() || is_late) {
            ::kill(process, SIGKILL);
            while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {
            }
            return is_late ? Outcome::timed_out : Outcome::stopped;
        }
        std::this_thread::sleep_for(pause);
    }
}

std::string message_in(int file) {
    std::array<char, message_bytes_max> text;
    const ssize_t size = ::pread(file, text.data(), text.size(), 0);
    return printable(std::string_view(text.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))));
}

Error refused(readers::Conversion what, const std::string& why) {
    const std::string kind = what == readers::Conversion::xlsx ? "workbook" : "Parquet file";
    return invalid_argument("the " + kind + " is refused: the process that reads it " + why +
                            ", as with files that are damaged, or made to do harm");
}

Result<void> judge(readers::Conversion what, Outcome outcome, int status, int messages) {
    if (outcome == Outcome::stopped) return Error{ErrorCode::deadline_exceeded, "reading was stopped", {}};
    if (outcome == Outcome::timed_out) return refused(what, "did not come to an end");
    if (WIFSIGNALED(status)) {
        if (WTERMSIG(status) == SIGXCPU) return refused(what, "took more than its time");
        return refused(what, "was ended by signal " + std::to_string(WTERMSIG(status)));
    }
    switch (WEXITSTATUS(status)) {
        case exit_converted: return {};
        case exit_body_refused: return invalid_argument(message_in(messages));
        case exit_too_large: return Error{ErrorCode::payload_too_large, "the rows are too many bytes", {}};
        default: return refused(what, "gave up: " + message_in(messages));
    }
}

// Thrown where the rows cannot be written; code: errno.
struct RowsNotWritten {
    int code;
};

void write_rows(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(rows_descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) throw RowsNotWritten{errno};
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

std::string_view mapped_body() {
    struct stat status {};
    if (::fstat(body_descriptor, &status) != 0) fail(errno, "the body is not there");
    const auto size = static_cast<std::size_t>(status.st_size);
    void* place = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, body_descriptor, 0);
    if (place == MAP_FAILED) fail(errno, "the body cannot be mapped");
    return {static_cast<const char*>(place), size};
}

int convert(const std::string& what) {
    TypedRowWriter rows(&write_rows);
    const auto converted =
        what == "xlsx" ? xlsx::convert(mapped_body(), rows) : duckdb::convert_parquet(body_descriptor, rows);
    if (converted) return exit_converted;
    std::cerr << converted.error().message;
    return exit_body_refused;
}

}  // namespace

readers::ConvertBody make_body_converter() {
    return [gate = std::make_shared<LoadGate>(conversions_max)](const readers::ConversionJob& job,
                                                                std::stop_token stop) -> Result<void> {
        const auto permit = gate->enter(1, stop);
        if (!permit) return Error{ErrorCode::deadline_exceeded, "reading was stopped", {}};
        const HeldDescriptor messages(::memfd_create("insightflow-message", MFD_CLOEXEC));
        const pid_t process = start(job, messages.get());
        int status = 0;
        const Outcome outcome = wait_for(process, stop, status);
        return judge(job.what, outcome, status, messages.get());
    };
}

MakeReader make_readers(std::uint64_t reserve_bytes) {
    return [config = readers::ReaderConfig{reserve_bytes, make_body_converter()}](BodyFormat format) {
        return readers::make_reader(format, config);
    };
}

int convert_body(const char* what, const char* bytes_max) {
    try {
        confine({.memory_bytes = memory_bytes_max,
                 .cpu_seconds = cpu_seconds_max,
                 .written_bytes = std::strtoull(bytes_max, nullptr, 10),
                 .descriptors_from = descriptors_given});
        return convert(what);
    } catch (const RowsNotWritten& fault) {
        if (fault.code == EFBIG || fault.code == ENOSPC || fault.code == EDQUOT) return exit_too_large;
        std::cerr << "the rows cannot be written: " << std::strerror(fault.code);
    } catch (const std::bad_alloc&) {
        std::cerr << "it wants more memory than it may have";
    } catch (const std::exception& fault) {
        std::cerr << fault.what();
    }
    return 1;
}

}  // namespace insightflow::app
