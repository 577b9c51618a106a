#include "http/core/read_request.hpp"

#include "domain/text/did_you_mean.hpp"

namespace insightflow::http {

std::vector<std::string_view> values_of(const Parameters& parameters, std::string_view name) {
    std::vector<std::string_view> values;
    for (const auto& parameter : parameters)
        if (parameter.name == name) values.push_back(parameter.value);
    return values;
}

std::vector<std::string_view> list_items(const std::vector<std::string_view>& values) {
    std::vector<std::string_view> items;
    for (auto value : values) {
        for (auto comma = value.find(','); comma != std::string_view::npos; comma = value.find(',')) {
            items.push_back(value.substr(0, comma));
            value.remove_prefix(comma + 1);
        }
        items.push_back(value);
    }
    return items;
}

void report_unknown(const Parameters& query, const std::vector<std::string_view>& known, FaultList& faults) {
    for (const auto& [name, value] : query) {
        if (std::find(known.begin(), known.end(), name) != known.end()) continue;
        faults.add(pointer_to("#/query", name),
                   "is not a parameter of this endpoint" + did_you_mean(name, known));
    }
}

void report_unknown(const JsonValue& object, const std::vector<std::string_view>& known,
                    const std::string& pointer, FaultList& faults) {
    for (const auto& member : object.members) {
        if (std::find(known.begin(), known.end(), member.name) != known.end()) continue;
        faults.add(pointer_to(pointer, member.name), "is not known here" + did_you_mean(member.name, known));
    }
}

void report_missing(std::string pointer, FaultList& faults) { faults.add(std::move(pointer), "is required"); }

void report_repeated(std::string pointer, std::size_t times, FaultList& faults) {
    faults.add(std::move(pointer), "may be given once only; got it " + std::to_string(times) + " times");
}

bool count_fits(std::size_t count, const Bounds& bounds, const std::string& pointer, FaultList& faults) {
    if (count >= bounds.count_min && count <= bounds.count_max) return true;
    const std::string limit = count < bounds.count_min ? "at least " + std::to_string(bounds.count_min)
                                                       : "at most " + std::to_string(bounds.count_max);
    faults.add(pointer, "must hold " + limit + " items; got " + std::to_string(count));
    return false;
}

std::optional<JsonValue> read_body_text(std::string_view text, FaultList& faults) {
    auto json = parse_json(text, "#/body");
    if (json) return std::move(*json);
    for (const auto& fault : json.error().faults) faults.add(fault.pointer, fault.detail);
    return std::nullopt;
}

}  // namespace insightflow::http
