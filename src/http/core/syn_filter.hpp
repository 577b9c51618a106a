// The last moments of a listening socket.
#pragma once

namespace insightflow::http {

// From now on the kernel begins no connection on this listening TCP socket: it drops their first segments, so
// that those clients ask again a second later and meet whoever listens then. Connections that are being made
// are finished. Without it, what the kernel connects between the last accept and the close is reset.
// A kernel that cannot is left as it is.
void begin_no_connections(int listening_socket);

}  // namespace insightflow::http
