#include "http/api/fx.hpp"

#include <algorithm>

#include "domain/text/spelling.hpp"
#include "http/api/account_fields.hpp"
#include "http/api/fx_body.hpp"
#include "http/api/ingest_fields.hpp"

namespace insightflow::http {
namespace {

// The ECB's whole history is some 2 MB as CSV, and 100,000 rates are some 7 MB as JSON.
constexpr std::uint64_t rates_body_bytes_max = 16 * 1024 * 1024;

struct FilterFields {
    std::optional<Day> from{}, to{};
    std::optional<std::string> currency{};
    static constexpr auto fields() {
        using F = FilterFields;
        return std::tuple{
            defaulted("from", &F::from, "First day, inclusive. Without it: from the beginning."),
            defaulted("to", &F::to, "Last day, inclusive. Without it: to the end."),
            defaulted("currency", &F::currency, "Only rates of this currency.", {.pattern = &currency_code})};
    }
    RateFilter filter() const {
        return {{from, to}, currency ? std::optional(upper_ascii(*currency)) : std::nullopt};
    }
};

struct ListQuery : FilterFields {
    std::optional<Day> after_day{};
    std::optional<std::string> after_currency{};
    std::int64_t limit = 500;
    static constexpr auto fields() {
        using Q = ListQuery;
        return std::tuple_cat(
            FilterFields::fields(),
            std::tuple{
                defaulted("after_day", &Q::after_day, "With after_currency: `next` of the page before."),
                defaulted("after_currency", &Q::after_currency, "With after_day: `next` of the page before.",
                          {.pattern = &currency_code}),
                defaulted("limit", &Q::limit, "Most rates on the page.",
                          {.min = 1, .max = static_cast<std::int64_t>(rates_page_max)})});
    }
};

struct RateFields {
    static constexpr std::string_view schema_name = "Rate";
    Day date{};
    std::string currency{};
    ExactNumber rate{};
    static constexpr auto fields() {
        using R = RateFields;
        return std::tuple{required("date", &R::date, "The day."),
                          required("currency", &R::currency, "The currency."),
                          required("rate", &R::rate, "What one unit of the base was worth in it.")};
    }
};

struct PlaceFields {
    Day after_day{};
    std::string after_currency{};
    static constexpr auto fields() {
        using P = PlaceFields;
        return std::tuple{required("after_day", &P::after_day, "after_day of the next page."),
                          required("after_currency", &P::after_currency, "after_currency of the next page.")};
    }
};

struct RateListReply {
    static constexpr std::string_view schema_name = "RateList";
    std::optional<std::string> base{};
    std::vector<RateFields> data{};
    std::optional<PlaceFields> next{};
    static constexpr auto fields() {
        using R = RateListReply;
        return std::tuple{nullable("base", &R::base, "What all rates are against; null where there is none."),
                          required("data", &R::data, "Rates by day, then currency."),
                          nullable("next", &R::next, "Where the next page begins; null on the last one.")};
    }
};

struct PutReply {
    static constexpr std::string_view schema_name = "RatesStored";
    std::string base{};
    std::int64_t received = 0, added = 0, changed = 0, unchanged = 0;
    Day first_day{}, last_day{};
    std::vector<std::string> ignored_currencies{};
    static constexpr auto fields() {
        using R = PutReply;
        return std::tuple{
            required("base", &R::base, "What the rates are against."),
            required("received", &R::received, "Rates in the request: added + changed + unchanged."),
            required("added", &R::added, "Of days and currencies that had none."),
            required("changed", &R::changed, "Instead of another rate."),
            required("unchanged", &R::unchanged, "Known as they are."),
            required("first_day", &R::first_day, "First day of these rates."),
            required("last_day", &R::last_day, "Last day of these rates."),
            required("ignored_currencies", &R::ignored_currencies,
                     "Columns of a file whose currency is none any more, so that no row can have it.")};
    }
};

struct RemovedReply {
    static constexpr std::string_view schema_name = "RatesRemoved";
    std::int64_t removed = 0;
    static constexpr auto fields() {
        return std::tuple{required("removed", &RemovedReply::removed, "How many rates are no more.")};
    }
};

// Gathers the body and stores what it holds.
class RatesUpload final : public Upload<PutReply> {
public:
    RatesUpload(Call call, RateFormat format, RateStore& store)
        : call_(std::move(call)), format_(format), store_(store) {}

    Result<void> write(std::span<const std::byte> piece) override {
        body_.append(reinterpret_cast<const char*>(piece.data()), piece.size());
        return {};
    }

    Result<Answer<PutReply>> finish() override {
        const auto body = read_rates(body_, format_);
        if (!body) return body.error();
        const auto changes = put_rates(call_.scope, body->rates, origin_of(call_), call_.now, store_);
        if (!changes) return changes.error();
        const auto [first, last] = std::ranges::minmax_element(body->rates.rates, {}, &ReferenceRate::day);
        PutReply reply{body->rates.base,   changes->added + changes->changed + changes->unchanged,
                       changes->added,     changes->changed,
                       changes->unchanged, first->day,
                       last->day,          {body->ignored.begin(), body->ignored.end()}};
        return Answer<PutReply>{.body = std::move(reply)};
    }

private:
    Call call_;
    RateFormat format_;
    RateStore& store_;
    std::string body_{};
};

EndpointDoc doc_of(std::string id, std::string summary, std::string description, Permission permission) {
    return {.operation_id = std::move(id),
            .summary = std::move(summary),
            .description = std::move(description),
            .tag = "Accounts",
            .permission = permission};
}

Result<std::optional<RatePlace>> place_of(const ListQuery& asked) {
    if (asked.after_day.has_value() != asked.after_currency.has_value())
        return invalid_argument("The query contradicts itself.",
                                {{asked.after_day ? "#/query/after_currency" : "#/query/after_day",
                                  "is required with the other one"}});
    if (!asked.after_day) return std::optional<RatePlace>{};
    return std::optional(RatePlace{*asked.after_day, upper_ascii(*asked.after_currency)});
}

Result<RateListReply> list(const Call& call, const ListQuery& asked, RateStore& store) {
    const auto after = place_of(asked);
    if (!after) return after.error();
    const auto page =
        list_rates(call.scope, asked.filter(), *after, static_cast<std::size_t>(asked.limit), store);
    if (!page) return page.error();
    RateListReply reply;
    if (!page->stored.base.empty()) reply.base = page->stored.base;
    for (const ReferenceRate& rate : page->stored.rates)
        reply.data.push_back({rate.day, rate.currency, {rate.rate.units, rate.rate.scale}});
    if (page->next) reply.next = PlaceFields{page->next->first, page->next->second};
    return reply;
}

}  // namespace

void add_fx(Router& router, RateStore* store) {
    router.get<ListQuery, RateListReply>(
        "/api/v1/fx",
        doc_of("listRates", "Reference rates", "Those that money is converted by.",
               Permission::workspace_read),
        Place::pool, [store](const Call& call, const ListQuery& asked) -> Result<RateListReply> {
            return list(call, asked, *store);
        });
    EndpointDoc put = doc_of(
        "putRates", "Store reference rates",
        "Daily rates against one base, exact: how much of a currency one unit of the base was worth. As JSON "
        "({\"base\": \"EUR\", \"rates\": [{\"date\": \"2024-01-02\", \"currency\": \"USD\", \"rate\": "
        "\"1.0956\"}]}), or "
        "as the ECB's eurofxref-hist.csv as it is (base EUR). In place of those of the same days and "
        "currencies. "
        "They count at once, for all answers.",
        Permission::workspace_write);
    put.errors = {ErrorCode::conflict, ErrorCode::payload_too_large, ErrorCode::unsupported_media_type};
    router.upload<Nothing, PutReply>(
        Method::put, "/api/v1/fx", std::move(put),
        {.media_types = {"application/json", "text/csv"},
         .body_doc = "The rates.",
         .body_bytes_max = rates_body_bytes_max},
        [store](const Call& call, const RequestHead& head,
                const Nothing&) -> Result<std::unique_ptr<Upload<PutReply>>> {
            const auto format = rate_format_of(media_type_of(head.header("Content-Type").value_or("")));
            if (!format) return format.error();
            return std::make_unique<RatesUpload>(call, *format, *store);
        });
    router.del<FilterFields, RemovedReply>(
        "/api/v1/fx",
        doc_of("removeRates", "Remove reference rates",
               "Those of the days and the currency; without any of these, all.", Permission::workspace_write),
        Place::pool, [store](const Call& call, const FilterFields& asked) -> Result<RemovedReply> {
            const auto removed = remove_rates(call.scope, asked.filter(), origin_of(call), call.now, *store);
            if (!removed) return removed.error();
            return RemovedReply{*removed};
        });
}

}  // namespace insightflow::http
