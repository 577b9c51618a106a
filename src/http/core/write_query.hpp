// A Described request back to the query of a URL: for links to other pages of the same listing.
#pragma once

#include <string>
#include <string_view>

#include "http/core/field.hpp"
#include "http/core/request_target.hpp"

namespace insightflow::http {

inline std::string parameter_text(const std::string& value) { return value; }
inline std::string parameter_text(std::int64_t value) { return std::to_string(value); }
inline std::string parameter_text(Day value) { return day_text(value); }
template <NamedEnum T>
std::string parameter_text(T value) {
    for (const auto& [candidate, name] : enum_names(value))
        if (candidate == value) return std::string(name);
    return {};
}

// "?limit=2&name=Spring%20sale": the parameters that are set, in the order of the fields. No lists.
template <Described T>
std::string query_text(const T& request) {
    std::string out;
    for_each_field<T>([&]<class F>(const F& field) {
        const auto add = [&](const auto& value) {
            out.append(out.empty() ? "?" : "&").append(field.name).append("=");
            out += percent_encoded(parameter_text(value));
        };
        if constexpr (is_optional<typename F::Value>) {
            if (request.*field.member) add(*(request.*field.member));
        } else {
            add(request.*field.member);
        }
    });
    return out;
}

}  // namespace insightflow::http
