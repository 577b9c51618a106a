#include "coding/coding.hpp"

#include <zlib.h>
#include <zstd.h>

#include <new>

#include "domain/text/spelling.hpp"

namespace insightflow {
namespace {

// Measured on analytics replies: a higher level costs more time than the network gives back.
constexpr int gzip_level = 4;
constexpr int zstd_level = 3;
constexpr int gzip_window = 15 + 16;  // the largest; + 16 asks zlib for gzip's header
constexpr int default_memory = 8;

std::string encode_gzip(std::string_view bytes) {
    z_stream stream{};
    if (deflateInit2(&stream, gzip_level, Z_DEFLATED, gzip_window, default_memory, Z_DEFAULT_STRATEGY) !=
        Z_OK)
        throw std::bad_alloc();
    std::string out(deflateBound(&stream, bytes.size()), '\0');
    // zlib never writes through next_in; its type only predates const.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

std::string encode_zstd(std::string_view bytes) {
    std::string out(ZSTD_compressBound(bytes.size()), '\0');
    const std::size_t size = ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), zstd_level);
    if (ZSTD_isError(size) != 0) throw std::bad_alloc();  // the room is enough, so nothing else can fail
    out.resize(size);
    return out;
}

}  // namespace

std::string_view name_of(Coding coding) { return coding == Coding::gzip ? "gzip" : "zstd"; }

std::optional<Coding> coding_named(std::string_view name) {
    if (equal_ignoring_case(name, "gzip") || equal_ignoring_case(name, "x-gzip")) return Coding::gzip;
    if (equal_ignoring_case(name, "zstd")) return Coding::zstd;
    return std::nullopt;
}

std::string encode(Coding coding, std::string_view bytes) {
    return coding == Coding::gzip ? encode_gzip(bytes) : encode_zstd(bytes);
}

}  // namespace insightflow
