#include "http/api/fx_body.hpp"

#include <algorithm>

#include "domain/money/rate_file.hpp"
#include "domain/text/spelling.hpp"
#include "json/fault_list.hpp"
#include "json/json_value.hpp"

namespace insightflow::http {
namespace {

// The tree of a JSON body takes some 500 bytes for each rate, so it may have fewer than a file. Each is four
// values, in a list in an object.
constexpr JsonLimits rates_limits{.depth_max = 4, .values_max = 4 * json_rates_max + 3};

// The member's text; a fault where it is not there, or is neither a string nor a number.
const std::string* member(const JsonValue& object, std::string_view name, const std::string& place,
                          FaultList& faults) {
    const JsonValue* found = object.find(name);
    if (found == nullptr) {
        faults.add(pointer_to(place, name), "is required");
        return nullptr;
    }
    if (found->kind == JsonValue::Kind::string || found->kind == JsonValue::Kind::number) return &found->text;
    faults.add(pointer_to(place, name), "must be a string; got " + shown(*found));
    return nullptr;
}

void check_members(const JsonValue& object, std::initializer_list<std::string_view> known,
                   const std::string& place, FaultList& faults) {
    for (const JsonMember& one : object.members)
        if (std::find(known.begin(), known.end(), one.name) == known.end())
            faults.add(pointer_to(place, one.name), "is unknown here");
}

void read_rate(const JsonValue& json, const std::string& place, NewRates& rates, FaultList& faults) {
    if (json.kind != JsonValue::Kind::object)
        return faults.add(place, "must be an object; got " + shown(json));
    check_members(json, {"date", "currency", "rate"}, place, faults);
    const std::string* date = member(json, "date", place, faults);
    const std::string* currency = member(json, "currency", place, faults);
    const std::string* rate = member(json, "rate", place, faults);
    const auto day = date ? parse_day(*date) : std::nullopt;
    const auto value = rate ? parse_rate(*rate) : std::nullopt;
    if (date && !day)
        faults.add(place + "/date", "must be a day such as 2024-01-31; got " + shown(*json.find("date")));
    if (rate && !value) faults.add(place + "/rate", rate_rule() + "; got " + shown(*json.find("rate")));
    if (day && currency && value) rates.rates.push_back({*day, upper_ascii(*currency), *value});
}

Result<RatesBody> read_json_rates(std::string_view body) {
    const auto json = parse_json(body, "#/body", rates_limits);
    if (!json) return json.error();
    FaultList faults;
    RatesBody out;
    if (json->kind != JsonValue::Kind::object)
        return invalid_argument("The rates cannot be read.",
                                {{"#/body", "must be an object with base and rates"}});
    check_members(*json, {"base", "rates"}, "#/body", faults);
    if (const std::string* base = member(*json, "base", "#/body", faults))
        out.rates.base = upper_ascii(*base);
    const JsonValue* rates = json->find("rates");
    if (rates == nullptr || rates->kind != JsonValue::Kind::array) {
        faults.add("#/body/rates", "must be a list of rates");
    } else {
        for (std::size_t i = 0; i < rates->items.size(); ++i)
            read_rate(rates->items[i], "#/body/rates/" + std::to_string(i), out.rates, faults);
    }
    if (!faults.empty()) return invalid_argument("The rates cannot be read.", faults.take());
    return out;
}

}  // namespace

Result<RateFormat> rate_format_of(const std::string& media_type) {
    if (media_type == "application/json") return RateFormat::json;
    if (media_type == "text/csv") return RateFormat::csv;
    return Error{
        ErrorCode::unsupported_media_type,
        "Rates are read as application/json, or as text/csv in the layout of the ECB's eurofxref-hist.csv.",
        {{"#/header/Content-Type", "must be application/json or text/csv"}}};
}

Result<RatesBody> read_rates(std::string_view body, RateFormat format) {
    if (format == RateFormat::json) return read_json_rates(body);
    auto file = read_rate_file(body);
    if (!file) return file.error();
    return RatesBody{{std::string(rate_file_base), std::move(file->rates)}, std::move(file->ignored)};
}

}  // namespace insightflow::http
