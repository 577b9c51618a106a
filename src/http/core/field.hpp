// Field descriptors: the single description of a request or a reply. A struct lists its fields once,
//
//     struct RoiQuery {
//         Day from;
//         std::optional<std::string> campaign_id;
//         static constexpr auto fields() {
//             return std::tuple{
//                 required("from", &RoiQuery::from, "First day, inclusive."),
//                 defaulted("campaign_id", &RoiQuery::campaign_id, "Only this campaign.", {.max = 128})};
//         }
//     };
//
// and from it come the parser of path, query and body, the JSON writer and the OpenAPI schema, so that they
// cannot disagree. With `static constexpr std::string_view schema_name = "RoiReply"` it becomes a named
// component of the document.
//
// Types of fields: bool, int, std::int64_t, std::string, Day, Timestamp, ExactNumber, an enum with
// `constexpr auto enum_names(E)` beside it (std::array of std::pair{value, std::string_view}), std::optional,
// std::vector, another such struct, std::vector<std::pair<std::string, T>> for an object whose keys are data,
// and, in replies, a std::variant of such structs.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "domain/base/ids.hpp"
#include "domain/money/exact.hpp"
#include "domain/time/day.hpp"

namespace insightflow::http {

// A named form of text: `says` completes "must be ..." for a person, `regex` is the same rule for the OpenAPI
// document.
struct Pattern {
    std::string_view says;
    std::string_view regex;
    bool (*matches)(std::string_view);
};

// min and max bound a number's value and a string's length in characters (of a list: of each item); count_*
// bound a list's length.
struct Bounds {
    std::int64_t min = INT64_MIN;
    std::int64_t max = INT64_MAX;
    std::size_t count_min = 0;
    std::size_t count_max = 1000;
    const Pattern* pattern = nullptr;
};

enum class Presence : std::uint8_t {
    required,   // a request must carry it; a reply always does (an empty optional is null)
    defaulted,  // a request may leave it out
    omittable,  // a reply leaves it out where the optional is empty
};

template <class Owner, class T>
struct Field {
    using Value = T;
    std::string_view name;
    T Owner::*member;
    std::string_view doc;
    Bounds bounds;
    Presence presence;
};

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class T>
inline constexpr bool is_keyed = false;
template <class T>
inline constexpr bool is_keyed<std::vector<std::pair<std::string, T>>> = true;

// A reply that is one of several types: `oneOf` in the document.
template <class T>
inline constexpr bool is_choice = false;
template <class... Alternatives>
inline constexpr bool is_choice<std::variant<Alternatives...>> = true;

template <class T>
inline constexpr bool is_list = false;
template <class T>
inline constexpr bool is_list<std::vector<T>> = !is_keyed<std::vector<T>>;

// Enums opt in by declaring `constexpr auto enum_names(E)` next to the enum, found by argument-dependent
// lookup.
template <class T>
concept NamedEnum = std::is_enum_v<T> && requires(T value) {
    enum_names(value);
};

template <class T>
concept PlainScalar = std::is_same_v<T, bool> || std::is_same_v<T, int> || std::is_same_v<T, std::int64_t> ||
    std::is_same_v<T, std::string> || std::is_same_v<T, Day> || std::is_same_v<T, Timestamp> ||
    std::is_same_v<T, ExactNumber>;

template <class T>
concept Scalar = PlainScalar<T> || NamedEnum<T>;

template <class T>
concept Described = requires {
    T::fields();
};

template <class T>
concept ReplyBody = Described<T> || is_choice<T>;

template <class T>
concept NamedSchema = Described<T> && requires {
    std::string_view(T::schema_name);
};

template <class Owner, class T>
constexpr Field<Owner, T> required(std::string_view name, T Owner::*member, std::string_view doc,
                                   Bounds bounds = {}) {
    return {name, member, doc, bounds, Presence::required};
}

// The member's in-class initialiser is the default value.
template <class Owner, class T>
constexpr Field<Owner, T> defaulted(std::string_view name, T Owner::*member, std::string_view doc,
                                    Bounds bounds = {}) {
    return {name, member, doc, bounds, Presence::defaulted};
}

// In a reply: always there, null where the optional is empty. In a JSON body: must be there, may be null.
template <class Owner, class T>
constexpr Field<Owner, std::optional<T>> nullable(std::string_view name, std::optional<T> Owner::*member,
                                                  std::string_view doc, Bounds bounds = {}) {
    return {name, member, doc, bounds, Presence::required};
}

// In a reply: left out where the optional is empty. std::optional<std::optional<T>> can be left out, null, or
// a value.
template <class Owner, class T>
constexpr Field<Owner, std::optional<T>> omittable(std::string_view name, std::optional<T> Owner::*member,
                                                   std::string_view doc, Bounds bounds = {}) {
    return {name, member, doc, bounds, Presence::omittable};
}

template <Described T, class Visitor>
constexpr void for_each_field(Visitor&& visit) {
    std::apply([&](const auto&... field) { (visit(field), ...); }, T::fields());
}

template <Described T>
std::vector<std::string_view> field_names() {
    std::vector<std::string_view> names;
    for_each_field<T>([&](const auto& field) { names.push_back(field.name); });
    return names;
}

// A request without parameters, and a reply without a body (use it with success_status 204).
struct Nothing {
    static constexpr auto fields() { return std::tuple<>{}; }
};

}  // namespace insightflow::http
