#include "domain/money/rate_file.hpp"

#include <algorithm>
#include <optional>

#include "domain/ingestion/currencies.hpp"
#include "domain/text/printable.hpp"
#include "domain/text/spelling.hpp"

namespace insightflow {
namespace {

// The text up to the separator, which is taken off the rest together with it.
std::string_view take(std::string_view& rest, char separator) {
    const std::size_t end = std::min(rest.find(separator), rest.size());
    const std::string_view piece = trimmed(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return piece;
}

// There are fewer currencies.
constexpr std::size_t columns_max = 500;

// Without the comma at its end; of more than columns_max those and one more.
std::vector<std::string_view> cells_of(std::string_view line) {
    std::vector<std::string_view> cells;
    while (!line.empty() && cells.size() <= columns_max) cells.push_back(take(line, ','));
    while (!cells.empty() && cells.back().empty()) cells.pop_back();
    return cells;
}

class Reader {
public:
    Result<RateFile> read(std::string_view text) {
        constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
        if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
        while (!text.empty() && faults_.size() < rate_faults_max) {
            ++line_;
            const auto cells = cells_of(take(text, '\n'));
            if (cells.empty()) continue;
            if (columns_.empty())
                read_headings(cells);
            else
                read_day(cells);
        }
        if (faults_.empty() && file_.rates.empty()) fault("", "holds no rate");
        if (!faults_.empty())
            return invalid_argument("The file of rates cannot be read.", std::move(faults_));
        return std::move(file_);
    }

private:
    struct Column {
        std::string code{};
        bool is_ignored = false;
    };

    void fault(std::string_view column, std::string detail) {
        std::string pointer = "#/body";
        if (line_ > 0) pointer += "/" + std::to_string(line_);
        if (!column.empty()) pointer.append("/").append(column);
        if (faults_.size() < rate_faults_max) faults_.push_back({std::move(pointer), std::move(detail)});
    }

    void read_headings(const std::vector<std::string_view>& cells) {
        columns_.emplace_back();
        if (!equal_ignoring_case(cells.front(), "Date"))
            fault("", "must begin with the headings of the ECB's file (Date,USD,JPY,...); got " +
                          in_quotes(cells.front()));
        if (cells.size() > columns_max)
            return fault("", "has more than " + std::to_string(columns_max) + " columns");
        for (std::size_t i = 1; i < cells.size(); ++i) {
            const std::string code = upper_ascii(cells[i]);
            const bool is_code =
                code.size() == 3 && std::ranges::all_of(code, [](char c) { return c >= 'A' && c <= 'Z'; });
            const auto is_same = [&code](const Column& column) { return column.code == code; };
            if (!is_code) fault("", "names no currency in its heading " + in_quotes(cells[i]));
            if (is_code && std::ranges::any_of(columns_, is_same)) fault("", "names " + code + " twice");
            if (code == rate_file_base) fault("", "has a column of EUR, the base of its rates");
            columns_.push_back({code, !is_currency(code)});
            if (is_code && !is_currency(code)) file_.ignored.insert(code);
        }
    }

    void read_day(const std::vector<std::string_view>& cells) {
        const auto day = parse_day(cells.front());
        if (!day || !is_rate_day(*day))
            return fault("Date", "must be a day such as 2024-01-31, from 1990 to 2100; got " +
                                     in_quotes(cells.front()));
        if (!days_.insert(*day).second)
            return fault("Date", "is a day that an earlier line has: " + day_text(*day));
        if (cells.size() > columns_.size()) return fault("", "has more cells than there are headings");
        for (std::size_t i = 1; i < cells.size(); ++i) {
            if (columns_[i].is_ignored || cells[i].empty() || equal_ignoring_case(cells[i], "N/A")) continue;
            const auto rate = parse_rate(cells[i]);
            if (rate)
                file_.rates.push_back({*day, columns_[i].code, *rate});
            else
                fault(columns_[i].code, rate_rule() + "; got " + in_quotes(cells[i]));
        }
    }

    RateFile file_{};
    std::vector<Fault> faults_{};
    std::vector<Column> columns_{};
    std::set<Day> days_{};
    std::size_t line_ = 0;
};

}  // namespace

Result<RateFile> read_rate_file(std::string_view text) { return Reader{}.read(text); }

std::string rate_rule() {
    return "must be a decimal above zero, of at most " + std::to_string(rate_digits_max) + " digits, " +
           std::to_string(rate_decimals_max) + " of them after the point, such as 1.0956";
}

bool is_rate_day(Day day) { return day >= fact_day_min && day <= fact_day_max; }

}  // namespace insightflow
