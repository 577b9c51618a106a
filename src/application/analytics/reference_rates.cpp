#include "application/analytics/reference_rates.hpp"

#include <map>

#include "domain/ingestion/currencies.hpp"
#include "domain/money/rate_file.hpp"
#include "domain/text/printable.hpp"

namespace insightflow {
namespace {

std::vector<Fault> faults_of(const NewRates& given) {
    std::vector<Fault> faults;
    if (!is_currency(given.base))
        faults.push_back(
            {"#/body/base", "must be a currency of ISO 4217, such as EUR; got " + in_quotes(given.base)});
    std::map<RatePlace, Rate> told;
    for (std::size_t i = 0; i < given.rates.size() && faults.size() < rate_faults_max; ++i) {
        const auto& [day, currency, rate] = given.rates[i];
        const std::string place = "#/body/rates/" + std::to_string(i);
        if (!is_rate_day(day)) faults.push_back({place + "/date", "must be a day from 1990 to 2100"});
        if (!is_currency(currency))
            faults.push_back({place + "/currency",
                              "must be a currency of ISO 4217, such as USD; got " + in_quotes(currency)});
        else if (currency == given.base)
            faults.push_back({place + "/currency", "is the base itself, of which one is always worth one"});
        const auto [earlier, is_first] = told.emplace(RatePlace{day, currency}, rate);
        if (!is_first && earlier->second != rate)
            faults.push_back({place + "/rate",
                              "is another rate than an earlier one of " + currency + " of " + day_text(day)});
    }
    return faults;
}

Result<void> check_range(const RateFilter& filter) {
    if (!filter.days.from || !filter.days.to || *filter.days.from <= *filter.days.to) return {};
    return invalid_argument(
        "The query contradicts itself.",
        {{"#/query/to", "must not be before from (" + day_text(*filter.days.from) + ")"}});
}

std::string workspace_text(const AuthorisedScope& scope) {
    return "workspace:" + std::to_string(scope.workspace.value);
}

std::string words_of(const RateFilter& filter) {
    return filter.currency.value_or("all currencies") +
           (filter.days.from ? " from " + day_text(*filter.days.from) : "") +
           (filter.days.to ? " to " + day_text(*filter.days.to) : "");
}

}  // namespace

Result<RateChanges> put_rates(const AuthorisedScope& scope, const NewRates& rates, const Origin& origin,
                              Timestamp now, RateStore& store) {
    if (rates.rates.size() > rates_per_request_max)
        return invalid_argument("There are more than " + std::to_string(rates_per_request_max) +
                                " rates in one request: send them in several.");
    if (rates.rates.empty())
        return invalid_argument("There is no rate in the request.", {{"#/body", "holds no rate"}});
    if (auto faults = faults_of(rates); !faults.empty())
        return invalid_argument("The rates cannot be so.", std::move(faults));
    const auto event = audit_event(scope, origin, now, "fx.put", workspace_text(scope),
                                   std::to_string(rates.rates.size()) + " rates against " + rates.base);
    return store.put(scope.workspace, rates.base, rates.rates, event);
}

Result<std::int64_t> remove_rates(const AuthorisedScope& scope, const RateFilter& filter,
                                  const Origin& origin, Timestamp now, RateStore& store) {
    if (const auto checked = check_range(filter); !checked) return checked.error();
    const auto event = audit_event(scope, origin, now, "fx.remove", workspace_text(scope), words_of(filter));
    return store.remove(scope.workspace, filter, event);
}

Result<RatePage> list_rates(const AuthorisedScope& scope, const RateFilter& filter,
                            const std::optional<RatePlace>& after, std::size_t limit, RateStore& store) {
    if (const auto checked = check_range(filter); !checked) return checked.error();
    auto stored = store.list(scope.workspace, filter, after, limit + 1);
    if (!stored) return stored.error();
    RatePage page{std::move(*stored), {}};
    if (page.stored.rates.size() > limit) {
        page.stored.rates.resize(limit);
        page.next = RatePlace{page.stored.rates.back().day, page.stored.rates.back().currency};
    }
    return page;
}

}  // namespace insightflow
