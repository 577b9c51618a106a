#include "cli/json_text.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

namespace insightflow::cli {
namespace {

// Receives the parser's events (the names are Boost.JSON's) and builds the tree.
struct Builder {
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
    using error_code = boost::system::error_code;
    using string_view = boost::json::string_view;

    JsonText root;
    std::vector<JsonText> open;
    std::vector<std::string> keys;
    std::string pending;

    bool add(JsonText value) {
        if (open.empty()) {
            root = std::move(value);
        } else if (open.back().kind == JsonText::Kind::array) {
            open.back().items.push_back(std::move(value));
        } else {
            open.back().members.emplace_back(std::move(keys.back()), std::move(value));
            keys.pop_back();
        }
        return true;
    }
    bool begin(JsonText::Kind kind) {
        open.push_back({kind, "", {}, {}});
        return true;
    }
    bool end() {
        JsonText value = std::move(open.back());
        open.pop_back();
        return add(std::move(value));
    }
    bool literal(std::string text) { return add({JsonText::Kind::literal, std::move(text), {}, {}}); }
    bool part(string_view text) {
        pending.append(text.data(), text.size());
        return true;
    }
    std::string whole(string_view last) {
        part(last);
        return std::exchange(pending, {});
    }

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }
    bool on_object_begin(error_code&) { return begin(JsonText::Kind::object); }
    bool on_object_end(std::size_t, error_code&) { return end(); }
    bool on_array_begin(error_code&) { return begin(JsonText::Kind::array); }
    bool on_array_end(std::size_t, error_code&) { return end(); }
    bool on_key_part(string_view text, std::size_t, error_code&) { return part(text); }
    bool on_key(string_view text, std::size_t, error_code&) {
        keys.push_back(whole(text));
        return true;
    }
    bool on_string_part(string_view text, std::size_t, error_code&) { return part(text); }
    bool on_string(string_view text, std::size_t, error_code&) {
        return add({JsonText::Kind::string, whole(text), {}, {}});
    }
    bool on_number_part(string_view text, error_code&) { return part(text); }
    bool on_int64(std::int64_t, string_view text, error_code&) { return literal(whole(text)); }
    bool on_uint64(std::uint64_t, string_view text, error_code&) { return literal(whole(text)); }
    bool on_double(double, string_view text, error_code&) { return literal(whole(text)); }
    bool on_bool(bool value, error_code&) { return literal(value ? "true" : "false"); }
    bool on_null(error_code&) { return literal("null"); }
    bool on_comment_part(string_view, error_code&) { return true; }
    bool on_comment(string_view, error_code&) { return true; }
};

std::string quoted(std::string_view text) { return boost::json::serialize(boost::json::string(text)); }

}  // namespace

const JsonText* JsonText::find(std::string_view name) const {
    for (const auto& [key, value] : members)
        if (key == name) return &value;
    return nullptr;
}

std::string JsonText::text_of(std::string_view name) const {
    const JsonText* value = find(name);
    return value && !value->is_null() ? value->text : std::string();
}

Result<JsonText> parse_json_text(std::string_view json) {
    boost::json::basic_parser<Builder> parser{boost::json::parse_options{}};
    boost::system::error_code error;
    const std::size_t read = parser.write_some(false, json.data(), json.size(), error);
    const auto rest = json.substr(read).find_first_not_of(" \t\r\n");
    if (error || rest != std::string_view::npos) return invalid_argument("The reply is not JSON.");
    return std::move(parser.handler().root);
}

std::string serialize(const JsonText& value) {
    std::string out;
    switch (value.kind) {
        case JsonText::Kind::literal: return value.text;
        case JsonText::Kind::string: return quoted(value.text);
        case JsonText::Kind::array:
            for (const JsonText& item : value.items) out += (out.empty() ? "" : ",") + serialize(item);
            return "[" + out + "]";
        case JsonText::Kind::object:
            for (const auto& [key, item] : value.members)
                out += (out.empty() ? "" : ",") + quoted(key) + ":" + serialize(item);
            return "{" + out + "}";
    }
    return out;
}

}  // namespace insightflow::cli
