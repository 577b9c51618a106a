#include "http/core/describe.hpp"

#include <cassert>

namespace insightflow::http {

void SchemaBook::add(std::string_view name, JsonValue schema) {
    const auto [at, added] = schemas_.try_emplace(std::string(name), schema);
    assert((added || at->second == schema) && "two types share a schema_name");
    static_cast<void>(at);
    static_cast<void>(added);
    open_.erase(std::string(name));
}

JsonValue schema_reference(std::string_view name) {
    JsonValue out = JsonValue::object();
    out.set("$ref", "#/components/schemas/" + std::string(name));
    return out;
}

JsonValue or_null(JsonValue schema) {
    if (JsonValue* type = schema.find("type"); type != nullptr && type->kind == JsonValue::Kind::string) {
        const std::string name = type->text;
        *type = JsonValue::strings({name, "null"});
        if (JsonValue* names = schema.find("enum")) names->items.emplace_back();
        return schema;
    }
    JsonValue null_schema = JsonValue::object();
    null_schema.set("type", "null");
    JsonValue out = JsonValue::object();
    out.set("anyOf", JsonValue::array({std::move(schema), std::move(null_schema)}));
    return out;
}

void add_count_bounds(JsonValue& schema, const Bounds& bounds) {
    if (bounds.count_min != 0)
        schema.set("minItems", JsonValue::integer(static_cast<std::int64_t>(bounds.count_min)));
    schema.set("maxItems", JsonValue::integer(static_cast<std::int64_t>(bounds.count_max)));
}

}  // namespace insightflow::http
