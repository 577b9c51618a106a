#include "domain/ingestion/line_dictionary.hpp"

#include <algorithm>

#include "domain/ingestion/cells.hpp"
#include "domain/ingestion/platforms.hpp"
#include "domain/text/spelling.hpp"

namespace insightflow {
namespace {

// Each part is preceded by what it is and how long it is, so that no two keys have the same bytes.
void append_part(std::string& out, char tag, char kind, std::string_view text) {
    const auto size = static_cast<std::uint32_t>(text.size());
    char head[2 + sizeof size] = {tag, kind};
    for (std::size_t i = 0; i < sizeof size; ++i) head[2 + i] = static_cast<char>(size >> (8 * i));
    out.append(head, sizeof head);
    out.append(text);
}

void append_part(std::string& out, char tag, const std::optional<std::string>& text) {
    if (text) append_part(out, tag, 0, *text);
}

using ReadCell = CellValue<std::string_view> (*)(const Cell&, std::size_t);

std::optional<std::string_view> read_key(const RowView& row, Field field, ReadCell read,
                                         std::size_t bytes_max, std::vector<RowFault>& faults) {
    const Cell& cell = row.at(field);
    const auto text = read(cell, bytes_max);
    if (text.fault) faults.push_back(row_fault(row.heading(field), *text.fault, cell.text));
    return text.value;
}

Shape shape_of(const RowView& row) {
    Shape shape;
    if (row.has(Field::campaign_id) || row.has(Field::campaign_name)) shape.level = Level::campaign;
    if (row.has(Field::ad_group_id) || row.has(Field::ad_group_name)) shape.level = Level::ad_group;
    if (row.has(Field::ad_id) || row.has(Field::ad_name)) shape.level = Level::ad;
    shape.by_country = row.has(Field::country);
    shape.by_device = row.has(Field::device);
    for (const auto& dimension : row.dimensions()) {
        if (row.at(dimension).kind == CellKind::absent) continue;
        shape.dimensions.append(shape.dimensions.empty() ? "" : ",").append(dimension.name);
    }
    return shape;
}

// A key cell of more bytes is a fault whatever its field, so that it need not be remembered.
constexpr std::size_t key_bytes_max = std::max({id_bytes_max, name_bytes_max, label_bytes_max});

constexpr std::uint32_t over_long = 0;

constexpr Finding id_was_cut{"id_was_cut",
                             "a spreadsheet has cut the digits of the id: let it hold the column as text"};

// 1.79E+15
bool is_cut_number(std::string_view id) {
    const std::size_t exponent = id.find("E+");
    if (exponent == 0 || exponent == std::string_view::npos || exponent + 2 == id.size()) return false;
    const auto is_number = [](std::string_view text, std::string_view marks) {
        return std::ranges::all_of(
            text, [&](char c) { return is_digit(c) || marks.find(c) != std::string_view::npos; });
    };
    return is_number(id.substr(0, exponent), ".,") && is_number(id.substr(exponent + 2), "");
}

constexpr char tag_of(Field field) { return static_cast<char>(field); }
char tag_of(const ColumnMap::Promoted& dimension) {
    return static_cast<char>(field_count + dimension.number);
}

// False where it is over the limit.
bool append_cell(std::string& out, char tag, const Cell& cell) {
    if (cell.kind == CellKind::absent) return true;
    // Blanks around a value are not part of it, and only then can a long cell be without fault.
    const std::string_view text = cell.text.size() > key_bytes_max ? trimmed(cell.text) : cell.text;
    if (text.size() > key_bytes_max) return false;
    append_part(out, tag, static_cast<char>(cell.kind), text);
    return true;
}

}  // namespace

LineDictionary::LineDictionary(std::optional<std::string> platform, const NormaliseText& nfc)
    : platform_(std::move(platform)), nfc_(&nfc) {
    raw_keys_.intern("over long");  // no key, for its length is none
    spellings_.emplace_back();
}

std::uint32_t LineDictionary::find(const RowView& row) {
    buffer_.clear();
    bool fits = true;
    for (const Field field : line_fields) fits = fits && append_cell(buffer_, tag_of(field), row.at(field));
    for (const auto& dimension : row.dimensions())
        fits = fits && append_cell(buffer_, tag_of(dimension), row.at(dimension));
    if (!fits) {
        spellings_[over_long] = judge(row);
        return over_long;
    }
    const auto found = raw_keys_.intern(buffer_);
    if (found.added) {
        bytes_ += buffer_.size() + sizeof(LineSpelling);
        spellings_.push_back(judge(row));
        for (const RowFault& fault : spellings_.back().faults)
            bytes_ += sizeof fault + fault.field.size() + fault.message.size();
    }
    return found.index;
}

void LineDictionary::forget() {
    raw_keys_ = {};
    spellings_ = {};
    keys_ = {};
    lines_ = {};
    bytes_ = 0;
}

LineSpelling LineDictionary::judge(const RowView& row) {
    LineSpelling spelling;
    spelling.shape = shape_of(row);
    LineKey key;
    const auto platform = read_key(row, Field::platform, read_text, label_bytes_max, spelling.faults);
    key.platform = platform ? normalise_platform(*platform) : platform_.value_or("");
    if (key.platform.empty() && spelling.faults.empty()) {
        spelling.faults.push_back(row_fault(row.heading(Field::platform), fault::missing_platform));
    }
    judge_entity(row, Field::account_id, Field::account_name, key.account_id, spelling.names.account,
                 spelling.faults);
    judge_entity(row, Field::campaign_id, Field::campaign_name, key.campaign_id, spelling.names.campaign,
                 spelling.faults);
    judge_entity(row, Field::ad_group_id, Field::ad_group_name, key.ad_group_id, spelling.names.ad_group,
                 spelling.faults);
    judge_entity(row, Field::ad_id, Field::ad_name, key.ad_id, spelling.names.ad, spelling.faults);
    const auto country = read_key(row, Field::country, read_text, label_bytes_max, spelling.faults);
    if (country) key.country = country->size() == 2 ? upper_ascii(*country) : std::string(*country);
    const auto device = read_key(row, Field::device, read_text, label_bytes_max, spelling.faults);
    if (device) key.device = lower_ascii(*device);
    judge_dimensions(row, spelling, key);
    if (spelling.faults.empty()) spelling.line = line_of(std::move(key));
    return spelling;
}

void LineDictionary::judge_dimensions(const RowView& row, LineSpelling& spelling, LineKey& key) {
    for (const auto& dimension : row.dimensions()) {
        const Cell& cell = row.at(dimension);
        const auto value = read_name(cell, attribute_bytes_max);
        if (value.fault)
            spelling.faults.push_back(row_fault(row.heading(dimension), *value.fault, cell.text));
        if (value.value) key.attributes.push_back({dimension.name, (*nfc_)(*value.value)});
    }
}

void LineDictionary::judge_entity(const RowView& row, Field id_field, Field name_field,
                                  std::optional<std::string>& id, std::optional<std::string>& name,
                                  std::vector<RowFault>& faults) {
    const auto given = read_key(row, id_field, read_label, id_bytes_max, faults);
    if (given && given->starts_with(name_id_prefix))
        faults.push_back(row_fault(row.heading(id_field), fault::reserved_id, *given));
    if (given && is_cut_number(*given))
        faults.push_back(row_fault(row.heading(id_field), id_was_cut, *given));
    if (given) id = std::string(*given);
    const auto named = read_key(row, name_field, read_name, name_bytes_max, faults);
    if (!named) return;
    name = (*nfc_)(*named);
    if (!id) id = std::string(name_id_prefix) + *name;
}

std::uint32_t LineDictionary::line_of(LineKey key) {
    buffer_.clear();
    append_part(buffer_, 0, 0, key.platform);
    append_part(buffer_, 1, key.account_id);
    append_part(buffer_, 2, key.campaign_id);
    append_part(buffer_, 3, key.ad_group_id);
    append_part(buffer_, 4, key.ad_id);
    append_part(buffer_, 5, key.country);
    append_part(buffer_, 6, key.device);
    for (const Attribute& attribute : key.attributes) {
        append_part(buffer_, 7, 0, attribute.name);
        append_part(buffer_, 8, 0, attribute.value);
    }
    const auto found = keys_.intern(buffer_);
    if (found.added) {
        bytes_ += 2 * buffer_.size() + key.attributes.size() * sizeof(Attribute) + sizeof(LineKey) +
                  sizeof(LineNames);
        lines_.push_back(std::move(key));
    }
    return found.index;
}

}  // namespace insightflow
