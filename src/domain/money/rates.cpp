#include "domain/money/rates.hpp"

#include <algorithm>
#include <utility>

#include "domain/text/spelling.hpp"

namespace insightflow {
namespace {

Int128 power_of_ten(int exponent) {
    Int128 power = 1;
    for (int i = 0; i < exponent; ++i) power *= 10;
    return power;
}

Int128 common_divisor(Int128 a, Int128 b) {
    while (b != 0) a = std::exchange(b, a % b);
    return a;
}

}  // namespace

std::optional<Rate> parse_rate(std::string_view text) {
    if (text.size() > rate_text_max) return std::nullopt;
    Rate rate{0, 0};
    bool is_decimal = false;
    std::size_t digits = 0;
    for (const char c : text) {
        if (c == '.' && !is_decimal) {
            is_decimal = true;
            continue;
        }
        if (!is_digit(c) || rate.units > rate_units_max / 10) return std::nullopt;
        rate.units = rate.units * 10 + (c - '0');
        rate.scale += is_decimal ? 1 : 0;
        ++digits;
    }
    if (digits == 0 || rate.units == 0 || text.front() == '.' || text.back() == '.') return std::nullopt;
    while (rate.scale > 0 && rate.units % 10 == 0) {
        rate.units /= 10;
        --rate.scale;
    }
    if (rate.scale > rate_decimals_max) return std::nullopt;
    return rate;
}

void RateTable::add(const ReferenceRate& rate) { days_[rate.currency].emplace_back(rate.day, rate.rate); }

std::optional<RateTable::Found> RateTable::rate_of(const std::string& currency, Day day) const {
    if (currency == base_) return Found{};
    const auto known = days_.find(currency);
    if (known == days_.end()) return std::nullopt;
    const auto& days = known->second;
    const auto after =
        std::ranges::upper_bound(days, day, {}, [](const std::pair<Day, Rate>& told) { return told.first; });
    if (after == days.begin() || day - std::prev(after)->first > rate_age_max) return std::nullopt;
    return Found{std::prev(after)->second, std::prev(after)->first != day};
}

std::optional<Factor> RateTable::factor(const std::string& from, const std::string& to, Day day) const {
    if (from == to) return Factor{{1, 1}, false};
    const auto source = rate_of(from, day);
    const auto target = rate_of(to, day);
    if (!source || !target) return std::nullopt;
    const Int128 numerator = Int128{target->rate.units} * power_of_ten(source->rate.scale);
    const Int128 denominator = Int128{source->rate.units} * power_of_ten(target->rate.scale);
    const Int128 common = common_divisor(numerator, denominator);
    return Factor{{numerator / common, denominator / common}, source->is_older || target->is_older};
}

}  // namespace insightflow
