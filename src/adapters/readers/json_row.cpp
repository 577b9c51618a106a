#include "adapters/readers/json_row.hpp"

#include <utility>

#include "domain/text/json_string.hpp"

namespace insightflow::readers {

void JsonRow::begin() {
    ++rows_;
    depth_ = 0;
    not_an_object_ = false;
    duplicate_.reset();
    part_.clear();
    in_parts_ = false;
    nested_.clear();
    nested_keys_.clear();
    column_ = static_cast<std::size_t>(-1);  // so that the first key is looked for in the first column
    cells_.clear();
}

void JsonRow::commit(std::uint64_t line) {
    if (not_an_object_ || duplicate_) {
        BrokenRow broken{line, "not_an_object", "a row must be a JSON object"};
        if (duplicate_)
            broken = {line, "duplicate_key", "the key '" + *duplicate_ + "' stands twice in one object"};
        drop();
        return sender_.add_broken(std::move(broken));
    }
    while (sender_.columns() < columns_.size()) sender_.add_column(columns_[sender_.columns()]);
    for (const auto& [column, cell] : cells_) sender_.set(column, cell);
    sender_.add_row(line);
}

void JsonRow::drop() {
    while (columns_.size() > sender_.columns()) {
        column_of_.erase(columns_.back());
        columns_.pop_back();
        set_in_row_.pop_back();
    }
}

bool JsonRow::on_object_begin(error_code&) {
    open('{');
    nested_keys_.emplace_back();
    return true;
}

bool JsonRow::on_object_end(std::size_t, error_code&) {
    nested_keys_.pop_back();
    close('}');
    return true;
}

bool JsonRow::on_array_begin(error_code&) {
    if (depth_ == 0) not_an_object_ = true;
    open('[');
    return true;
}

bool JsonRow::on_array_end(std::size_t, error_code&) {
    close(']');
    return true;
}

bool JsonRow::on_key_part(std::string_view text, std::size_t, error_code&) { return add_part(text); }

bool JsonRow::on_key(std::string_view text, std::size_t, error_code& error) {
    return key(whole(text), error);
}

bool JsonRow::on_string_part(std::string_view text, std::size_t, error_code&) { return add_part(text); }

bool JsonRow::on_string(std::string_view text, std::size_t, error_code&) {
    const std::string_view value = whole(text);
    if (depth_ > 1) {
        separate();
        append_json_string(nested_, value);
        return true;
    }
    set(CellKind::text, in_row() ? lasting(value) : value);
    return true;
}

bool JsonRow::number(std::string_view text) {
    const std::string_view value = whole(text);
    set(CellKind::number, in_row() ? lasting(value) : value);
    return true;
}

bool JsonRow::on_bool(bool value, error_code&) {
    set(CellKind::boolean, value ? "true" : "false");
    return true;
}

bool JsonRow::on_null(error_code&) {
    set(CellKind::null, depth_ > 1 ? "null" : "");
    return true;
}

bool JsonRow::key(std::string_view text, error_code& error) {
    if (depth_ == 1) return column_named(text, error);
    if (!nested_keys_.back().emplace(text).second && !duplicate_) duplicate_ = text;
    separate();
    append_json_string(nested_, text);
    nested_.push_back(':');
    return true;
}

// Objects of one file mostly have the same keys in the same order, so the column after the last one is the
// first to be tried.
bool JsonRow::column_named(std::string_view text, error_code& error) {
    if (++column_ >= columns_.size() || columns_[column_] != text) {
        const auto known = column_of_.find(text);
        column_ = known == column_of_.end() ? columns_.size() : known->second;
    }
    if (column_ == columns_.size()) {
        if (columns_.size() == columns_max) {
            error = boost::json::error::object_too_large;
            return false;
        }
        columns_.emplace_back(text);
        column_of_.emplace(columns_.back(), column_);
        set_in_row_.push_back(0);
    }
    if (set_in_row_[column_] == rows_ && !duplicate_) duplicate_ = text;
    set_in_row_[column_] = rows_;
    cells_.push_back({column_, Cell{}});
    return true;
}

// A value without parts of its own, at any depth.
void JsonRow::set(CellKind kind, std::string_view text) {
    if (in_row()) {
        cells_.back().cell = {text, kind};
    } else if (depth_ > 1) {
        separate();
        nested_ += text;
    } else {
        not_an_object_ = true;
    }
}

void JsonRow::open(char bracket) {
    if (depth_ == 1) nested_.clear();
    if (depth_ > 1) separate();
    if (depth_ > 0) nested_.push_back(bracket);
    ++depth_;
}

void JsonRow::close(char bracket) {
    --depth_;
    if (depth_ > 0) nested_.push_back(bracket);
    if (in_row()) set(CellKind::nested, sender_.copied(nested_));
}

// A comma, unless what follows is the first of its object or array, or a value that stands behind its key.
void JsonRow::separate() {
    const char last = nested_.back();
    if (last != '{' && last != '[' && last != ':') nested_.push_back(',');
}

bool JsonRow::on_number_part(std::string_view text, error_code&) { return add_part(text); }

bool JsonRow::add_part(std::string_view text) {
    if (!in_parts_) part_.clear();
    in_parts_ = true;
    part_ += text;
    return true;
}

std::string_view JsonRow::whole(std::string_view last_part) {
    if (!in_parts_) return last_part;
    in_parts_ = false;
    part_ += last_part;
    return part_;
}

std::string_view JsonRow::lasting(std::string_view text) {
    const std::less<const char*> before;
    const bool in_file =
        !before(text.data(), file_.data()) && before(text.data(), file_.data() + file_.size());
    return in_file ? text : sender_.copied(text);
}

}  // namespace insightflow::readers
