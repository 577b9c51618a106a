#include "http/core/scalars.hpp"

#include <charconv>
#include <cstdio>

#include "domain/ingestion/timestamps.hpp"
#include "domain/text/did_you_mean.hpp"
#include "domain/text/json_string.hpp"
#include "domain/text/printable.hpp"
#include "domain/text/utf8.hpp"

namespace insightflow::http {
namespace {

std::string but_got(std::string_view wanted, std::string_view text) {
    return "must be " + std::string(wanted) + "; got " + in_quotes(text);
}

// "at least 1", "at most 9", "between 1 and 9"; empty where there is no bound.
std::string range_of(const Bounds& bounds) {
    const bool low = bounds.min != INT64_MIN;
    const bool high = bounds.max != INT64_MAX;
    if (low && high) return "between " + std::to_string(bounds.min) + " and " + std::to_string(bounds.max);
    if (low) return "at least " + std::to_string(bounds.min);
    if (high) return "at most " + std::to_string(bounds.max);
    return {};
}

ReadFault read_whole(std::string_view text, const Bounds& bounds, std::int64_t low, std::int64_t high,
                     std::int64_t& out) {
    const auto parsed = parse_count(text);
    if (parsed.fault == NumberFault::malformed) return but_got("a whole number", text);
    if (parsed.fault || *parsed.value < bounds.min || *parsed.value > bounds.max || *parsed.value < low ||
        *parsed.value > high) {
        Bounds tight = bounds;
        tight.min = std::max(bounds.min, low);
        tight.max = std::min(bounds.max, high);
        const auto range = range_of(tight);
        return but_got(range.empty() ? "a whole number of at most 64 bits" : range, text);
    }
    out = *parsed.value;
    return std::nullopt;
}

}  // namespace

ReadFault read_scalar(std::string_view text, const Bounds&, bool& out) {
    if (text != "true" && text != "false") return but_got("true or false", text);
    out = text == "true";
    return std::nullopt;
}

ReadFault read_scalar(std::string_view text, const Bounds& bounds, std::int64_t& out) {
    return read_whole(text, bounds, INT64_MIN, INT64_MAX, out);
}

ReadFault read_scalar(std::string_view text, const Bounds& bounds, int& out) {
    std::int64_t wide = 0;
    if (auto fault = read_whole(text, bounds, INT32_MIN, INT32_MAX, wide)) return fault;
    out = static_cast<int>(wide);
    return std::nullopt;
}

ReadFault read_scalar(std::string_view text, const Bounds& bounds, std::string& out) {
    if (text.find('\0') != std::string_view::npos) return "must not hold the character NUL";
    const auto length = static_cast<std::int64_t>(code_points(text));
    if (length < bounds.min && length == 0) return "must not be empty";
    if (length < bounds.min || length > bounds.max)
        return "must be " + range_of(bounds) + " characters long; got " + std::to_string(length);
    if (bounds.pattern != nullptr && !bounds.pattern->matches(text))
        return but_got(bounds.pattern->says, text);
    out = text;
    return std::nullopt;
}

ReadFault read_scalar(std::string_view text, const Bounds&, Day& out) {
    const auto day = parse_day(text);
    if (!day) return but_got("an existing day as YYYY-MM-DD", text);
    out = *day;
    return std::nullopt;
}

ReadFault read_scalar(std::string_view text, const Bounds&, Timestamp& out) {
    const auto time = parse_timestamp(text).value;
    if (!time || !time->offset_us || time->truncated) return but_got("a time as 2024-01-31T12:00:00Z", text);
    out = Timestamp{std::chrono::microseconds{time->local_us - *time->offset_us}};
    return std::nullopt;
}

ReadFault read_scalar(std::string_view text, const Bounds& bounds, ExactNumber& out) {
    const auto parsed = parse_micros(text);
    if (parsed.fault == NumberFault::malformed) return but_got("a decimal number", text);
    if (parsed.fault) return but_got("below 1000000000000 in magnitude", text);
    if (parsed.value->rounded) return but_got("a number of at most six decimals", text);
    const auto micros = Int128{parsed.value->micros};
    if (micros < Int128{bounds.min} * micros_per_unit || micros > Int128{bounds.max} * micros_per_unit)
        return but_got(range_of(bounds), text);
    out = from_micros(micros);
    return std::nullopt;
}

ReadFault read_name(std::string_view text, std::span<const std::string_view> names, std::size_t& out) {
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i] == text) {
            out = i;
            return std::nullopt;
        }
    }
    std::string message = "must be one of ";
    for (std::size_t i = 0; i < names.size(); ++i) message += (i == 0 ? "" : ", ") + std::string(names[i]);
    return message + "; got " + in_quotes(text) + did_you_mean(text, names);
}

void write_scalar(std::string& out, bool value) { out += value ? "true" : "false"; }

void write_scalar(std::string& out, std::int64_t value) {
    char digits_text[24];
    const auto end = std::to_chars(digits_text, digits_text + sizeof digits_text, value).ptr;
    out.append(digits_text, end);
}

void write_scalar(std::string& out, const std::string& value) { append_json_string(out, value); }

void write_scalar(std::string& out, Day value) {
    out += '"';
    out += day_text(value);
    out += '"';
}

void write_scalar(std::string& out, Timestamp value) {
    const auto day = std::chrono::floor<std::chrono::days>(value);
    const std::chrono::hh_mm_ss time{value - day};
    char text[32];
    std::snprintf(text, sizeof text, "T%02d:%02d:%02d", static_cast<int>(time.hours().count()),
                  static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()));
    out += '"';
    out += day_text(day);
    out += text;
    if (time.subseconds().count() != 0) {
        std::snprintf(text, sizeof text, ".%06d", static_cast<int>(time.subseconds().count()));
        out += text;
    }
    out += "Z\"";
}

void write_scalar(std::string& out, const ExactNumber& value) { out += value.text(); }

namespace {

JsonValue typed(std::string_view type, std::string_view format = {}) {
    JsonValue out = JsonValue::object();
    out.set("type", type);
    if (!format.empty()) out.set("format", format);
    return out;
}

JsonValue with_range(JsonValue schema, const Bounds& bounds, std::string_view low, std::string_view high) {
    if (bounds.min != INT64_MIN) schema.set(low, JsonValue::integer(bounds.min));
    if (bounds.max != INT64_MAX) schema.set(high, JsonValue::integer(bounds.max));
    return schema;
}

}  // namespace

JsonValue describe_scalar(std::type_identity<bool>, const Bounds&) { return typed("boolean"); }
JsonValue describe_scalar(std::type_identity<int>, const Bounds& bounds) {
    return with_range(typed("integer", "int32"), bounds, "minimum", "maximum");
}
JsonValue describe_scalar(std::type_identity<std::int64_t>, const Bounds& bounds) {
    return with_range(typed("integer", "int64"), bounds, "minimum", "maximum");
}
JsonValue describe_scalar(std::type_identity<std::string>, const Bounds& bounds) {
    JsonValue out = with_range(typed("string"), bounds, "minLength", "maxLength");
    if (bounds.pattern != nullptr) out.set("pattern", bounds.pattern->regex);
    return out;
}
JsonValue describe_scalar(std::type_identity<Day>, const Bounds&) { return typed("string", "date"); }
JsonValue describe_scalar(std::type_identity<Timestamp>, const Bounds&) {
    return typed("string", "date-time");
}
JsonValue describe_scalar(std::type_identity<ExactNumber>, const Bounds& bounds) {
    return with_range(typed("number"), bounds, "minimum", "maximum");
}

std::string wrong_kind(JsonValue::Kind wanted, const JsonValue& got) {
    std::string_view name = "null";
    switch (wanted) {
        case JsonValue::Kind::null: break;
        case JsonValue::Kind::boolean: name = "true or false"; break;
        case JsonValue::Kind::number: name = "a number"; break;
        case JsonValue::Kind::string: name = "a string"; break;
        case JsonValue::Kind::array: name = "an array"; break;
        case JsonValue::Kind::object: name = "an object"; break;
    }
    return "must be " + std::string(name) + "; got " + shown(got);
}

}  // namespace insightflow::http
