#include "json/json_value.hpp"

#include "domain/text/json_string.hpp"
#include "domain/text/printable.hpp"

namespace insightflow {

JsonValue JsonValue::string(std::string_view words) {
    JsonValue out;
    out.kind = Kind::string;
    out.text = words;
    return out;
}

JsonValue JsonValue::integer(std::int64_t value) {
    JsonValue out;
    out.kind = Kind::number;
    out.text = std::to_string(value);
    return out;
}

JsonValue JsonValue::boolean(bool value) {
    JsonValue out;
    out.kind = Kind::boolean;
    out.text = value ? "true" : "false";
    return out;
}

JsonValue JsonValue::array(std::vector<JsonValue> values) {
    JsonValue out;
    out.kind = Kind::array;
    out.items = std::move(values);
    return out;
}

JsonValue JsonValue::object() {
    JsonValue out;
    out.kind = Kind::object;
    return out;
}

JsonValue JsonValue::strings(const std::vector<std::string_view>& texts) {
    JsonValue out = array();
    for (const auto words : texts) out.items.push_back(string(words));
    return out;
}

JsonValue& JsonValue::set(std::string_view name, JsonValue value) {
    return members.emplace_back(JsonMember{std::string(name), std::move(value)}).value;
}

const JsonValue* JsonValue::find(std::string_view name) const {
    for (const auto& member : members)
        if (member.name == name) return &member.value;
    return nullptr;
}

JsonValue* JsonValue::find(std::string_view name) {
    for (auto& member : members)
        if (member.name == name) return &member.value;
    return nullptr;
}

std::string JsonValue::text_of(std::string_view name) const {
    const JsonValue* value = find(name);
    return value != nullptr ? value->text : std::string();
}

bool operator==(const JsonValue& left, const JsonValue& right) {
    return left.kind == right.kind && left.text == right.text && left.items == right.items &&
           left.members == right.members;
}

bool operator==(const JsonMember& left, const JsonMember& right) {
    return left.name == right.name && left.value == right.value;
}

namespace {

void break_line(std::string& out, int indent, int depth) {
    if (indent == 0) return;
    out += '\n';
    out.append(static_cast<std::size_t>(indent * depth), ' ');
}

void print(std::string& out, const JsonValue& value, int indent, int depth) {
    using Kind = JsonValue::Kind;
    switch (value.kind) {
        case Kind::null: out += "null"; return;
        case Kind::boolean:
        case Kind::number: out += value.text; return;
        case Kind::string: append_json_string(out, value.text); return;
        case Kind::array:
        case Kind::object: break;
    }
    const bool is_array = value.kind == Kind::array;
    const std::size_t size = is_array ? value.items.size() : value.members.size();
    out += is_array ? '[' : '{';
    for (std::size_t i = 0; i < size; ++i) {
        if (i != 0) out += ',';
        break_line(out, indent, depth + 1);
        if (!is_array) {
            append_json_string(out, value.members[i].name);
            out += indent == 0 ? ":" : ": ";
        }
        print(out, is_array ? value.items[i] : value.members[i].value, indent, depth + 1);
    }
    if (size != 0) break_line(out, indent, depth);
    out += is_array ? ']' : '}';
}

}  // namespace

std::string print_json(const JsonValue& value, int indent) {
    std::string out;
    print(out, value, indent, 0);
    return out;
}

std::string shown(const JsonValue& value) {
    constexpr std::size_t literal_bytes_max = 40;
    switch (value.kind) {
        case JsonValue::Kind::null: return "null";
        case JsonValue::Kind::boolean: return value.text;
        case JsonValue::Kind::number:
            return value.text.size() <= literal_bytes_max ? value.text
                                                          : value.text.substr(0, literal_bytes_max) + "...";
        case JsonValue::Kind::string: return in_quotes(value.text);
        case JsonValue::Kind::array: return "an array";
        case JsonValue::Kind::object: return "an object";
    }
    return "null";
}

}  // namespace insightflow
