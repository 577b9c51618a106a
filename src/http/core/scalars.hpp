// The plain values of requests and replies: from text, to JSON, and as an OpenAPI schema. Texts of a query
// and literals of a JSON body are read by the same functions, so that both mean the same.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "http/core/field.hpp"
#include "json/json_value.hpp"

namespace insightflow::http {

// What is wrong with a text, said to a person; nothing where it was read into `out`.
using ReadFault = std::optional<std::string>;

ReadFault read_scalar(std::string_view text, const Bounds& bounds, bool& out);
ReadFault read_scalar(std::string_view text, const Bounds& bounds, int& out);
ReadFault read_scalar(std::string_view text, const Bounds& bounds, std::int64_t& out);
ReadFault read_scalar(std::string_view text, const Bounds& bounds, std::string& out);
ReadFault read_scalar(std::string_view text, const Bounds& bounds, Day& out);
// RFC 3339 with Z or an offset, up to six decimals of a second.
ReadFault read_scalar(std::string_view text, const Bounds& bounds, Timestamp& out);
// Exact, at most six decimals and a magnitude below 10^12.
ReadFault read_scalar(std::string_view text, const Bounds& bounds, ExactNumber& out);

// The position of text among names, or what is wrong.
ReadFault read_name(std::string_view text, std::span<const std::string_view> names, std::size_t& out);

template <NamedEnum T>
ReadFault read_scalar(std::string_view text, const Bounds&, T& out) {
    constexpr auto entries = enum_names(T{});
    std::array<std::string_view, entries.size()> names{};
    for (std::size_t i = 0; i < entries.size(); ++i) names[i] = entries[i].second;
    std::size_t at = 0;
    if (auto fault = read_name(text, names, at)) return fault;
    out = entries[at].first;
    return std::nullopt;
}

// Appended as JSON.
void write_scalar(std::string& out, bool value);
void write_scalar(std::string& out, std::int64_t value);
inline void write_scalar(std::string& out, int value) { write_scalar(out, std::int64_t{value}); }
void write_scalar(std::string& out, const std::string& value);
void write_scalar(std::string& out, Day value);
// RFC 3339 in UTC: 2024-01-31T12:00:00Z, with six decimals where there is a fraction.
void write_scalar(std::string& out, Timestamp value);
// From its exact text, never through a double.
void write_scalar(std::string& out, const ExactNumber& value);

template <NamedEnum T>
void write_scalar(std::string& out, T value) {
    for (const auto& [candidate, name] : enum_names(value))
        if (candidate == value) return write_scalar(out, std::string(name));
    out += "null";
}

JsonValue describe_scalar(std::type_identity<bool>, const Bounds& bounds);
JsonValue describe_scalar(std::type_identity<int>, const Bounds& bounds);
JsonValue describe_scalar(std::type_identity<std::int64_t>, const Bounds& bounds);
JsonValue describe_scalar(std::type_identity<std::string>, const Bounds& bounds);
JsonValue describe_scalar(std::type_identity<Day>, const Bounds& bounds);
JsonValue describe_scalar(std::type_identity<Timestamp>, const Bounds& bounds);
JsonValue describe_scalar(std::type_identity<ExactNumber>, const Bounds& bounds);

template <NamedEnum T>
JsonValue describe_scalar(std::type_identity<T>, const Bounds&) {
    std::vector<std::string_view> names;
    for (const auto& [value, name] : enum_names(T{})) names.push_back(name);
    JsonValue out = JsonValue::object();
    out.set("type", "string");
    out.set("enum", JsonValue::strings(names));
    return out;
}

// The kind of JSON value that holds a T.
template <Scalar T>
constexpr JsonValue::Kind json_kind_of() {
    if constexpr (std::is_same_v<T, bool>) return JsonValue::Kind::boolean;
    if constexpr (std::is_same_v<T, int> || std::is_same_v<T, std::int64_t> || std::is_same_v<T, ExactNumber>)
        return JsonValue::Kind::number;
    return JsonValue::Kind::string;
}

// "must be a string; got 12".
std::string wrong_kind(JsonValue::Kind wanted, const JsonValue& got);

}  // namespace insightflow::http
