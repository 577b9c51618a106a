#include "http/core/syn_filter.hpp"

#include <linux/filter.h>
#include <sys/socket.h>

#include <array>

namespace insightflow::http {

void begin_no_connections(int listening_socket) {
    // Classic BPF over the TCP header (RFC 9293, 3.1): its flags are byte 13.
    constexpr unsigned flags_at = 13;
    constexpr unsigned syn = 0x02;
    constexpr unsigned ack = 0x10;
    constexpr unsigned keep_all = 0xffffffff;
    std::array<sock_filter, 5> program{{
        BPF_STMT(BPF_LD | BPF_B | BPF_ABS, flags_at),
        BPF_STMT(BPF_ALU | BPF_AND | BPF_K, syn | ack),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, syn, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, 0),
        BPF_STMT(BPF_RET | BPF_K, keep_all),
    }};
    const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
    setsockopt(listening_socket, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter);
}

}  // namespace insightflow::http
