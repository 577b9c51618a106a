#include "app/confine.hpp"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <system_error>

namespace insightflow::app {
namespace {

constexpr rlim_t descriptors_max = 64;

void limit(int resource, rlim_t value) {
    const rlimit both{value, value};
    if (::setrlimit(static_cast<__rlimit_resource>(resource), &both) != 0)
        throw std::system_error(errno, std::generic_category(), "a limit cannot be set");
}

// A sanitizer's own memory is many times that of the program.
constexpr bool is_sanitized =
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    true;
#else
    false;
#endif

#if defined(__x86_64__)
constexpr std::uint32_t architecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t architecture = AUDIT_ARCH_AARCH64;
#else
#error "the numbers of this machine's system calls are not known here"
#endif

constexpr sock_filter step(std::uint16_t code, std::uint32_t value, std::uint8_t yes = 0,
                           std::uint8_t no = 0) {
    return {code, yes, no, value};
}

// A system that knows no filters is no reason not to go on: the engine opens nothing by itself.
void refuse_network_and_programs() {
    constexpr std::uint16_t load = BPF_LD | BPF_W | BPF_ABS;
    constexpr std::uint16_t is = BPF_JMP | BPF_JEQ | BPF_K;
    constexpr std::uint16_t at_least = BPF_JMP | BPF_JGE | BPF_K;
    constexpr std::uint16_t answer = BPF_RET | BPF_K;
    constexpr std::uint32_t foreign_numbers = 0x40000000;  // those of another way to call the same system
    constexpr std::uint32_t refusal = SECCOMP_RET_ERRNO | EPERM;
    std::array steps{
        step(load, offsetof(seccomp_data, arch)),
        step(is, architecture, 1, 0),
        step(answer, refusal),
        step(load, offsetof(seccomp_data, nr)),
        step(at_least, foreign_numbers, 7, 0),
        step(is, __NR_socket, 6, 0),
        step(is, __NR_connect, 5, 0),
        step(is, __NR_execve, 4, 0),
        step(is, __NR_execveat, 3, 0),
        step(is, __NR_ptrace, 2, 0),
        step(is, __NR_kill, 1, 0),
        step(answer, SECCOMP_RET_ALLOW),
        step(answer, refusal),
    };
    const sock_fprog program{static_cast<unsigned short>(steps.size()), steps.data()};
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

}  // namespace

void confine(const Confines& confines) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::syscall(SYS_close_range, static_cast<unsigned>(confines.descriptors_from), ~0U, 0U);
    std::signal(SIGXFSZ, SIG_IGN);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_CPU, confines.cpu_seconds);
    limit(RLIMIT_FSIZE, confines.written_bytes);
    limit(RLIMIT_NOFILE, descriptors_max);
    if (!is_sanitized) limit(RLIMIT_AS, confines.memory_bytes);
    refuse_network_and_programs();
}

}  // namespace insightflow::app
