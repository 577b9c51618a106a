#include "cli/preview.hpp"

#include <algorithm>
#include <array>
#include <iostream>
#include <utility>

#include "cli/table.hpp"
#include "domain/text/printable.hpp"

namespace insightflow::cli {
namespace {

const std::vector<JsonValue>& items_of(const JsonValue& object, std::string_view name) {
    static const std::vector<JsonValue> none;
    const JsonValue* list = object.find(name);
    return list == nullptr ? none : list->items;
}

std::string outcomes_in_words(const JsonValue& outcomes) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> words{
        {{"rows_received", "received"},
         {"rows_accepted", "accepted"},
         {"rows_rejected", "rejected"},
         {"rows_new", "new"},
         {"rows_restated", "restated"},
         {"rows_unchanged", "unchanged"},
         {"rows_folded", "folded"},
         {"rows_stale", "stale"}}};
    std::string text;
    for (const auto& [name, word] : words)
        text += (text.empty() ? "" : ", ") + outcomes.text_of(name) + " " + std::string(word);
    return text;
}

// "--date-order dmy" of "date_order=dmy"; a map keeps its sign of equality.
std::string as_argument(const std::string& option) {
    const std::size_t sign = option.find('=');
    std::string name = option.substr(0, sign);
    std::ranges::replace(name, '_', '-');
    return "--" + name + " \"" + (sign == std::string::npos ? "" : option.substr(sign + 1)) + "\"";
}

void print_questions(const JsonValue& preview) {
    for (const JsonValue& question : items_of(preview, "questions")) {
        std::cout << "  question: " << printable(question.text_of("message")) << '\n';
        for (const JsonValue& choice : items_of(question, "choices"))
            std::cout << "    " << printable(as_argument(choice.text_of("option"))) << "  "
                      << printable(choice.text_of("reading")) << '\n';
    }
}

void print_columns(const JsonValue& preview) {
    const auto& columns = items_of(preview, "columns");
    if (columns.empty()) return;
    std::vector<JsonValue> rows;
    for (const JsonValue& column : columns) {
        JsonValue row = JsonValue::object();
        row.set("column", column.text_of("heading"));
        std::string meaning = column.text_of("field");
        if (column.text_of("unit") == "micros") meaning += ", in micros";
        if (const std::string currency = column.text_of("currency"); !currency.empty())
            meaning += ", in " + currency;
        if (const std::string dimension = column.text_of("dimension"); !dimension.empty())
            meaning = "the dimension " + dimension;
        if (const std::string measure = column.text_of("measure"); !measure.empty())
            meaning = "the measure " + measure;
        const bool is_used = column.text_of("used") == "true";
        row.set("is read as", is_used ? meaning : "kept as it is");
        row.set("by", is_used ? column.text_of("by") : "");
        rows.push_back(std::move(row));
    }
    print(std::cout, select(rows, {"column", "is read as", "by"}), Format::table);
}

// The source's own dimensions and measures beside the fields.
JsonValue flat_row(const JsonValue& row) {
    JsonValue flat = JsonValue::object();
    for (const JsonMember& member : row.members) {
        if (member.name != "dimensions" && member.name != "measures") {
            flat.set(member.name, member.value);
            continue;
        }
        for (const JsonMember& own : member.value.members) flat.set(own.name, own.value);
    }
    return flat;
}

// The columns in which any of the rows says something. What is the source's own is a column where the first
// row that is shown says something in it.
void print_rows(const JsonValue& preview) {
    std::vector<JsonValue> rows;
    for (const JsonValue& row : items_of(preview, "rows")) rows.push_back(flat_row(row));
    if (rows.empty()) return;
    std::vector<std::string> told;
    for (const JsonMember& member : rows.front().members) {
        const auto is_told = [&](const JsonValue& row) {
            const JsonValue* value = row.find(member.name);
            return value != nullptr && !value->is_null();
        };
        if (member.name != "other_columns" && member.name != "revenue_estimated" &&
            std::ranges::any_of(rows, is_told))
            told.push_back(member.name);
    }
    print(std::cout, select(rows, told), Format::table);
}

void print_notes(const JsonValue& preview) {
    for (const JsonValue& warning : items_of(preview, "warnings")) {
        std::cout << "  warning: " << warning_in_words(warning);
        if (warning.text_of("rows") != "0")
            std::cout << " (" << printable(warning.text_of("rows")) << " rows)";
        std::cout << '\n';
    }
    for (const JsonValue& reject : items_of(preview, "rejects")) {
        std::cout << "  line " << printable(reject.text_of("line")) << " is rejected:";
        for (const JsonValue& fault : items_of(reject, "errors"))
            std::cout << ' ' << printable(fault.text_of("field")) << ": "
                      << printable(fault.text_of("message"));
        std::cout << '\n';
    }
}

}  // namespace

std::string warning_in_words(const JsonValue& warning) {
    const std::string field = warning.text_of("field");
    return printable(field + (field.empty() ? "" : ": ") + warning.text_of("message"));
}

Attempt<int> preview_file(Client& client, const Parameters& query, const Upload& file, bool as_json) {
    const auto reply = client.upload("/api/v1/data/preview", query, file);
    if (!reply) return reply.error();
    const JsonValue& preview = reply->body;
    const int code = preview.text_of("would_count") == "true" ? exit_ok : exit_data;
    if (as_json) {
        std::cout << print_json(preview) << '\n';
        return int{code};
    }
    std::cout << file.file.string() << ": ";
    if (const std::string refusal = preview.text_of("refusal"); !refusal.empty())
        std::cout << "would be refused: " << printable(refusal) << '\n';
    else
        std::cout << printable(outcomes_in_words(*preview.find("outcomes"))) << "; "
                  << printable(preview.text_of("shape")) << '\n';
    if (const JsonValue* profile = preview.find("profile"); profile && !profile->text_of("name").empty())
        std::cout << "  profile " << printable(profile->text_of("name")) << ": "
                  << printable(profile->text_of("why")) << '\n';
    print_questions(preview);
    print_columns(preview);
    print_rows(preview);
    print_notes(preview);
    return int{code};
}

}  // namespace insightflow::cli
