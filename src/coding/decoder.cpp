#include "coding/decoder.hpp"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <new>

namespace insightflow {
namespace {

constexpr int gzip_window = 15 + 16;  // the largest; + 16 asks zlib for gzip's header
// RFC 9659: a zstd sender on the web keeps to 8 MiB, so that a receiver need not have more.
constexpr int zstd_window_log_max = 23;

class GzipDecoder final : public Decoder {
public:
    GzipDecoder() {
        if (inflateInit2(&stream_, gzip_window) != Z_OK) throw std::bad_alloc();
    }
    ~GzipDecoder() override { inflateEnd(&stream_); }
    GzipDecoder(const GzipDecoder&) = delete;
    GzipDecoder& operator=(const GzipDecoder&) = delete;

    Step decode(std::span<const std::byte> in, std::span<std::byte> out) override {
        if (in.empty()) return {};
        if (complete_) inflateReset(&stream_);
        complete_ = false;
        // zlib never writes through next_in; its type only predates const.
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(in.data()));
        stream_.avail_in = static_cast<uInt>(in.size());
        stream_.next_out = reinterpret_cast<Bytef*>(out.data());
        stream_.avail_out = static_cast<uInt>(out.size());
        const int status = inflate(&stream_, Z_NO_FLUSH);
        complete_ = status == Z_STREAM_END;
        return {.taken = in.size() - stream_.avail_in,
                .written = out.size() - stream_.avail_out,
                .broken = status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR};
    }
    bool complete() const override { return complete_; }

private:
    z_stream stream_{};
    bool complete_ = false;
};

class ZstdDecoder final : public Decoder {
public:
    ZstdDecoder() : context_(ZSTD_createDCtx()) {
        if (context_ == nullptr) throw std::bad_alloc();
        ZSTD_DCtx_setParameter(context_, ZSTD_d_windowLogMax, zstd_window_log_max);
    }
    ~ZstdDecoder() override { ZSTD_freeDCtx(context_); }
    ZstdDecoder(const ZstdDecoder&) = delete;
    ZstdDecoder& operator=(const ZstdDecoder&) = delete;

    Step decode(std::span<const std::byte> in, std::span<std::byte> out) override {
        ZSTD_inBuffer source{in.data(), in.size(), 0};
        ZSTD_outBuffer target{out.data(), out.size(), 0};
        const std::size_t status = ZSTD_decompressStream(context_, &target, &source);
        complete_ = status == 0;
        return {.taken = source.pos, .written = target.pos, .broken = ZSTD_isError(status) != 0};
    }
    bool complete() const override { return complete_; }

private:
    ZSTD_DCtx* context_;
    bool complete_ = false;
};

}  // namespace

std::unique_ptr<Decoder> make_decoder(Coding coding) {
    if (coding == Coding::gzip) return std::make_unique<GzipDecoder>();
    return std::make_unique<ZstdDecoder>();
}

}  // namespace insightflow
