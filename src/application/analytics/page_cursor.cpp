#include "application/analytics/page_cursor.hpp"

#include <charconv>
#include <utility>
#include <vector>

#include "domain/text/base64url.hpp"

namespace insightflow {
namespace {

using Field = std::optional<std::string>;

// "3:abc" for a text, "-" for none: unambiguous, whatever the texts hold.
void append(std::string& out, const Field& field) {
    out += field ? std::to_string(field->size()) + ":" + *field : "-";
}

std::string joined(const std::vector<Field>& fields) {
    std::string out;
    for (const Field& field : fields) append(out, field);
    return out;
}

std::vector<Field> fields_of(std::string_view text) {
    std::vector<Field> fields;
    while (!text.empty()) {
        if (text.front() == '-') {
            fields.emplace_back();
            text.remove_prefix(1);
            continue;
        }
        std::size_t size = 0;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), size);
        text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()) + 1);
        fields.emplace_back(text.substr(0, size));
        text.remove_prefix(size);
    }
    return fields;
}

Field text_of(const std::optional<Day>& day) { return day ? Field(day_text(*day)) : Field(); }

std::string mac_of(std::string_view payload, std::string_view scope, const KeyedHash& keyed_hash) {
    return keyed_hash(joined({"cursor 1", std::string(scope), std::string(payload)}));
}

Error no_such_cursor() {
    return invalid_argument(
        "The cursor cannot be used.",
        {{"#/query/cursor", "must be the `next` of the page before, with the same query"}});
}

}  // namespace

std::string cursor_scope(const ListingPlan& plan) {
    std::vector<Field> fields{std::to_string(plan.facts.workspace.value),
                              std::to_string(static_cast<int>(plan.kind)),
                              text_of(plan.facts.days.from),
                              text_of(plan.facts.days.to),
                              plan.name_contains,
                              std::to_string(static_cast<int>(plan.order.column)),
                              plan.order.descending ? "descending" : "ascending"};
    for (const RowFilter& filter : plan.facts.filters) {
        fields.emplace_back(std::to_string(static_cast<int>(filter.column)));
        fields.emplace_back(joined({filter.values.begin(), filter.values.end()}));
    }
    return joined(fields);
}

std::string seal_cursor(const PageCursor& cursor, std::string_view scope, const KeyedHash& keyed_hash) {
    std::vector<Field> fields{std::to_string(cursor.as_of), cursor.after.value};
    fields.insert(fields.end(), cursor.after.key.begin(), cursor.after.key.end());
    const std::string payload = joined(fields);
    return base64url(payload) + "." + mac_of(payload, scope, keyed_hash);
}

Result<PageCursor> open_cursor(std::string_view text, std::string_view scope, const KeyedHash& keyed_hash) {
    const std::size_t dot = text.find('.');
    const auto payload = from_base64url(text.substr(0, dot));
    if (dot == std::string_view::npos || !payload) return no_such_cursor();
    // Hashed once more, so that the time of the comparison tells nothing of the code that is right.
    const std::string expected = mac_of(*payload, scope, keyed_hash);
    if (keyed_hash(text.substr(dot + 1)) != keyed_hash(expected)) return no_such_cursor();
    // From here on the text is one of ours.
    std::vector<Field> fields = fields_of(*payload);
    PageCursor cursor;
    cursor.as_of = std::stoll(fields.at(0).value());
    cursor.after.value = std::move(fields.at(1));
    cursor.after.key.assign(fields.begin() + 2, fields.end());
    return cursor;
}

}  // namespace insightflow
