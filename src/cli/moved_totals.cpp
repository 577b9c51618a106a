#include "cli/moved_totals.hpp"

#include <ostream>

#include "cli/table.hpp"
#include "domain/text/printable.hpp"

namespace insightflow::cli {
namespace {

bool is_null(const JsonValue* value) { return value == nullptr || value->is_null(); }

}  // namespace

void print_moved(std::ostream& out, const JsonValue& report, const char* commit) {
    const JsonValue* totals = report.find("totals");
    if (totals == nullptr || totals->items.empty()) return;
    Table table{{"currency", "total", "before", "after"}, {}};
    for (const JsonValue& of_currency : totals->items) {
        for (const auto& [name, moved] : of_currency.members) {
            const JsonValue* before = moved.find("before");
            const JsonValue* after = moved.find("after");
            if (is_null(before) && is_null(after)) continue;
            table.rows.push_back({JsonValue::string(of_currency.text_of("currency")), JsonValue::string(name),
                                  before == nullptr ? JsonValue{} : *before,
                                  after == nullptr ? JsonValue{} : *after});
        }
    }
    out << "\nThe source on the days that the " << commit << " touched (" << printable(report.text_of("days"))
        << "), right before it and right after it:\n";
    print(out, table, Format::table);
}

}  // namespace insightflow::cli
