// A JSON document that keeps every number's own text: the server's exact decimals reach the terminal and the
// CSV digit for digit.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/base/result.hpp"

namespace insightflow::cli {

// text: a string's characters, or the literal of a number, true, false or null.
struct JsonText {
    enum class Kind { literal, string, array, object };
    Kind kind = Kind::literal;
    std::string text = "null";
    std::vector<JsonText> items{};                            // of an array
    std::vector<std::pair<std::string, JsonText>> members{};  // of an object, in the document's order

    bool is_null() const { return kind == Kind::literal && text == "null"; }
    // The member's value; nullptr where there is none.
    const JsonText* find(std::string_view name) const;
    // The member's text; empty where there is none or it is null.
    std::string text_of(std::string_view name) const;
};

// invalid_argument where the text is not JSON.
Result<JsonText> parse_json_text(std::string_view json);

std::string serialize(const JsonText& value);

}  // namespace insightflow::cli
