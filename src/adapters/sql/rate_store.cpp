#include "adapters/sql/rate_store.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <utility>

#include "adapters/sql/values.hpp"

namespace insightflow::sql {
namespace {

struct RateRow {
    std::string day{}, currency{}, rate{};
    void define(soci::statement& statement) { into(statement, day, currency, rate); }
    ReferenceRate value() const {
        const auto known_day = parse_day(day);
        const auto known_rate = parse_rate(rate);
        if (!known_day || !known_rate)
            throw std::runtime_error("the table of rates holds no rate: " + day + " " + rate);
        return {*known_day, currency, *known_rate};
    }
};

struct TextRow {
    std::string text{};
    void define(soci::statement& statement) { into(statement, text); }
    std::string value() const { return text; }
};

// Empty where the workspace has no rate.
std::string base_of(soci::session& session, Integer tenant) {
    return select_one<TextRow>(session, "SELECT base FROM fx_rate WHERE workspace_id = :workspace LIMIT 1",
                               tenant)
        .value_or("");
}

// The days as they are written, which is also their order; an open end is beyond any of them.
std::string first_of(const DayRange& days) { return days.from ? day_text(*days.from) : ""; }
std::string last_of(const DayRange& days) { return days.to ? day_text(*days.to) : "9999-12-31"; }

using KnownRates = std::map<RatePlace, Rate>;

// What is stored of the days of these rates, of which there are some.
KnownRates known_rates(soci::session& session, Integer tenant, std::span<const ReferenceRate> rates) {
    const auto [first, last] = std::ranges::minmax_element(rates, {}, &ReferenceRate::day);
    const std::string from = day_text(first->day);
    const std::string to = day_text(last->day);
    KnownRates known;
    for (ReferenceRate& rate :
         select<RateRow>(session,
                         "SELECT day, currency, rate FROM fx_rate "
                         "WHERE workspace_id = :workspace AND day >= :from AND day <= :to",
                         tenant, from, to))
        known.emplace(RatePlace{rate.day, std::move(rate.currency)}, rate.rate);
    return known;
}

// By one statement, for there may be very many.
RateChanges put_all(soci::session& session, Integer tenant, const std::string& base,
                    std::span<const ReferenceRate> rates) {
    KnownRates known = known_rates(session, tenant, rates);
    std::string day;
    std::string currency;
    std::string rate;
    soci::statement upsert =
        (session.prepare << "INSERT INTO fx_rate (workspace_id, day, currency, base, rate) "
                            "VALUES (:workspace, :day, :currency, :base, :rate) "
                            "ON CONFLICT (workspace_id, day, currency) DO UPDATE SET rate = excluded.rate",
         soci::use(tenant), soci::use(day), soci::use(currency), soci::use(base), soci::use(rate));
    RateChanges changes;
    for (const ReferenceRate& told : rates) {
        const auto [stored, is_new] = known.try_emplace({told.day, told.currency}, told.rate);
        if (!is_new && stored->second == told.rate) {
            ++changes.unchanged;
            continue;
        }
        stored->second = told.rate;
        day = day_text(told.day);
        currency = told.currency;
        rate = told.rate.text();
        upsert.execute(true);
        ++(is_new ? changes.added : changes.changed);
    }
    return changes;
}

}  // namespace

Result<RateChanges> SqlRateStore::put(WorkspaceId workspace, const std::string& base,
                                      std::span<const ReferenceRate> rates, const AuditEvent& event) {
    return connections_.write([&](soci::session& session) -> Result<RateChanges> {
        const Integer tenant = workspace.value;
        const std::string stored_base = base_of(session, tenant);
        if (!stored_base.empty() && stored_base != base)
            return Error{ErrorCode::conflict,
                         "The rates of this workspace are against " + stored_base + ", these are against " +
                             base + ": send rates against " + stored_base + ", or remove the others first.",
                         {{"#/body/base", "must be " + stored_base}}};
        const RateChanges changes = put_all(session, tenant, base, rates);
        if (changes.added + changes.changed > 0) connections_.record(session, event);
        return changes;
    });
}

Result<std::int64_t> SqlRateStore::remove(WorkspaceId workspace, const RateFilter& filter,
                                          const AuditEvent& event) {
    return connections_.write([&](soci::session& session) -> Result<std::int64_t> {
        const Integer tenant = workspace.value;
        const std::string from = first_of(filter.days);
        const std::string to = last_of(filter.days);
        const std::string currency = filter.currency.value_or("");
        const std::int64_t removed =
            change(session,
                   "DELETE FROM fx_rate WHERE workspace_id = :workspace AND day >= :from AND day <= :to "
                   "AND (:any = '' OR currency = :currency)",
                   tenant, from, to, currency, currency);
        if (removed > 0) connections_.record(session, event);
        return removed;
    });
}

Result<StoredRates> SqlRateStore::list(WorkspaceId workspace, const RateFilter& filter,
                                       const std::optional<RatePlace>& after, std::size_t limit) {
    return connections_.read([&](soci::session& session) -> Result<StoredRates> {
        const Integer tenant = workspace.value;
        const std::string from = first_of(filter.days);
        const std::string to = last_of(filter.days);
        const std::string currency = filter.currency.value_or("");
        const std::string after_day = after ? day_text(after->first) : "";
        const std::string after_currency = after ? after->second : "";
        const auto rows = static_cast<Integer>(limit);
        return StoredRates{
            base_of(session, tenant),
            select<RateRow>(session,
                            "SELECT day, currency, rate FROM fx_rate "
                            "WHERE workspace_id = :workspace AND day >= :from AND day <= :to "
                            "AND (:any = '' OR currency = :currency) "
                            "AND (day > :after1 OR (day = :after2 AND currency > :after_currency)) "
                            "ORDER BY day, currency LIMIT :rows",
                            tenant, from, to, currency, currency, after_day, after_day, after_currency,
                            rows)};
    });
}

Result<RateTable> SqlRateStore::table(WorkspaceId workspace, const std::set<std::string>& currencies,
                                      const DayRange& days) {
    return connections_.read([&](soci::session& session) -> Result<RateTable> {
        Transaction of_one_moment(session, Access::read);
        const Integer tenant = workspace.value;
        const std::string from = first_of(days);
        const std::string to = last_of(days);
        RateTable rates(base_of(session, tenant));
        for (const std::string& currency : currencies)
            for (const ReferenceRate& rate :
                 select<RateRow>(session,
                                 "SELECT day, currency, rate FROM fx_rate WHERE workspace_id = :workspace "
                                 "AND currency = :currency AND day >= :from AND day <= :to ORDER BY day",
                                 tenant, currency, from, to))
                rates.add(rate);
        of_one_moment.commit();
        return rates;
    });
}

}  // namespace insightflow::sql
