#include "adapters/readers/text_encoding.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "domain/text/utf8.hpp"

namespace insightflow::readers {
namespace {

constexpr std::size_t sample_bytes = 4096;

std::optional<Encoding> utf16_by_zeros(std::string_view bytes) {
    const std::string_view sample = bytes.substr(0, sample_bytes / 2 * 2);
    std::size_t zeros[2]{};
    for (std::size_t i = 0; i < sample.size(); ++i)
        if (sample[i] == 0) ++zeros[i % 2];
    const std::size_t half = sample.size() / 2;
    const auto are_many = [half](std::size_t count) { return count * 2 > half; };
    const auto are_few = [half](std::size_t count) { return count * 20 <= half; };
    if (are_many(zeros[1]) && are_few(zeros[0])) return Encoding::utf16_le;
    if (are_many(zeros[0]) && are_few(zeros[1])) return Encoding::utf16_be;
    return std::nullopt;
}

// Control characters and the five bytes that Windows-1252 leaves open.
bool is_text_of_windows_1252(char c) {
    const auto byte = static_cast<unsigned char>(c);
    constexpr std::string_view open = "\x81\x8D\x8F\x90\x9D";
    const bool is_control = byte < 0x20U && c != '\t' && c != '\n' && c != '\r';
    return !is_control && byte != 0x7FU && open.find(c) == std::string_view::npos;
}

// Characters beyond ASCII.
struct Tally {
    std::size_t of_utf8 = 0;
    std::size_t of_windows_1252 = 0;  // that are no UTF-8
    bool is_no_text = false;          // there is a byte that is neither
};

void count(std::string_view piece, Tally& tally) {
    for (std::size_t at = 0; at < piece.size() && !tally.is_no_text;) {
        const std::size_t size = utf8_character_size(piece.substr(at, 4));
        tally.of_utf8 += size > 1 ? 1 : 0;
        tally.of_windows_1252 += size == 0 ? 1 : 0;
        tally.is_no_text = size <= 1 && !is_text_of_windows_1252(piece[at]);
        at += size == 0 ? 1 : size;
    }
}

constexpr std::string_view utf8_mark = "\xEF\xBB\xBF";

// A program that puts a mark in front of text which has one already makes two; none of them is text.
std::size_t utf8_marks(std::string_view bytes) {
    std::size_t size = 0;
    while (bytes.substr(size).starts_with(utf8_mark)) size += utf8_mark.size();
    return size;
}

constexpr std::size_t piece_bytes = 4 * 1024 * 1024;

// The text in pieces that end between characters.
std::string_view piece_at(std::string_view bytes, std::size_t begin) {
    std::size_t end = std::min(bytes.size(), begin + piece_bytes);
    while (end < bytes.size() && continues_a_character(bytes[end])) ++end;
    return bytes.substr(begin, end - begin);
}

}  // namespace

EncodedText encoding_of(std::string_view bytes, const std::function<bool(std::size_t)>& passed) {
    if (bytes.starts_with(utf8_mark)) return {Encoding::utf8, utf8_marks(bytes)};
    if (bytes.starts_with("\xFF\xFE")) return {Encoding::utf16_le, 2};
    if (bytes.starts_with("\xFE\xFF")) return {Encoding::utf16_be, 2};
    if (const auto utf16 = utf16_by_zeros(bytes)) return {*utf16, 0};
    Tally tally;
    for (std::size_t at = 0; at < bytes.size() && !tally.is_no_text;) {
        const std::string_view piece = piece_at(bytes, at);
        const bool is_ascii = std::ranges::none_of(piece, [](char c) { return (c & 0x80) != 0; });
        if (!is_ascii) count(piece, tally);
        at += piece.size();
        if (!passed(at)) break;
    }
    const bool is_windows_1252 = !tally.is_no_text && tally.of_windows_1252 > tally.of_utf8;
    return {is_windows_1252 ? Encoding::windows_1252 : Encoding::utf8, 0};
}

}  // namespace insightflow::readers
