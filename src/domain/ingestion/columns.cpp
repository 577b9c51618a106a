#include "domain/ingestion/columns.hpp"

#include <algorithm>
#include <utility>

#include "domain/ingestion/currencies.hpp"
#include "domain/ingestion/heading_aliases.hpp"
#include "domain/ingestion/heading_likeness.hpp"
#include "domain/text/spelling.hpp"

namespace insightflow {
namespace {

// What may stand in parentheses behind a heading without changing what it means.
constexpr std::string_view harmless_notes[] = {
    "all", "in_utc", "utc", "destination", "local_currency", "day", "advertiser_currency", "account_currency",
    "pid", "c"};

struct Sign {
    std::string_view sign;
    std::string_view currency;
};
// Signs that only one currency has.
constexpr Sign signs[] = {{"\u20AC", "EUR"}, {"\u00A3", "GBP"}, {"us$", "USD"},    {"a$", "AUD"},
                          {"au$", "AUD"},    {"c$", "CAD"},     {"ca$", "CAD"},    {"nz$", "NZD"},
                          {"hk$", "HKD"},    {"r$", "BRL"},     {"\u20B9", "INR"}, {"\u20BA", "TRY"},
                          {"\u20A9", "KRW"}, {"\u20AA", "ILS"}, {"\u20AB", "VND"}, {"\u20B1", "PHP"},
                          {"\u0E3F", "THB"}, {"\u20B4", "UAH"}, {"\u20BD", "RUB"}, {"z\u0142", "PLN"},
                          {"k\u010D", "CZK"}};
// Those of several: which one, the file says elsewhere.
constexpr std::string_view shared_signs[] = {"$", "\u00A5", "kr"};

// The currency that the text names; empty where it names none.
std::string currency_in(std::string_view text) {
    const auto* sign = std::ranges::find(signs, text, &Sign::sign);
    if (sign != std::end(signs)) return std::string(sign->currency);
    std::string code = upper_ascii(text);
    return code.size() == 3 && is_currency(code) ? code : std::string{};
}

// Headings of a first day.
constexpr std::string_view period_starts[] = {
    "date_start",         "start_date",           "from",
    "from_date",          "reporting_starts",     "berichtsstart",
    "début_des_rapports", "inicio_del_informe",   "inizio_dei_report",
    "begin_rapportage",   "início_dos_relatórios"};

bool equal_without_separators(std::string_view left, std::string_view right) {
    std::size_t r = 0;
    for (const char c : left) {
        if (c == '_') continue;
        while (r < right.size() && right[r] == '_') ++r;
        if (r == right.size() || right[r] != c) return false;
        ++r;
    }
    return right.find_first_not_of('_', r) == std::string_view::npos;
}

// "campaignName" and "campaign_name" are the same.
const HeadingAlias* alias_of(std::string_view folded) {
    const auto aliases = heading_aliases();
    auto alias = std::ranges::find(aliases, folded, &HeadingAlias::heading);
    if (alias == aliases.end())
        alias = std::ranges::find_if(aliases, [&](const HeadingAlias& known) {
            return equal_without_separators(folded, known.heading);
        });
    return alias == aliases.end() ? nullptr : &*alias;
}

ColumnMeaning meaning_of(const HeadingAlias& alias, std::string currency = {}) {
    const bool begins_period = std::ranges::find(period_starts, alias.heading) != std::end(period_starts);
    return {alias.field, alias.unit, alias.rank, begins_period, std::move(currency)};
}

// "amount_spent_(usd)" as "amount_spent" and "usd"; the note is empty where there is none.
std::pair<std::string_view, std::string_view> split_note(std::string_view folded) {
    const bool is_round = folded.ends_with(')');
    if (!is_round && !folded.ends_with(']')) return {folded, {}};
    const std::size_t open = folded.rfind(is_round ? '(' : '[');
    if (open == std::string_view::npos || open == 0) return {folded, {}};
    std::string_view base = folded.substr(0, open);
    if (base.ends_with('_')) base.remove_suffix(1);
    return {base, folded.substr(open + 1, folded.size() - open - 2)};
}

std::optional<ColumnMeaning> meaning_with_note(std::string_view base, std::string_view note) {
    const HeadingAlias* alias = alias_of(base);
    if (alias == nullptr) return std::nullopt;
    if (std::ranges::find(harmless_notes, note) != std::end(harmless_notes)) return meaning_of(*alias);
    if (!is_money(alias->field)) return std::nullopt;
    if (std::ranges::find(shared_signs, note) != std::end(shared_signs)) return meaning_of(*alias);
    std::string currency = currency_in(note);
    if (currency.empty()) return std::nullopt;
    return meaning_of(*alias, std::move(currency));
}

// "cost_eur", "kosten_in_eur": beside the amount in the account's own currency it is a conversion of it.
std::optional<ColumnMeaning> meaning_with_currency_behind(std::string_view folded) {
    const std::size_t gap = folded.rfind('_');
    if (gap == std::string_view::npos) return std::nullopt;
    const std::string_view code = folded.substr(gap + 1);
    std::string currency = currency_in(code);
    std::string_view base = folded.substr(0, gap);
    if (base.ends_with("_in"))
        base.remove_suffix(3);
    else if (!is_telling_code(code) && std::ranges::find(signs, code, &Sign::sign) == std::end(signs))
        return std::nullopt;
    const HeadingAlias* alias = alias_of(base);
    if (currency.empty() || alias == nullptr || !is_money(alias->field)) return std::nullopt;
    ColumnMeaning meaning = meaning_of(*alias, std::move(currency));
    meaning.rank += close_rank;
    return meaning;
}

std::optional<ColumnMeaning> meaning_of_name(std::string_view name) {
    if (const auto* field = std::ranges::find(field_names, name); field != field_names.end())
        return ColumnMeaning{static_cast<Field>(field - field_names.begin())};
    constexpr std::string_view micros = "_micros";
    if (!name.ends_with(micros)) return std::nullopt;
    auto meaning = meaning_of_name(name.substr(0, name.size() - micros.size()));
    if (!meaning || !is_money(meaning->field)) return std::nullopt;
    meaning->unit = AmountUnit::micros;
    return meaning;
}

constexpr std::string_view ignored = "ignore";

}  // namespace

std::string normalise_heading(std::string_view heading) { return folded_spelling(heading, "-."); }

std::optional<ColumnMeaning> meaning_of_heading(std::string_view heading) {
    const std::string folded = normalise_heading(heading);
    if (const HeadingAlias* alias = alias_of(folded)) return meaning_of(*alias);
    const auto [base, note] = split_note(folded);
    auto meaning = note.empty() ? meaning_with_currency_behind(folded) : meaning_with_note(base, note);
    if (meaning) return meaning;
    // A note that is not known says something else: "Conversions (view)".
    if (!note.empty()) return std::nullopt;
    const LikeHeading like = like_heading(heading);
    if (like.alias == nullptr) return std::nullopt;
    meaning = meaning_of(*like.alias, std::string(like.currency));
    meaning->rank += likeness_rank;
    return meaning;
}

std::optional<ColumnChoice> column_choice(std::string_view text) {
    const std::size_t sign = text.rfind('=');
    if (sign == std::string_view::npos) return std::nullopt;
    ColumnChoice choice{std::string(trimmed(text.substr(0, sign))), std::nullopt};
    const std::string name = normalise_heading(text.substr(sign + 1));
    if (normalise_heading(choice.heading).empty()) return std::nullopt;
    if (name == ignored) return choice;
    choice.meaning = meaning_of_name(name);
    if (!choice.meaning) return std::nullopt;
    return choice;
}

std::string text_of(const ColumnChoice& choice) {
    std::string text = choice.heading + "=";
    if (!choice.meaning) return text.append(ignored);
    text += name_of(choice.meaning->field);
    if (choice.meaning->unit == AmountUnit::micros) text += "_micros";
    return text;
}

}  // namespace insightflow
