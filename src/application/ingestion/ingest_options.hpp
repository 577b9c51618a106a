// The options of a batch as a request gives them, checked and resolved before its body is read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "application/ingestion/batch_reader.hpp"
#include "domain/base/result.hpp"
#include "domain/ingestion/batch_options.hpp"
#include "domain/ingestion/file_head.hpp"

namespace insightflow {

// Absent ones take the defaults of BatchOptions.
struct RequestedOptions {
    std::optional<std::string> source{};
    std::optional<std::string> platform{};
    std::optional<CollisionPolicy> collisions{};
    std::optional<std::int64_t> value_per_conversion_micros{};
    std::optional<std::string> version_column{};
    std::optional<std::string> complete_for{};  // ACCOUNT:FROM..TO, or FROM..TO
    std::optional<std::string> currency{};
    std::optional<std::string> time_zone{};
    std::vector<std::string> map{};  // HEADING=FIELD, as column_choice() takes it
    std::optional<DecimalMark> decimal{};
    std::optional<DateOrder> date_order{};
    std::optional<Spread> spread{};
    std::optional<std::string> profile{};  // its name
    SettingsOfAccounts accounts{};         // it and the next: of the source's settings, not of a request
    std::vector<Promotion> promotions{};
};

inline constexpr std::size_t source_bytes_max = 64;
inline constexpr std::size_t platform_bytes_max = 64;
inline constexpr std::size_t column_choices_max = 100;
inline constexpr std::size_t idempotency_key_bytes_max = 255;

// The platform's normal spelling; empty where the text is no platform by the rule below.
std::string option_platform(std::string_view text);

// Whether the text can be a source's name, by the rule below.
bool is_source_name(std::string_view text);

// Source: 1 to 64 ASCII letters, digits, dots, underscores and hyphens, the first a letter or a digit; no
// spaces, because it stands in addresses and on command lines; case counts. Platform: printable ASCII, then
// normalised. Currency: ISO 4217, in any case. Time zone: an IANA name. complete_for: days as in facts, and
// not together with version_column. Errors: invalid_argument with one fault for each option that is wrong.
Result<BatchOptions> resolve_options(const RequestedOptions& requested);

// 1 to 255 printable ASCII characters. Errors: invalid_argument.
Result<void> check_idempotency_key(std::string_view key);

// Everything that makes a request the same request: the body, its format and the options as they were given,
// as one text to be hashed. What the defaults were does not matter: they may change before a retry. options:
// those that resolve_options() takes.
std::string request_text(const std::string& body_hash, BodyFormat format, const RequestedOptions& options);

}  // namespace insightflow
