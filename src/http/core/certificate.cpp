#include "http/core/certificate.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509err.h>

#include <boost/asio/ssl/error.hpp>

#include "http/core/net.hpp"

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

Error unusable(const std::string& file, const std::string& why) {
    return invalid_argument("The TLS file '" + file + "' cannot be used: " + why + ".");
}

// A certificate and a key of two kinds (RSA, EC) lie in two slots of the context, and only this compares
// them.
bool belong_together(SSL_CTX* context) {
    const bool together = SSL_CTX_check_private_key(context) == 1;
    ERR_clear_error();
    return together;
}

bool is_of_another_certificate(const error_code& ec) {
    return ec.category() == asio::error::get_ssl_category() &&
           ERR_GET_REASON(static_cast<unsigned long>(ec.value())) == X509_R_KEY_VALUES_MISMATCH;
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
    // OpenSSL's own way is to ask on the terminal. The context keeps the callback, so what it notes is
    // shared.
    const auto wants_pass_phrase = std::make_shared<bool>(false);
    const auto give_none = [wants_pass_phrase](std::size_t, ssl::context::password_purpose) {
        *wants_pass_phrase = true;
        return std::string();
    };
    context->set_password_callback(give_none, ec);
    context->use_certificate_chain_file(files_.certificate, ec);
    if (ec) return unusable(files_.certificate, ec.message());
    context->use_private_key_file(files_.key, ssl::context::pem, ec);
    if (*wants_pass_phrase)
        return unusable(files_.key,
                        "the key is encrypted, and must be given without a pass phrase "
                        "(`openssl pkey -in FILE -out NEW_FILE` takes it off)");
    if (ec && !is_of_another_certificate(ec)) return unusable(files_.key, ec.message());
    if (ec || !belong_together(context->native_handle()))
        return unusable(files_.key, "it is not the key of the certificate '" + files_.certificate + "'");
    const std::lock_guard lock(mutex_);
    context_ = std::move(context);
    return {};
}

std::shared_ptr<ssl::context> Certificate::context() const {
    const std::lock_guard lock(mutex_);
    return context_;
}

}  // namespace insightflow::http
