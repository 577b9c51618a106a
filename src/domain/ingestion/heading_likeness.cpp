#include "domain/ingestion/heading_likeness.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "domain/ingestion/currencies.hpp"
#include "domain/text/spelling.hpp"

namespace insightflow {
namespace {

// Words that change nothing of what is measured or named, only how it was gathered. "Average", "per" and
// "rate" are none of them.
constexpr std::string_view empty_words[] = {
    "total",   "sum",      "overall", "the",   "of",  "number", "no",        "count",  "reported", "report",
    "amount",  "net",      "gross",   "netto", "in",  "my",     "our",       "gesamt", "gesamte",  "brutto",
    "anzahl",  "nombre",   "de",      "all",   "for", "and",    "column",    "col",    "data",     "metric",
    "metrics", "segments", "nm",      "cnt",   "amt", "num",    "delivered", "served"};
// Those of them that tell a number from a name: an "ad count" names no ad.
constexpr std::string_view counting_words[] = {"total",  "sum", "number", "no",     "count", "anzahl",
                                               "nombre", "cnt", "num",    "amount", "amt"};
constexpr std::size_t letters_for_a_slip = 7;  // a county is no country
constexpr std::size_t words_max = 8;

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) ||
           static_cast<unsigned char>(c) >= 0x80;
}
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

// "campaignName (all)" as campaign, Name and all.
std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    for (std::size_t at = 0; at < text.size();) {
        if (!is_letter(text[at])) {
            ++at;
            continue;
        }
        std::size_t end = at + 1;
        while (end < text.size() && is_letter(text[end]) && (!is_upper(text[end]) || is_upper(text[end - 1])))
            ++end;
        words.push_back(text.substr(at, end - at));
        at = end;
    }
    return words;
}

bool is_empty_word(std::string_view word) {
    return std::ranges::any_of(empty_words, [&](std::string_view empty) { return word == empty; });
}

// Without those that say nothing, in lower case and in order of the alphabet.
std::vector<std::string> telling_words(const std::vector<std::string_view>& words) {
    std::vector<std::string> telling;
    for (const std::string_view word : words)
        if (std::string lower = lower_ascii(word); !is_empty_word(lower)) telling.push_back(std::move(lower));
    std::ranges::sort(telling);
    return telling;
}

// Whether one letter was left out, put in or written as another, or two stand in the wrong order.
bool is_a_slip(std::string_view left, std::string_view right) {
    if (left.size() > right.size()) std::swap(left, right);
    if (right.size() - left.size() > 1) return false;
    // Nobody slips on the first letter: a send date is no end date.
    if (left.empty() || left[0] != right[0]) return false;
    std::size_t at = 0;
    while (at < left.size() && left[at] == right[at]) ++at;
    const std::string_view rest_left = left.substr(at);
    const std::string_view rest_right = right.substr(at);
    if (left.size() < right.size()) return rest_left == rest_right.substr(1);
    if (rest_left.empty()) return true;
    if (rest_left.substr(1) == rest_right.substr(1)) return true;
    return rest_left.size() > 1 && rest_left[0] == rest_right[1] && rest_left[1] == rest_right[0] &&
           rest_left.substr(2) == rest_right.substr(2);
}

// A known heading and the words that tell it from others.
struct ToldAlias {
    const HeadingAlias& alias;
    std::vector<std::string> words;
};

// Split once: a file may have tens of thousands of cells that could be headings.
const std::vector<ToldAlias>& told_aliases() {
    static const std::vector<ToldAlias> all = [] {
        std::vector<ToldAlias> told;
        for (const HeadingAlias& alias : heading_aliases())
            told.push_back({alias, telling_words(words_of(alias.heading))});
        return told;
    }();
    return all;
}

// The one that is like; nullptr where there is none, or where they mean several fields.
template <class IsLike>
const HeadingAlias* only_alias(const IsLike& is_like) {
    const HeadingAlias* found = nullptr;
    for (const ToldAlias& told : told_aliases()) {
        if (!is_like(told)) continue;
        const HeadingAlias& alias = told.alias;
        if (found != nullptr && (found->field != alias.field || found->unit != alias.unit)) return nullptr;
        if (found == nullptr || alias.rank < found->rank) found = &alias;
    }
    return found;
}

}  // namespace

LikeHeading like_heading(std::string_view heading) {
    std::vector<std::string_view> words = words_of(heading);
    if (words.empty() || words.size() > words_max) return {};
    // "Value / conv." and "Cost %" are ratios.
    if (heading.find_first_of("/%") != std::string_view::npos) return {};
    LikeHeading like;
    // A code is written in capitals: "All" and "Try" are words, and so is ALL where all is in capitals.
    const bool is_all_capitals = std::ranges::none_of(heading, [](char c) { return c >= 'a' && c <= 'z'; });
    const auto code = std::ranges::find_if(words, [&](std::string_view word) {
        return word.size() == 3 && std::ranges::all_of(word, is_upper) &&
               (is_all_capitals ? is_telling_code(word) : is_currency(word));
    });
    if (code != words.end() && words.size() > 1) {
        like.currency = *code;
        words.erase(code);
    }
    const auto telling = telling_words(words);
    if (telling.empty()) return {};
    like.alias = only_alias([&](const ToldAlias& told) { return told.words == telling; });
    if (like.alias == nullptr) {
        std::string folded;
        for (const std::string_view word : words) folded += (folded.empty() ? "" : "_") + lower_ascii(word);
        if (folded.size() >= letters_for_a_slip)
            like.alias = only_alias([&](const ToldAlias& told) {
                const std::string_view known = told.alias.heading;
                return known.size() >= letters_for_a_slip && is_a_slip(folded, known);
            });
    }
    const auto counts = [](std::string_view word) {
        return std::ranges::find(counting_words, lower_ascii(word)) != std::end(counting_words);
    };
    if (like.alias != nullptr && !is_measure(like.alias->field) && std::ranges::any_of(words, counts))
        return {};
    const bool is_amount = like.alias != nullptr && is_money(like.alias->field);
    if (!like.currency.empty() && !is_amount) return {};
    return like.alias == nullptr ? LikeHeading{} : like;
}

}  // namespace insightflow
