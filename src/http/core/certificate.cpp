#include "http/core/certificate.hpp"

#include <openssl/ssl.h>

namespace insightflow::http {
namespace {

// Forward secrecy and authenticated encryption alone, for TLS 1.2; those of TLS 1.3 are all like that.
constexpr const char* ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr unsigned char http11[] = "\x08http/1.1";

// ALPN (RFC 7301): a client that names protocols gets HTTP/1.1 where it is among them, else no protocol.
int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size, const unsigned char* in,
                    unsigned in_size, void*) {
    unsigned char* chosen = nullptr;
    const int found = SSL_select_next_proto(&chosen, out_size, http11, sizeof http11 - 1, in, in_size);
    if (found != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_NOACK;
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

Error unusable(const std::string& file, const error_code& ec) {
    return invalid_argument("The TLS file '" + file + "' cannot be used: " + ec.message() + ".");
}

}  // namespace

Result<void> Certificate::load() {
    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    error_code ec;
    context->set_options(ssl::context::default_workarounds | ssl::context::no_compression |
                             SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE,
                         ec);
    SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(context->native_handle(), ciphers);
    SSL_CTX_set_alpn_select_cb(context->native_handle(), &choose_protocol, nullptr);
    context->use_certificate_chain_file(files_.certificate, ec);
    if (ec) return unusable(files_.certificate, ec);
    context->use_private_key_file(files_.key, ssl::context::pem, ec);
    if (ec) return unusable(files_.key, ec);
    const std::lock_guard lock(mutex_);
    context_ = std::move(context);
    return {};
}

std::shared_ptr<ssl::context> Certificate::context() const {
    const std::lock_guard lock(mutex_);
    return context_;
}

}  // namespace insightflow::http
