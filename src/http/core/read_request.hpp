// A request's path, query and JSON body into a Described struct: every fault at once, unknown names included.
// A field is a path parameter where the route's template names it, the JSON body where it is called "body", a
// query parameter otherwise.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "http/core/field.hpp"
#include "http/core/scalars.hpp"
#include "json/fault_list.hpp"

namespace insightflow::http {

// One decoded parameter.
struct Parameter {
    std::string name;
    std::string value;
    friend bool operator==(const Parameter&, const Parameter&) = default;
};
using Parameters = std::vector<Parameter>;

// What the server knows of a request before its meaning is read.
struct RequestParts {
    Parameters path{};
    Parameters query{};
    std::string body{};
    std::vector<Fault> faults{};  // found while the target was decoded
};

inline constexpr std::string_view body_field = "body";

// Values of one query parameter, in order.
std::vector<std::string_view> values_of(const Parameters& parameters, std::string_view name);
// Items of a list parameter: each value split at its commas.
std::vector<std::string_view> list_items(const std::vector<std::string_view>& values);
void report_unknown(const Parameters& query, const std::vector<std::string_view>& known, FaultList& faults);
void report_unknown(const JsonValue& object, const std::vector<std::string_view>& known,
                    const std::string& pointer, FaultList& faults);
// Says "is required"; an empty name stands for the body as a whole.
void report_missing(std::string pointer, FaultList& faults);
void report_repeated(std::string pointer, std::size_t times, FaultList& faults);
// True where the count of items is within bounds; else a fault.
bool count_fits(std::size_t count, const Bounds& bounds, const std::string& pointer, FaultList& faults);
// The parsed body; nullopt and its faults where it is malformed.
std::optional<JsonValue> read_body_text(std::string_view text, FaultList& faults);

template <class T>
void read_json(const JsonValue& json, const Bounds& bounds, T& out, const std::string& pointer,
               FaultList& faults);

template <Described T>
void read_json_object(const JsonValue& json, T& out, const std::string& pointer, FaultList& faults) {
    std::vector<std::string_view> known;
    for_each_field<T>([&](const auto& field) {
        known.push_back(field.name);
        const JsonValue* member = json.find(field.name);
        if (member != nullptr) {
            read_json(*member, field.bounds, out.*field.member, pointer_to(pointer, field.name), faults);
        } else if (field.presence == Presence::required) {
            report_missing(pointer_to(pointer, field.name), faults);
        }
    });
    report_unknown(json, known, pointer, faults);
}

template <class T>
void read_json(const JsonValue& json, const Bounds& bounds, T& out, const std::string& pointer,
               FaultList& faults) {
    using Kind = JsonValue::Kind;
    const auto is_of = [&](Kind wanted) {
        if (json.kind != wanted) faults.add(pointer, wrong_kind(wanted, json));
        return json.kind == wanted;
    };
    if constexpr (is_optional<T>) {
        // Of two optionals the outer one tells whether the member is there, the inner one whether it is null.
        constexpr bool is_twice = is_optional<typename T::value_type>;
        if (json.kind == Kind::null && !is_twice) {
            out.reset();
        } else {
            read_json(json, bounds, out.emplace(), pointer, faults);
        }
    } else if constexpr (Scalar<T>) {
        if (!is_of(json_kind_of<T>())) return;
        if (auto fault = read_scalar(json.text, bounds, out)) faults.add(pointer, std::move(*fault));
    } else if constexpr (is_keyed<T>) {
        if (!is_of(Kind::object) || !count_fits(json.members.size(), bounds, pointer, faults)) return;
        out.clear();
        for (const auto& member : json.members) {
            auto& entry = out.emplace_back();
            entry.first = member.name;
            read_json(member.value, bounds, entry.second, pointer_to(pointer, member.name), faults);
        }
    } else if constexpr (is_list<T>) {
        if (!is_of(Kind::array) || !count_fits(json.items.size(), bounds, pointer, faults)) return;
        out.clear();
        for (std::size_t i = 0; i < json.items.size(); ++i) {
            typename T::value_type item{};
            read_json(json.items[i], bounds, item, pointer_to(pointer, std::to_string(i)), faults);
            out.push_back(std::move(item));
        }
    } else {
        static_assert(Described<T>, "give the type a fields() list");
        if (is_of(Kind::object)) read_json_object(json, out, pointer, faults);
    }
}

// Types that a path or query parameter can have.
template <class T>
constexpr bool fits_parameter() {
    if constexpr (is_optional<T> || is_list<T>) {
        return fits_parameter<typename T::value_type>();
    } else {
        return Scalar<T>;
    }
}

template <class T>
void read_parameter(const std::vector<std::string_view>& values, const Bounds& bounds, T& out,
                    const std::string& pointer, FaultList& faults) {
    if constexpr (is_optional<T>) {
        read_parameter(values, bounds, out.emplace(), pointer, faults);
    } else if constexpr (is_list<T>) {
        const auto items = list_items(values);
        if (!count_fits(items.size(), bounds, pointer, faults)) return;
        out.clear();
        for (const auto item : items) {
            typename T::value_type value{};
            if (auto fault = read_scalar(item, bounds, value)) faults.add(pointer, std::move(*fault));
            out.push_back(std::move(value));
        }
    } else {
        if (values.size() > 1) return report_repeated(pointer, values.size(), faults);
        if (auto fault = read_scalar(values.front(), bounds, out)) faults.add(pointer, std::move(*fault));
    }
}

template <Described T>
void read_request(const RequestParts& parts, T& out, FaultList& faults) {
    for (const auto& fault : parts.faults) faults.add(fault.pointer, fault.detail);
    std::vector<std::string_view> known;
    for_each_field<T>([&]<class F>(const F& field) {
        auto& member = out.*field.member;
        if (field.name == body_field) {
            if (parts.body.empty()) {
                if (field.presence == Presence::required) report_missing("#/body", faults);
            } else if (const auto json = read_body_text(parts.body, faults)) {
                read_json(*json, field.bounds, member, "#/body", faults);
            }
            return;
        }
        if constexpr (fits_parameter<typename F::Value>()) {
            auto values = values_of(parts.path, field.name);
            const bool in_path = !values.empty();
            if (!in_path) {
                known.push_back(field.name);
                values = values_of(parts.query, field.name);
            }
            const auto pointer = pointer_to(in_path ? "#/path" : "#/query", field.name);
            if (!values.empty()) {
                read_parameter(values, field.bounds, member, pointer, faults);
            } else if (field.presence == Presence::required) {
                report_missing(pointer, faults);
            }
        }
    });
    report_unknown(parts.query, known, faults);
}

}  // namespace insightflow::http
