// A reply to JSON text, straight into one string: no tree, and numbers from their exact text.
#pragma once

#include <string>

#include "domain/text/json_string.hpp"
#include "http/core/field.hpp"
#include "http/core/scalars.hpp"

namespace insightflow::http {

template <class T>
void write_json(std::string& out, const T& value);

template <Described T>
void write_object(std::string& out, const T& value) {
    out += '{';
    bool first = true;
    for_each_field<T>([&]<class F>(const F& field) {
        const auto& member = value.*field.member;
        const auto write_member = [&](const auto& what) {
            if (!first) out += ',';
            first = false;
            append_json_string(out, field.name);
            out += ':';
            write_json(out, what);
        };
        if constexpr (is_optional<typename F::Value>) {
            if (field.presence != Presence::omittable) return write_member(member);
            if (member) write_member(*member);
        } else {
            write_member(member);
        }
    });
    out += '}';
}

template <class T>
void write_json(std::string& out, const T& value) {
    if constexpr (Scalar<T>) {
        write_scalar(out, value);
    } else if constexpr (is_optional<T>) {
        if (value) {
            write_json(out, *value);
        } else {
            out += "null";
        }
    } else if constexpr (is_choice<T>) {
        std::visit([&out](const auto& chosen) { write_json(out, chosen); }, value);
    } else if constexpr (is_keyed<T>) {
        out += '{';
        for (std::size_t i = 0; i < value.size(); ++i) {
            if (i != 0) out += ',';
            append_json_string(out, value[i].first);
            out += ':';
            write_json(out, value[i].second);
        }
        out += '}';
    } else if constexpr (is_list<T>) {
        out += '[';
        for (std::size_t i = 0; i < value.size(); ++i) {
            if (i != 0) out += ',';
            write_json<typename T::value_type>(out, value[i]);
        }
        out += ']';
    } else {
        static_assert(Described<T>, "give the type a fields() list");
        write_object(out, value);
    }
}

template <class T>
std::string json_text(const T& value) {
    std::string out;
    write_json(out, value);
    return out;
}

}  // namespace insightflow::http
