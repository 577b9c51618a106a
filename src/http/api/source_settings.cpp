#include "http/api/source_settings.hpp"

#include "application/ingestion/source_settings.hpp"
#include "http/api/account_fields.hpp"
#include "http/api/account_setting_fields.hpp"
#include "http/api/ingest_fields.hpp"
#include "http/api/promotion_fields.hpp"

namespace insightflow::http {
namespace {

struct SettingFields {
    static constexpr std::string_view schema_name = "SourceSettings";
    std::string source{};
    std::optional<std::string> platform{}, currency{}, time_zone{};
    std::optional<ExactNumber> value_per_conversion{};
    AccountSettingList accounts{};
    std::optional<std::string> profile{};
    std::vector<PromotionFields> promotions{};
    std::optional<Timestamp> changed_at{};
    static constexpr auto fields() {
        using S = SettingFields;
        return std::tuple{
            required("source", &S::source, "The source."),
            nullable("platform", &S::platform, "Ad platform of rows that name none."),
            nullable("currency", &S::currency, "ISO 4217. Of rows that name none; null: the workspace's."),
            nullable("time_zone", &S::time_zone, "IANA zone of its hours and timestamps; null: UTC."),
            nullable("value_per_conversion", &S::value_per_conversion,
                     "Writes revenue = conversions x this where revenue is missing, marked as estimated."),
            required("accounts", &S::accounts, "What holds for single accounts instead, by their ids."),
            nullable("profile", &S::profile,
                     "Profile of batches that name none; null: the one that is recognised."),
            required("promotions", &S::promotions, "Columns that are dimensions or measures of its own."),
            nullable("changed_at", &S::changed_at, "When it was set; null: never."),
        };
    }
};

struct OwnMeasureFields {
    static constexpr std::string_view schema_name = "OwnMeasure";
    std::string name{};
    PromotedAs as = PromotedAs::measure;
    static constexpr auto fields() {
        using M = OwnMeasureFields;
        return std::tuple{required("name", &M::name, "Its name in the source."),
                          required("as", &M::as, "measure, or amount: in the currency of its row.")};
    }
};

// Of one source that is asked for.
struct StateFields : SettingFields {
    static constexpr std::string_view schema_name = "SourceState";
    std::optional<std::string> shape{};
    std::vector<std::string> dimensions_in_use{};
    std::vector<OwnMeasureFields> measures_in_use{};
    static constexpr auto fields() {
        using S = StateFields;
        return std::tuple_cat(
            SettingFields::fields(),
            std::tuple{
                nullable("shape", &S::shape,
                         "Grain, level and breakdowns of its rows, which its first batch fixed; null: no "
                         "batch of it counts."),
                required("dimensions_in_use", &S::dimensions_in_use,
                         "Names of the dimensions of its own that its rows have, whatever is set by "
                         "now."),
                required("measures_in_use", &S::measures_in_use,
                         "Measures of its own that its batches ever carried, whatever is set by now.")});
    }
};

struct SettingBody {
    static constexpr std::string_view schema_name = "SourceSettingsChange";
    std::optional<std::string> platform{}, currency{}, time_zone{};
    std::optional<ExactNumber> value_per_conversion{};
    AccountSettingList accounts{};
    std::optional<std::string> profile{};
    std::vector<PromotionFields> promotions{};
    static constexpr auto fields() {
        using S = SettingBody;
        constexpr Bounds text{.min = 1, .max = 256};
        return std::tuple{
            defaulted("platform", &S::platform, "Ad platform of rows that name none, in any spelling.", text),
            defaulted("currency", &S::currency, "ISO 4217 code of rows that name none.", text),
            defaulted("time_zone", &S::time_zone, "IANA zone of its hours and timestamps.", text),
            defaulted("value_per_conversion", &S::value_per_conversion,
                      "Writes revenue = conversions x this where revenue is missing, marked as estimated.",
                      {.min = 0}),
            defaulted("accounts", &S::accounts, "What holds for single accounts instead, by their ids."),
            defaulted("profile", &S::profile,
                      "Profile that files are read by where the batch names none: an own one, one that comes "
                      "with the program, or generic.",
                      {.pattern = &profile_name}),
            defaulted(
                "promotions", &S::promotions,
                "Columns that become dimensions of the source's own (4 at most: rows that differ in them "
                "alone are two facts, and they belong to the source's shape, as country and device do) or "
                "measures (8 at most; what a name means stays).",
                {.count_max = static_cast<std::int64_t>(promotions_of_a_source_max)}),
        };
    }
};

struct SourceName {
    std::string source{};
    static constexpr auto fields() {
        return std::tuple{required("source", &SourceName::source, "The source.")};
    }
};

struct SettingRequest : SourceName {
    SettingBody body{};
    static constexpr auto fields() {
        return std::tuple_cat(SourceName::fields(),
                              std::tuple{required("body", &SettingRequest::body,
                                                  "All that is to be set: what is left out is not.")});
    }
};

struct ListQuery {
    std::string after{};
    std::int64_t limit = 100;
    static constexpr auto fields() {
        using Q = ListQuery;
        return std::tuple{defaulted("after", &Q::after,
                                    "Only sources after this one: `next` of the page before.", {.max = 64}),
                          defaulted("limit", &Q::limit, "Most sources on the page.",
                                    {.min = 1, .max = static_cast<std::int64_t>(source_settings_page_max)})};
    }
};

struct ListReply {
    static constexpr std::string_view schema_name = "SourceSettingsList";
    std::vector<SettingFields> data{};
    std::optional<std::string> next{};
    static constexpr auto fields() {
        return std::tuple{
            required("data", &ListReply::data, "Sources of which something was set, by name."),
            nullable("next", &ListReply::next, "`after` of the next page; null on the last one.")};
    }
};

SettingFields fields_of(const SourceSettings& settings) {
    SettingFields fields{settings.source,
                         settings.platform,
                         settings.currency,
                         settings.time_zone,
                         {},
                         http::fields_of(settings.accounts),
                         settings.profile,
                         http::fields_of(settings.promotions),
                         settings.changed_at};
    if (const auto micros = settings.value_per_conversion_micros)
        fields.value_per_conversion = from_micros(*micros);
    return fields;
}

StateFields fields_of(const SourceState& state) {
    StateFields fields{fields_of(state.settings), {}, {}, {}};
    for (const auto& [name, is_amount] : state.own_measures)
        fields.measures_in_use.push_back({name, is_amount ? PromotedAs::amount : PromotedAs::measure});
    if (!state.shape) return fields;
    fields.shape = shape_text(*state.shape);
    fields.dimensions_in_use = own_dimensions(*state.shape);
    return fields;
}

SourceSettings settings_of(const SettingRequest& request) {
    const SettingBody& body = request.body;
    SourceSettings settings;
    settings.source = request.source;
    settings.platform = body.platform;
    settings.currency = body.currency;
    settings.time_zone = body.time_zone;
    settings.profile = body.profile;
    settings.promotions = promotions_of(body.promotions);
    if (body.value_per_conversion)
        settings.value_per_conversion_micros = static_cast<std::int64_t>(body.value_per_conversion->units);
    for (const auto& [account, set] : body.accounts)
        settings.accounts[account] = {set.currency, set.time_zone};
    return settings;
}

EndpointDoc doc_of(std::string id, std::string summary, std::string description, Permission permission) {
    return {.operation_id = std::move(id),
            .summary = std::move(summary),
            .description = std::move(description),
            .tag = "Data",
            .permission = permission};
}

}  // namespace

void add_source_settings(Router& router, const SourceSettingPorts* ports) {
    router.get<ListQuery, ListReply>(
        "/api/v1/data/sources",
        doc_of("listSourceSettings", "Settings of all sources",
               "Of which something was set. Sources that have data: /api/v1/sources.", Permission::data_read),
        Place::pool, [ports](const Call& call, const ListQuery& asked) -> Result<ListReply> {
            const auto page = list_source_settings(call.scope, asked.after,
                                                   static_cast<std::size_t>(asked.limit), *ports->store);
            if (!page) return page.error();
            ListReply reply;
            for (const SourceSettings& settings : page->sources) reply.data.push_back(fields_of(settings));
            reply.next = page->next;
            return reply;
        });
    router.get<SourceName, StateFields>(
        "/api/v1/data/sources/{source}",
        doc_of("getSourceSettings", "Settings of a source",
               "What its batches take where neither a row nor an option of the batch says it. All are null "
               "where "
               "nothing is set.",
               Permission::data_read),
        Place::pool, [ports](const Call& call, const SourceName& asked) -> Result<StateFields> {
            const auto state = get_source(call.scope, asked.source, *ports);
            if (!state) return state.error();
            return fields_of(*state);
        });
    router.put<SettingRequest, SettingFields>(
        "/api/v1/data/sources/{source}",
        doc_of("setSourceSettings", "Set a source",
               "In place of all that was set. A batch freezes the settings when it is taken in: they "
               "concern "
               "later batches, stored rows stay as they are. Of currency and time zone counts what the row "
               "says, "
               "else the batch's option, else the account, else the source, else the workspace.",
               Permission::workspace_write),
        Place::pool, [ports](const Call& call, const SettingRequest& request) -> Result<SettingFields> {
            const auto settings =
                put_source_settings(call.scope, settings_of(request), origin_of(call), call.now, *ports);
            if (!settings) return settings.error();
            return fields_of(*settings);
        });
}

}  // namespace insightflow::http
