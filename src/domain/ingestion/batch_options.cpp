#include "domain/ingestion/batch_options.hpp"

#include "domain/ingestion/currencies.hpp"
#include "domain/ingestion/local_clock.hpp"

namespace insightflow {

std::optional<Error> refused_options(const BatchOptions& options) {
    if (!is_currency(options.currency))
        return invalid_argument("'" + options.currency + "' is not a currency code of ISO 4217");
    if (!is_time_zone(options.time_zone))
        return invalid_argument("'" + options.time_zone + "' is not a time zone");
    for (const auto& [account, settings] : options.accounts)
        if (settings.time_zone && !is_time_zone(*settings.time_zone))
            return invalid_argument("'" + *settings.time_zone +
                                    "', which is set for an account, is not a time zone");
    return std::nullopt;
}

}  // namespace insightflow
