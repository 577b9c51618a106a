#include "adapters/readers/table_head.hpp"

#include <algorithm>
#include <array>
#include <compare>
#include <utility>

#include "adapters/readers/csv_rows.hpp"
#include "adapters/readers/limits.hpp"

namespace insightflow::readers {
namespace {

constexpr std::array delimiters{',', ';', '\t', '|'};

// No more rows are looked at when so much was.
constexpr std::size_t head_bytes_max = 4 * 1024 * 1024;

// The first rows of a file, split in one way.
struct Sample {
    char delimiter = ',';
    std::vector<HeadRow> rows{};
    std::vector<std::size_t> offsets{};
};

Sample sample_of(std::string_view bytes, std::size_t begin, std::uint64_t line, char delimiter) {
    Sample sample{delimiter};
    CsvRows rows(bytes, begin, delimiter, line);
    CsvRow row;
    while (sample.rows.size() < head_rows_max && rows.offset() - begin < head_bytes_max) {
        if (rows.skip_blank_lines(bytes_between_checks)) break;
        const std::size_t offset = rows.offset();
        const auto more = rows.next(row);
        // A row that is too long, or whose quote takes in the rest: what came before it has to do.
        if (!more || !*more || (row.broken && row.broken->code == "unterminated_quote")) break;
        HeadRow read{row.line, std::string(row.text), {}};
        for (const CsvField& field : row.fields)
            read.cells.push_back(field.escaped ? unescaped(field.text) : std::string(field.text));
        sample.rows.push_back(std::move(read));
        sample.offsets.push_back(offset);
    }
    return sample;
}

// How alike the rows are split: the number of fields that most rows have, more than one, and the first row
// that has it.
struct Regularity {
    std::size_t fields = 1;
    std::size_t rows = 0;
    std::size_t first_row = 0;
    friend auto operator<=>(const Regularity& left, const Regularity& right) {
        return std::pair(left.rows, left.fields) <=> std::pair(right.rows, right.fields);
    }
};

Regularity regularity_of(const Sample& sample) {
    Regularity best;
    for (std::size_t i = 0; i < sample.rows.size(); ++i) {
        const std::size_t fields = sample.rows[i].cells.size();
        const auto has_as_many = [fields](const HeadRow& row) { return row.cells.size() == fields; };
        const auto rows = static_cast<std::size_t>(std::ranges::count_if(sample.rows, has_as_many));
        if (fields > 1 && rows > best.rows) best = {fields, rows, i};
    }
    return best;
}

TableHead head_at(Sample& sample, std::size_t row, std::size_t begin, std::uint64_t line) {
    if (sample.rows.empty()) return {sample.delimiter, begin, line, {}};
    TableHead head{sample.delimiter, sample.offsets[row], sample.rows[row].line, {}};
    sample.rows.resize(row);
    head.preamble = std::move(sample.rows);
    return head;
}

// The separator that a line "sep=;" in front names, and what it takes of the file.
struct NamedSeparator {
    char delimiter = 0;
    std::size_t bytes = 0;
};

NamedSeparator named_separator(std::string_view text) {
    if (!text.starts_with("sep=") || text.size() < 6) return {};
    const bool is_pair = text[5] == '\r' && text.size() > 6 && text[6] == '\n';
    if (text[5] != '\n' && text[5] != '\r') return {};
    return {text[4], is_pair ? std::size_t{7} : std::size_t{6}};
}

}  // namespace

Result<TableHead> find_table(std::string_view bytes, std::size_t begin, const RowSink& sink,
                             const std::stop_token& stop) {
    std::uint64_t line = 1;
    std::vector<char> candidates(delimiters.begin(), delimiters.end());
    if (const auto named = named_separator(bytes.substr(begin)); named.bytes > 0) {
        candidates = {named.delimiter};
        begin += named.bytes;
        ++line;
    }
    std::vector<Sample> samples;
    for (const char delimiter : candidates) {
        if (stop.stop_requested()) return stopped();
        samples.push_back(sample_of(bytes, begin, line, delimiter));
    }

    Sample* known = nullptr;
    HeadingPlace place;
    for (Sample& sample : samples) {
        const HeadingPlace found = sink.find_headings(sample.rows);
        if (found.recognised <= place.recognised) continue;
        place = found;
        known = &sample;
    }
    if (known != nullptr) return head_at(*known, place.row, begin, line);

    const auto most_regular = std::ranges::max_element(samples, [](const Sample& left, const Sample& right) {
        return regularity_of(left) < regularity_of(right);
    });
    return head_at(*most_regular, regularity_of(*most_regular).first_row, begin, line);
}

}  // namespace insightflow::readers
