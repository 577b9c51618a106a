#include "domain/ingestion/columns.hpp"

#include <algorithm>
#include <utility>

#include "domain/ingestion/currencies.hpp"
#include "domain/text/spelling.hpp"

namespace insightflow {
namespace {

struct Alias {
    std::string_view heading;
    Field field;
    int rank = 0;
    AmountUnit unit = AmountUnit::units;
};

// Normalised headings. A bare "campaign" or "account" is a name: platforms export ids under headings that say
// so. The exports of the platforms' own pages have their headings in the language of who made them.
constexpr Alias aliases[] = {
    {"date", Field::date},
    {"day", Field::date},
    {"report_date", Field::date},
    {"reporting_date", Field::date},
    {"stat_date", Field::date},
    {"date_start", Field::date, close_rank},
    {"start_date", Field::date, close_rank},
    {"reporting_starts", Field::date, close_rank},
    {"datum", Field::date, foreign_rank},
    {"tag", Field::date, foreign_rank},
    {"jour", Field::date, foreign_rank},
    {"fecha", Field::date, foreign_rank},
    {"día", Field::date, foreign_rank},
    {"dia", Field::date, foreign_rank},
    {"data", Field::date, foreign_rank},
    {"giorno", Field::date, foreign_rank},
    {"dag", Field::date, foreign_rank},
    {"berichtsstart", Field::date, foreign_rank},
    {"début_des_rapports", Field::date, foreign_rank},
    {"inicio_del_informe", Field::date, foreign_rank},

    {"timestamp", Field::timestamp},

    {"hour", Field::hour},
    {"hour_of_day", Field::hour},
    {"hour_of_the_day", Field::hour},
    {"hourly_stats_aggregated_by_advertiser_time_zone", Field::hour},
    {"stunde", Field::hour, foreign_rank},
    {"heure", Field::hour, foreign_rank},
    {"hora", Field::hour, foreign_rank},
    {"ora", Field::hour, foreign_rank},
    {"uur", Field::hour, foreign_rank},

    {"date_hour", Field::date_hour},
    {"date_and_hour", Field::date_hour},
    {"stat_time_hour", Field::date_hour},

    {"week", Field::week},
    {"date_week", Field::week},
    {"week_start", Field::week},
    {"week_starting", Field::week},
    {"week_of", Field::week},
    {"woche", Field::week, foreign_rank},
    {"semaine", Field::week, foreign_rank},
    {"semana", Field::week, foreign_rank},
    {"settimana", Field::week, foreign_rank},

    {"month", Field::month},
    {"date_month", Field::month},
    {"month_start", Field::month},
    {"monat", Field::month, foreign_rank},
    {"mois", Field::month, foreign_rank},
    {"mes", Field::month, foreign_rank},
    {"mês", Field::month, foreign_rank},
    {"mese", Field::month, foreign_rank},
    {"maand", Field::month, foreign_rank},

    {"period_end", Field::period_end},
    {"date_stop", Field::period_end},
    {"date_end", Field::period_end},
    {"end_date", Field::period_end},
    {"reporting_ends", Field::period_end},
    {"berichtsende", Field::period_end, foreign_rank},
    {"fin_des_rapports", Field::period_end, foreign_rank},
    {"fin_del_informe", Field::period_end, foreign_rank},

    {"platform", Field::platform},
    {"channel", Field::platform},
    {"ad_platform", Field::platform},
    {"plattform", Field::platform, foreign_rank},
    {"plateforme", Field::platform, foreign_rank},
    {"plataforma", Field::platform, foreign_rank},
    {"piattaforma", Field::platform, foreign_rank},

    {"account_id", Field::account_id},
    {"advertiser_id", Field::account_id},
    {"ad_account_id", Field::account_id},

    {"account", Field::account_name},
    {"account_name", Field::account_name},
    {"advertiser_name", Field::account_name},
    {"konto", Field::account_name, foreign_rank},
    {"kontoname", Field::account_name, foreign_rank},
    {"compte", Field::account_name, foreign_rank},
    {"cuenta", Field::account_name, foreign_rank},
    {"conta", Field::account_name, foreign_rank},

    {"campaign_id", Field::campaign_id},
    {"kampagnen_id", Field::campaign_id, foreign_rank},
    {"id_de_campaña", Field::campaign_id, foreign_rank},

    {"campaign", Field::campaign_name},
    {"campaign_name", Field::campaign_name},
    {"kampagne", Field::campaign_name, foreign_rank},
    {"kampagnenname", Field::campaign_name, foreign_rank},
    {"campagne", Field::campaign_name, foreign_rank},
    {"nom_de_la_campagne", Field::campaign_name, foreign_rank},
    {"campaña", Field::campaign_name, foreign_rank},
    {"nombre_de_la_campaña", Field::campaign_name, foreign_rank},
    {"campagna", Field::campaign_name, foreign_rank},
    {"nome_campagna", Field::campaign_name, foreign_rank},
    {"campanha", Field::campaign_name, foreign_rank},
    {"nome_da_campanha", Field::campaign_name, foreign_rank},

    {"ad_group_id", Field::ad_group_id},
    {"adgroup_id", Field::ad_group_id},
    {"ad_set_id", Field::ad_group_id},
    {"adset_id", Field::ad_group_id},

    {"ad_group", Field::ad_group_name},
    {"ad_group_name", Field::ad_group_name},
    {"adgroup", Field::ad_group_name},
    {"adgroup_name", Field::ad_group_name},
    {"ad_set", Field::ad_group_name},
    {"ad_set_name", Field::ad_group_name},
    {"adset", Field::ad_group_name},
    {"adset_name", Field::ad_group_name},
    {"anzeigengruppe", Field::ad_group_name, foreign_rank},
    {"anzeigengruppenname", Field::ad_group_name, foreign_rank},
    {"groupe_d'annonces", Field::ad_group_name, foreign_rank},
    {"grupo_de_anuncios", Field::ad_group_name, foreign_rank},
    {"gruppo_di_annunci", Field::ad_group_name, foreign_rank},

    {"ad_id", Field::ad_id},

    {"ad", Field::ad_name},
    {"ad_name", Field::ad_name},
    {"anzeige", Field::ad_name, foreign_rank},
    {"anzeigenname", Field::ad_name, foreign_rank},
    {"annonce", Field::ad_name, foreign_rank},
    {"anuncio", Field::ad_name, foreign_rank},
    {"annuncio", Field::ad_name, foreign_rank},

    {"country", Field::country},
    {"country_code", Field::country},
    {"land", Field::country, foreign_rank},
    {"pays", Field::country, foreign_rank},
    {"país", Field::country, foreign_rank},
    {"paese", Field::country, foreign_rank},

    {"device", Field::device},
    {"device_type", Field::device},
    {"gerät", Field::device, foreign_rank},
    {"appareil", Field::device, foreign_rank},
    {"dispositivo", Field::device, foreign_rank},
    {"apparaat", Field::device, foreign_rank},

    {"currency", Field::currency},
    {"currency_code", Field::currency},
    {"account_currency", Field::currency},
    {"währung", Field::currency, foreign_rank},
    {"währungscode", Field::currency, foreign_rank},
    {"devise", Field::currency, foreign_rank},
    {"moneda", Field::currency, foreign_rank},
    {"moeda", Field::currency, foreign_rank},
    {"valuta", Field::currency, foreign_rank},

    {"impressions", Field::impressions},
    {"impr", Field::impressions},
    {"impressionen", Field::impressions, foreign_rank},
    {"impresiones", Field::impressions, foreign_rank},
    {"impressioni", Field::impressions, foreign_rank},
    {"impressões", Field::impressions, foreign_rank},
    {"vertoningen", Field::impressions, foreign_rank},

    {"clicks", Field::clicks},
    {"link_clicks", Field::clicks, close_rank},
    {"inline_link_clicks", Field::clicks, close_rank},
    {"swipes", Field::clicks, close_rank},
    {"klicks", Field::clicks, foreign_rank},
    {"clics", Field::clicks, foreign_rank},
    {"clic", Field::clicks, foreign_rank},
    {"cliques", Field::clicks, foreign_rank},
    {"klikken", Field::clicks, foreign_rank},

    {"cost", Field::cost},
    {"spend", Field::cost},
    {"spent", Field::cost},
    {"amount_spent", Field::cost},
    {"ad_spend", Field::cost},
    {"total_cost", Field::cost},
    {"total_spent", Field::cost},
    {"cost_in_local_currency", Field::cost},
    {"cost_micros", Field::cost, close_rank, AmountUnit::micros},
    {"spend_micros", Field::cost, close_rank, AmountUnit::micros},
    {"cost_in_micros", Field::cost, close_rank, AmountUnit::micros},
    {"spend_in_micro_dollar", Field::cost, close_rank, AmountUnit::micros},
    {"billed_charge_local_micro", Field::cost, close_rank, AmountUnit::micros},
    {"kosten", Field::cost, foreign_rank},
    {"ausgaben", Field::cost, foreign_rank},
    {"ausgegebener_betrag", Field::cost, foreign_rank},
    {"coût", Field::cost, foreign_rank},
    {"dépenses", Field::cost, foreign_rank},
    {"montant_dépensé", Field::cost, foreign_rank},
    {"coste", Field::cost, foreign_rank},
    {"costo", Field::cost, foreign_rank},
    {"gasto", Field::cost, foreign_rank},
    {"importe_gastado", Field::cost, foreign_rank},
    {"spesa", Field::cost, foreign_rank},
    {"importo_speso", Field::cost, foreign_rank},
    {"custo", Field::cost, foreign_rank},
    {"valor_gasto", Field::cost, foreign_rank},
    {"valor_usado", Field::cost, foreign_rank},
    {"uitgaven", Field::cost, foreign_rank},

    {"revenue", Field::revenue},
    {"conversion_value", Field::revenue},
    {"conversions_value", Field::revenue},
    {"conv_value", Field::revenue},
    {"total_revenue", Field::revenue},
    {"total_conversion_value", Field::revenue},
    {"purchase_value", Field::revenue},
    {"purchases_conversion_value", Field::revenue},
    {"purchase_conversion_value", Field::revenue},
    {"total_purchase_value", Field::revenue},
    {"conversion_value_in_local_currency", Field::revenue},
    {"revenue_micros", Field::revenue, close_rank, AmountUnit::micros},
    {"conversions_value_micros", Field::revenue, close_rank, AmountUnit::micros},
    {"total_conversions_value_in_micro_dollar", Field::revenue, close_rank, AmountUnit::micros},
    {"umsatz", Field::revenue, foreign_rank},
    {"conversion_wert", Field::revenue, foreign_rank},
    {"revenu", Field::revenue, foreign_rank},
    {"chiffre_d'affaires", Field::revenue, foreign_rank},
    {"valeur_de_conversion", Field::revenue, foreign_rank},
    {"valeur_conv", Field::revenue, foreign_rank},
    {"ingresos", Field::revenue, foreign_rank},
    {"valor_de_conversión", Field::revenue, foreign_rank},
    {"valor_conv", Field::revenue, foreign_rank},
    {"ricavi", Field::revenue, foreign_rank},
    {"valore_di_conversione", Field::revenue, foreign_rank},
    {"valore_conv", Field::revenue, foreign_rank},
    {"receita", Field::revenue, foreign_rank},
    {"omzet", Field::revenue, foreign_rank},

    {"conversions", Field::conversions},
    {"conv", Field::conversions},
    {"conversion", Field::conversions},
    {"total_conversions", Field::conversions},
    {"purchases", Field::conversions, close_rank},
    {"konversionen", Field::conversions, foreign_rank},
    {"conversiones", Field::conversions, foreign_rank},
    {"conversioni", Field::conversions, foreign_rank},
    {"conversões", Field::conversions, foreign_rank},
    {"conversies", Field::conversions, foreign_rank},

    {"new_customers", Field::new_customers},
    {"neukunden", Field::new_customers, foreign_rank},
    {"nouveaux_clients", Field::new_customers, foreign_rank},
    {"nuevos_clientes", Field::new_customers, foreign_rank},
};

// What may stand in parentheses behind a heading without changing what it means.
constexpr std::string_view harmless_notes[] = {"all",         "in_utc",         "utc",
                                               "destination", "local_currency", "day"};

struct Sign {
    std::string_view sign;
    std::string_view currency;
};
// Signs that only one currency has.
constexpr Sign signs[] = {{"\u20AC", "EUR"}, {"\u00A3", "GBP"}};

// The currency that the text names; empty where it names none.
std::string currency_in(std::string_view text) {
    const auto* sign = std::ranges::find(signs, text, &Sign::sign);
    if (sign != std::end(signs)) return std::string(sign->currency);
    std::string code = upper_ascii(text);
    return code.size() == 3 && is_currency(code) ? code : std::string{};
}

// Headings of a first day.
constexpr std::string_view period_starts[] = {"date_start",    "start_date",         "reporting_starts",
                                              "berichtsstart", "début_des_rapports", "inicio_del_informe"};

// Currencies that are known by their code alone: "cost_all" is no sum in leks.
constexpr std::string_view plain_codes[] = {"usd", "eur", "gbp", "jpy", "chf", "cad", "aud", "nzd",
                                            "sek", "nok", "dkk", "pln", "czk", "huf", "ron", "bgn",
                                            "inr", "cny", "hkd", "sgd", "krw", "brl", "mxn", "zar",
                                            "ils", "aed", "thb", "idr", "myr", "php", "twd"};

const Alias* alias_of(std::string_view folded) {
    const auto* alias = std::ranges::find(aliases, folded, &Alias::heading);
    return alias == std::end(aliases) ? nullptr : alias;
}

ColumnMeaning meaning_of(const Alias& alias, std::string currency = {}) {
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
    const Alias* alias = alias_of(base);
    if (alias == nullptr) return std::nullopt;
    if (std::ranges::find(harmless_notes, note) != std::end(harmless_notes)) return meaning_of(*alias);
    std::string currency = currency_in(note);
    if (currency.empty() || !is_money(alias->field)) return std::nullopt;
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
    else if (std::ranges::find(plain_codes, code) == std::end(plain_codes))
        return std::nullopt;
    const Alias* alias = alias_of(base);
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
    if (const Alias* alias = alias_of(folded)) return meaning_of(*alias);
    const auto [base, note] = split_note(folded);
    if (!note.empty()) return meaning_with_note(base, note);
    return meaning_with_currency_behind(folded);
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
