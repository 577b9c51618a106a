#include "model/money.hpp"

#include <optional>

namespace model {
namespace {

struct Part {
    Wide numerator = 0, denominator = 1;
    bool is_there = false, lacks_rate = false;
};

Wide common_divisor(Wide a, Wide b) { return b == 0 ? (a < 0 ? -a : a) : common_divisor(b, a % b); }

std::optional<Wide> rate_of(const Rates& rates, const std::string& currency, int day) {
    if (currency == rates.base) return 1'000;
    for (int age = 0; age <= 7; ++age) {
        const auto found = rates.of_day.find({currency, day - age});
        if (found != rates.of_day.end()) return found->second;
    }
    return std::nullopt;
}

void add(Part& part, Wide amount, const std::string& currency, int day, const Rates& rates,
         const std::string& into) {
    part.is_there = true;
    const auto from = currency == into ? std::optional<Wide>(1) : rate_of(rates, currency, day);
    const auto to = currency == into ? std::optional<Wide>(1) : rate_of(rates, into, day);
    if (!from || !to) {
        part.lacks_rate = true;
        return;
    }
    part.numerator = part.numerator * *from + amount * *to * part.denominator;
    part.denominator *= *from;
    const Wide common = common_divisor(part.numerator, part.denominator);
    part.numerator /= common;
    part.denominator /= common;
}

// numerator / denominator, which is above zero, to so many decimals, a half to the even neighbour.
std::string shown(Wide numerator, Wide denominator, int decimals) {
    const bool below_zero = numerator < 0;
    if (below_zero) numerator = -numerator;
    Wide whole = numerator / denominator;
    Wide rest = numerator % denominator;
    for (int i = 0; i < decimals; ++i) {
        whole = whole * 10 + rest * 10 / denominator;
        rest = rest * 10 % denominator;
    }
    if (rest * 2 > denominator || (rest * 2 == denominator && whole % 2 == 1)) ++whole;
    std::string digits;
    for (Wide left = whole; left > 0 || static_cast<int>(digits.size()) <= decimals; left /= 10)
        digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(left % 10)));
    digits.insert(digits.size() - static_cast<std::size_t>(decimals), 1, '.');
    while (digits.back() == '0') digits.pop_back();
    if (digits.back() == '.') digits.pop_back();
    if (below_zero && whole > 0) digits.insert(0, 1, '-');
    return digits;
}

std::string shown(const Part& part) {
    if (part.lacks_rate) return "no rate";
    return part.is_there ? shown(part.numerator, part.denominator * 1'000'000, 6) : "null";
}

std::string shown_ratio(const Part& above, const Part& below) {
    if (above.lacks_rate || below.lacks_rate) return "no rate";
    if (!above.is_there || !below.is_there || below.numerator == 0) return "null";
    Wide numerator = above.numerator * below.denominator;
    Wide denominator = above.denominator * below.numerator;
    if (denominator < 0) {
        numerator = -numerator;
        denominator = -denominator;
    }
    const Wide common = common_divisor(numerator, denominator);
    return shown(numerator / common, denominator / common, 9);
}

// Days since 1970-01-01 of YYYY-MM-DD, by looking.
int day_of(const std::string& text) {
    int day = 19'000;
    while (date_text(day) < text) ++day;
    return day;
}

}  // namespace

std::map<std::vector<Text>, ShownMoney> converted(const Store& store, Query query, const Rates& rates,
                                                  const std::string& into) {
    const std::size_t keys = query.keys.size();
    query.keys.push_back(Column::day);
    query.keys.push_back(Column::currency);
    std::map<std::vector<Text>, std::pair<Part, Part>> groups;
    if (keys == 0) groups[{}];
    for (const auto& [key, totals] : store.totals(query)) {
        auto& [spent, earned] = groups[{key.begin(), key.begin() + static_cast<std::ptrdiff_t>(keys)}];
        const int day = day_of(*key[keys]);
        const auto& currency = *key[keys + 1];
        if (const auto& sum = totals.parts[cost].sum) add(spent, *sum, currency, day, rates, into);
        if (const auto& sum = totals.parts[revenue].sum) add(earned, *sum, currency, day, rates, into);
    }
    std::map<std::vector<Text>, ShownMoney> out;
    for (const auto& [key, money] : groups) {
        const auto& [spent, earned] = money;
        out[key] = {shown(spent), shown(earned), shown_ratio(earned, spent)};
    }
    return out;
}

}  // namespace model
