// Boost.JSON's parser feeding a tree of ours: it checks the grammar and UTF-8, and hands over number literals
// as they were written.
#include <algorithm>
#include <cassert>
#include <numeric>

#include <boost/json/basic_parser_impl.hpp>

#include "json/fault_list.hpp"
#include "json/json_value.hpp"

namespace insightflow {
namespace {

namespace json = boost::json;

// Receives the parser's events. A refusal of ours is noted and stops the parser by an error code of its
// own.
class TreeBuilder {
public:
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = std::size_t{1} << 20;
    static constexpr std::size_t max_string_size = std::size_t{1} << 26;

    TreeBuilder(std::string_view root, std::size_t values_max) : root_(root), values_max_(values_max) {}

    bool on_document_begin(json::error_code&) { return true; }
    bool on_document_end(json::error_code&) { return true; }
    bool on_object_begin(json::error_code& ec) { return open(JsonValue::Kind::object, ec); }
    bool on_array_begin(json::error_code& ec) { return open(JsonValue::Kind::array, ec); }
    bool on_array_end(std::size_t, json::error_code&) { return close(); }
    bool on_object_end(std::size_t, json::error_code&) {
        report_duplicates(*open_.back());
        return close();
    }
    bool on_key_part(json::string_view part, std::size_t, json::error_code&) { return append(part); }
    bool on_key(json::string_view part, std::size_t, json::error_code&) {
        append(part);
        open_.back()->members.emplace_back().name = std::move(text_);
        text_.clear();
        return true;
    }
    bool on_string_part(json::string_view part, std::size_t, json::error_code&) { return append(part); }
    bool on_string(json::string_view part, std::size_t, json::error_code& ec) {
        append(part);
        return scalar(JsonValue::Kind::string, ec);
    }
    bool on_number_part(json::string_view part, json::error_code&) { return append(part); }
    bool on_int64(std::int64_t, json::string_view part, json::error_code& ec) { return number(part, ec); }
    bool on_uint64(std::uint64_t, json::string_view part, json::error_code& ec) { return number(part, ec); }
    bool on_double(double, json::string_view part, json::error_code& ec) { return number(part, ec); }
    bool on_bool(bool value, json::error_code& ec) {
        append(value ? "true" : "false");
        return scalar(JsonValue::Kind::boolean, ec);
    }
    bool on_null(json::error_code& ec) { return scalar(JsonValue::Kind::null, ec); }
    bool on_comment_part(json::string_view, json::error_code&) { return true; }
    bool on_comment(json::string_view, json::error_code&) { return true; }

    JsonValue take() { return std::move(document_); }
    FaultList& faults() { return faults_; }
    bool too_many() const { return too_many_; }

private:
    bool append(std::string_view part) {
        text_ += part;
        return true;
    }

    bool number(std::string_view part, json::error_code& ec) {
        append(part);
        return scalar(JsonValue::Kind::number, ec);
    }

    // The place where the next value belongs.
    JsonValue* next(json::error_code& ec) {
        if (++values_ > values_max_) {
            too_many_ = true;
            ec = json::error::array_too_large;
            return nullptr;
        }
        if (open_.empty()) return &document_;
        JsonValue& parent = *open_.back();
        if (parent.kind == JsonValue::Kind::array) return &parent.items.emplace_back();
        return &parent.members.back().value;
    }

    bool open(JsonValue::Kind kind, json::error_code& ec) {
        JsonValue* value = next(ec);
        if (value == nullptr) return false;
        value->kind = kind;
        open_.push_back(value);
        return true;
    }

    bool close() {
        open_.pop_back();
        return true;
    }

    bool scalar(JsonValue::Kind kind, json::error_code& ec) {
        JsonValue* value = next(ec);
        if (value == nullptr) return false;
        value->kind = kind;
        value->text = std::move(text_);
        text_.clear();
        return true;
    }

    // Sorted, so that an object of very many keys costs no more than n log n.
    void report_duplicates(const JsonValue& object) {
        std::vector<std::size_t> order(object.members.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        const auto name_at = [&](std::size_t i) -> const std::string& {
            return object.members[order[i]].name;
        };
        std::sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) {
            return object.members[left].name < object.members[right].name;
        });
        for (std::size_t i = 1; i < order.size(); ++i)
            if (name_at(i) == name_at(i - 1) && (i == 1 || name_at(i) != name_at(i - 2)))
                faults_.add(pointer_to(pointer_of_open(), name_at(i)),
                            "is written more than once in the same object");
    }

    std::string pointer_of_open() const {
        std::string pointer(root_);
        for (std::size_t i = 0; i + 1 < open_.size(); ++i) {
            const JsonValue& parent = *open_[i];
            pointer = parent.kind == JsonValue::Kind::array
                          ? pointer_to(pointer, std::to_string(parent.items.size() - 1))
                          : pointer_to(pointer, parent.members.back().name);
        }
        return pointer;
    }

    std::string_view root_;
    std::size_t values_max_;
    JsonValue document_{};
    // Only a container's last child is ever open, so these pointers stay valid while their vectors grow.
    std::vector<JsonValue*> open_{};
    std::string text_{};
    std::size_t values_ = 0;
    bool too_many_ = false;
    FaultList faults_{};
};

std::string place_of(std::string_view text, std::size_t at) {
    const auto before = text.substr(0, std::min(at, text.size()));
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const auto line_start = before.rfind('\n');
    const auto column = line_start == std::string_view::npos ? before.size() + 1 : before.size() - line_start;
    return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

}  // namespace

Result<JsonValue> parse_json(std::string_view text, std::string_view root, const JsonLimits& limits) {
    json::parse_options options;
    options.max_depth = limits.depth_max;
    json::basic_parser<TreeBuilder> parser(options, root, limits.values_max);
    json::error_code ec;
    const std::size_t taken = parser.write_some(false, text.data(), text.size(), ec);
    FaultList& faults = parser.handler().faults();
    if (parser.handler().too_many()) {
        faults.add(std::string(root), "holds more than " + std::to_string(limits.values_max) + " values");
    } else if (ec == json::error::too_deep) {
        faults.add(std::string(root),
                   "is nested deeper than " + std::to_string(limits.depth_max) + " levels");
    } else if (ec) {
        faults.add(std::string(root), "is not valid JSON at " + place_of(text, taken));
    } else if (taken != text.size()) {
        faults.add(std::string(root), "goes on after the JSON value, at " + place_of(text, taken));
    }
    if (!faults.empty()) return invalid_argument("The JSON text cannot be read.", faults.take());
    return parser.handler().take();
}

}  // namespace insightflow
