// Types to OpenAPI 3.1 schemas (JSON Schema 2020-12), and requests to parameters and bodies.
#pragma once

#include <cassert>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/core/field.hpp"
#include "http/core/read_request.hpp"
#include "http/core/scalars.hpp"
#include "http/core/write_json.hpp"
#include "json/json_value.hpp"

namespace insightflow::http {

// Requests refuse unknown members, replies may gain new ones: so a type has a schema for each, and a named
// one is called "RuleSet" in replies, "RuleSetInput" in requests.
enum class Direction : std::uint8_t { request, reply };

// The named schemas of a document, in order of their names.
class SchemaBook {
public:
    // Two types of one name and different content are a bug.
    void add(std::string_view name, JsonValue schema);
    // True where the type is not being described already: a type that holds itself refers to itself by name.
    bool open(std::string_view name) { return open_.insert(std::string(name)).second; }
    const std::map<std::string, JsonValue, std::less<>>& schemas() const { return schemas_; }

private:
    std::map<std::string, JsonValue, std::less<>> schemas_{};
    std::set<std::string> open_{};
};

struct ParameterDoc {
    std::string name{};
    bool in_path = false;
    bool required = false;
    std::string doc{};
    JsonValue schema{};
    bool is_list = false;
};

struct RequestDoc {
    std::vector<ParameterDoc> parameters{};
    std::optional<JsonValue> json_body{};
    bool body_required = false;
    std::string body_doc{};
};

JsonValue schema_reference(std::string_view name);
// The schema, or null.
JsonValue or_null(JsonValue schema);
void add_count_bounds(JsonValue& schema, const Bounds& bounds);

template <class T>
JsonValue describe(SchemaBook& book, Direction direction, const Bounds& bounds = {});

// The schema of one field: its type's, with the field's doc and, in a request, its default.
template <Described T, class F>
JsonValue describe_field(SchemaBook& book, Direction direction, const F& field) {
    using Value = typename F::Value;
    JsonValue schema;
    if constexpr (is_optional<Value>) {
        schema = field.presence == Presence::omittable
                     ? describe<typename Value::value_type>(book, direction, field.bounds)
                     : describe<Value>(book, direction, field.bounds);
    } else {
        schema = describe<Value>(book, direction, field.bounds);
        if (direction == Direction::request && field.presence == Presence::defaulted)
            schema.set("default", parse_json(json_text(T{}.*field.member)).value());
    }
    schema.set("description", field.doc);
    return schema;
}

template <Described T>
JsonValue describe_object(SchemaBook& book, Direction direction) {
    JsonValue properties = JsonValue::object();
    std::vector<std::string_view> required_names;
    for_each_field<T>([&](const auto& field) {
        properties.set(field.name, describe_field<T>(book, direction, field));
        const bool always = direction == Direction::reply ? field.presence != Presence::omittable
                                                          : field.presence == Presence::required;
        if (always) required_names.push_back(field.name);
    });
    JsonValue out = JsonValue::object();
    out.set("type", "object");
    out.set("properties", std::move(properties));
    if (!required_names.empty()) out.set("required", JsonValue::strings(required_names));
    if (direction == Direction::request) out.set("additionalProperties", JsonValue::boolean(false));
    return out;
}

template <class Choice>
JsonValue describe_choice(SchemaBook& book, Direction direction) {
    JsonValue schemas = JsonValue::array();
    const auto add_each = [&]<class... Alternatives>(std::type_identity<std::variant<Alternatives...>>) {
        (schemas.items.push_back(describe<Alternatives>(book, direction)), ...);
    };
    add_each(std::type_identity<Choice>{});
    return schemas;
}

template <class T>
JsonValue describe(SchemaBook& book, Direction direction, const Bounds& bounds) {
    if constexpr (Scalar<T>) {
        return describe_scalar(std::type_identity<T>{}, bounds);
    } else if constexpr (is_optional<T>) {
        return or_null(describe<typename T::value_type>(book, direction, bounds));
    } else if constexpr (is_choice<T>) {
        JsonValue out = JsonValue::object();
        out.set("oneOf", describe_choice<T>(book, direction));
        return out;
    } else if constexpr (is_keyed<T>) {
        JsonValue out = JsonValue::object();
        out.set("type", "object");
        out.set("additionalProperties",
                describe<typename T::value_type::second_type>(book, direction, bounds));
        return out;
    } else if constexpr (is_list<T>) {
        JsonValue out = JsonValue::object();
        out.set("type", "array");
        out.set("items", describe<typename T::value_type>(book, direction, bounds));
        if (direction == Direction::request) add_count_bounds(out, bounds);
        return out;
    } else if constexpr (NamedSchema<T>) {
        const std::string name =
            std::string(T::schema_name) + (direction == Direction::request ? "Input" : "");
        if (book.open(name)) book.add(name, describe_object<T>(book, direction));
        return schema_reference(name);
    } else {
        static_assert(Described<T>, "give the type a fields() list");
        return describe_object<T>(book, direction);
    }
}

// path_names: the parameters of the route's template.
template <Described T>
RequestDoc describe_request(SchemaBook& book, const std::vector<std::string>& path_names) {
    RequestDoc out;
    for_each_field<T>([&]<class F>(const F& field) {
        using Value = typename F::Value;
        if (field.name == body_field) {
            out.json_body = describe<Value>(book, Direction::request, field.bounds);
            out.body_required = field.presence == Presence::required;
            out.body_doc = field.doc;
            return;
        }
        assert(fits_parameter<Value>() && "only the field called body can be an object");
        ParameterDoc parameter;
        parameter.name = field.name;
        for (const auto& name : path_names) parameter.in_path = parameter.in_path || name == field.name;
        parameter.required = parameter.in_path || field.presence == Presence::required;
        parameter.doc = field.doc;
        if constexpr (is_optional<Value>) {
            // A parameter is there or not; only JSON has null.
            parameter.schema = describe<typename Value::value_type>(book, Direction::request, field.bounds);
            parameter.is_list = is_list<typename Value::value_type>;
        } else {
            parameter.schema = describe_field<T>(book, Direction::request, field);
            parameter.is_list = is_list<Value>;
        }
        std::erase_if(parameter.schema.members,
                      [](const JsonMember& member) { return member.name == "description"; });
        out.parameters.push_back(std::move(parameter));
    });
    return out;
}

}  // namespace insightflow::http
