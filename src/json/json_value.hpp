// A JSON document as a tree that keeps what was written: numbers stay text (never a double), members keep
// their order. It is what request bodies are read from, what the OpenAPI document is built of and what the
// command line reads replies into; the server writes its replies without it (http/core/write_json.hpp).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/base/result.hpp"

namespace insightflow {

struct JsonMember;

struct JsonValue {
    enum class Kind : std::uint8_t { null, boolean, number, string, array, object };

    Kind kind = Kind::null;
    std::string text{};                 // a string's value, a number's literal, "true" or "false"
    std::vector<JsonValue> items{};     // of an array
    std::vector<JsonMember> members{};  // of an object, in the order written

    bool is_null() const { return kind == Kind::null; }

    static JsonValue string(std::string_view words);
    static JsonValue integer(std::int64_t value);
    static JsonValue boolean(bool value);
    static JsonValue array(std::vector<JsonValue> values = {});
    static JsonValue object();
    static JsonValue strings(const std::vector<std::string_view>& texts);

    // Appends a member to an object and returns its value.
    JsonValue& set(std::string_view name, JsonValue value);
    JsonValue& set(std::string_view name, std::string_view words) { return set(name, string(words)); }
    JsonValue* find(std::string_view name);
    const JsonValue* find(std::string_view name) const;
    // The text of the member of that name; empty where there is none.
    std::string text_of(std::string_view name) const;

    friend bool operator==(const JsonValue&, const JsonValue&);
};

struct JsonMember {
    std::string name;
    JsonValue value;
    friend bool operator==(const JsonMember&, const JsonMember&);
};

// Depth and size of a document; the defaults are for what a client may send.
struct JsonLimits {
    std::size_t depth_max = 32;
    std::size_t values_max = 100'000;
};

// Strict RFC 8259 in valid UTF-8. Malformed text, duplicate keys, too deep or too many values:
// invalid_argument, each with a fault whose pointer begins with `root` ("#/body").
Result<JsonValue> parse_json(std::string_view text, std::string_view root = "#/body",
                             const JsonLimits& limits = {});

// Compact where indent is 0.
std::string print_json(const JsonValue& value, int indent = 0);

// How a value is called in a message to a person: "an object", "12", "'abc'". Long ones are cut.
std::string shown(const JsonValue& value);

}  // namespace insightflow
