// The server's certificate and key, read from files and read again on request, without a connection noticing.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "domain/base/result.hpp"
#include "http/core/server.hpp"

namespace boost::asio::ssl {
class context;
}

namespace insightflow::http {

// Any thread.
class Certificate {
public:
    explicit Certificate(TlsFiles files) : files_(std::move(files)) {}

    // Reads both files; new connections use them from now on, open ones go on with what they began with.
    // Errors: invalid_argument where a file cannot be read, or the key is encrypted (nobody is asked for a
    // pass phrase) or not the certificate's; then nothing changes.
    Result<void> load();
    // Null before the first load().
    std::shared_ptr<boost::asio::ssl::context> context() const;

private:
    TlsFiles files_;
    mutable std::mutex mutex_{};
    std::shared_ptr<boost::asio::ssl::context> context_{};
};

}  // namespace insightflow::http
