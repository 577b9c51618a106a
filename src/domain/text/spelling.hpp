// The plain text rules that headings, platforms and labels share. ASCII only: bytes of other scripts pass
// unchanged.
#pragma once

#include <string>
#include <string_view>

namespace insightflow {

constexpr bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr char lower_ascii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
constexpr char upper_ascii(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

// Without blanks at either end.
std::string_view trimmed(std::string_view text);

std::string lower_ascii(std::string_view text);
std::string upper_ascii(std::string_view text);

bool equal_ignoring_case(std::string_view left, std::string_view right);

// Lower case, every run of blanks, underscores and the given separators as one '_', none at the ends: with
// "-." " Conv. value " gives "conv_value".
std::string folded_spelling(std::string_view text, std::string_view separators);

}  // namespace insightflow
