// Reference rates as a request's body has them.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "application/analytics/reference_rates.hpp"

namespace insightflow::http {

enum class RateFormat { json, csv };

// By the media type. Errors: unsupported_media_type.
Result<RateFormat> rate_format_of(const std::string& media_type);

struct RatesBody {
    NewRates rates{};
    std::set<std::string> ignored{};  // currencies of a file that are none any more
};

inline constexpr std::size_t json_rates_max = 100'000;

// JSON, of at most json_rates_max: {"base": "EUR", "rates": [{"date": "2024-01-02", "currency": "USD",
// "rate": "1.0956"}, ...]}, a rate as a text or as a number, both read digit by digit. CSV: read_rate_file().
// Errors: invalid_argument, with a fault for each place.
Result<RatesBody> read_rates(std::string_view body, RateFormat format);

}  // namespace insightflow::http
