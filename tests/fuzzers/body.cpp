#include "fuzzers/body.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include "adapters/readers/readers.hpp"
#include "adapters/text/nfc.hpp"
#include "application/ingestion/read_batch.hpp"
#include "fuzzers/shelf.hpp"

namespace insightflow::fuzzers {
namespace {

// Passes chunks on row by row.
class RowByRow final : public RowSink {
public:
    explicit RowByRow(RowSink& sink) : sink_(sink) {}
    HeadingPlace find_headings(std::span<const HeadRow> rows) const override {
        return sink_.find_headings(rows);
    }
    void begin_table(const TableStart& start) override { sink_.begin_table(start); }
    void note(const Warning& warning) override { sink_.note(warning); }
    void broken_row(const BrokenRow& row) override { sink_.broken_row(row); }
    void progress(std::uint64_t bytes_read) override { sink_.progress(bytes_read); }
    void rows(const TextChunk& chunk) override {
        if (chunk.rows() < 2) return sink_.rows(chunk);
        for (std::size_t row = 0; row < chunk.rows(); ++row) {
            TextChunk one{chunk.columns, {}, {chunk.line[row]}};
            for (const auto& cells : chunk.cells)
                one.cells.push_back(row < cells.size() ? std::vector<Cell>{cells[row]} : std::vector<Cell>{});
            sink_.rows(one);
        }
    }

private:
    RowSink& sink_;
};

class RowByRowReader final : public BatchReader {
public:
    explicit RowByRowReader(BodyFormat format) : reader_(readers::make_reader(format)) {}
    Result<void> read(const std::filesystem::path& file, RowSink& sink, std::stop_token stop) override {
        RowByRow sliced(sink);
        return reader_->read(file, sliced, std::move(stop));
    }

private:
    std::unique_ptr<BatchReader> reader_;
};

// The one file that all inputs are written to, one after the other.
class BodyFile {
public:
    BodyFile()
        : path_(std::filesystem::temp_directory_path() /
                ("insightflow-fuzzed-" + std::to_string(::getpid()))) {}
    ~BodyFile() {
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
    }
    BodyFile(const BodyFile&) = delete;
    BodyFile& operator=(const BodyFile&) = delete;
    const std::filesystem::path& holding(std::string_view bytes) {
        std::ofstream file(path_, std::ios::binary | std::ios::trunc);
        file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        file.close();
        require(file.good(), "the body can be written", path_.native());
        return path_;
    }

private:
    std::filesystem::path path_;
};

struct Given {
    BatchOptions options{};
    ProfileShelf shelf{};
};

Given drawn_options(Drawn& drawn) {
    static const auto profiles = shipped_profiles();
    Given given;
    BatchOptions& options = given.options;
    const std::size_t marks = drawn.one_of(9);
    if (marks % 3 > 0)
        options.conventions.decimal_mark = marks % 3 == 1 ? DecimalMark::point : DecimalMark::comma;
    if (marks / 3 > 0)
        options.conventions.date_order = marks / 3 == 1 ? DateOrder::day_first : DateOrder::month_first;
    const std::size_t rules = drawn.one_of(12);
    if (rules % 2 == 1) options.spread = Spread::even;
    if (rules / 2 == 3) options.value_per_conversion_micros = 12'500'000;
    if (rules / 2 < 3) options.collisions = static_cast<CollisionPolicy>(rules / 2);
    if (rules / 2 == 4) options.version_column = "version";
    constexpr std::array zones{"UTC", "America/New_York", "Pacific/Apia"};
    options.time_zone = zones[drawn.one_of(zones.size())];
    const std::size_t profile = drawn.one_of(profiles->size() + 3);
    if (profile != 1) options.platform = "google_ads";
    if (profile == 1 || profile == 2) given.shelf.known = profiles;
    if (profile > 2) {
        given.shelf.said = std::shared_ptr<const Profile>(profiles, &(*profiles)[profile - 3]);
        if (given.shelf.said->platform) options.platform = given.shelf.said->platform;
    }
    return given;
}

struct BodyRead {
    ReadBatch batch{};
    std::vector<Question> questions{};  // of its columns
};

BodyRead read(const std::filesystem::path& path, std::size_t bytes, BodyFormat format, const Given& given,
              const MakeReader& make_reader) {
    static const NormaliseText nfc = [](std::string_view text) { return text::nfc(text); };
    RejectCollector rejects(nullptr);
    ColumnSamples samples;
    const BodyToRead body{path, bytes, format, given.options, given.shelf};
    BodyRead out;
    out.batch = read_batch(body, {make_reader, nfc, rejects, {}, &samples}, {});
    out.questions = samples.questions(out.batch.reading, given.options.spread);
    return out;
}

bool are_equal(const Reject& left, const Reject& right) {
    return left.row == right.row && left.line == right.line &&
           std::ranges::equal(left.faults, right.faults, [](const RowFault& one, const RowFault& other) {
               return one.field == other.field && one.code == other.code && one.message == other.message;
           });
}

void require_equal(const CheckedBatch& left, const CheckedBatch& right) {
    const std::string_view same = "rows one by one give what chunks give";
    require(left.outcomes == right.outcomes, same, "outcomes");
    require(left.refusal.has_value() == right.refusal.has_value(), same, "refusal");
    if (left.refusal) require(left.refusal->message == right.refusal->message, same, left.refusal->message);
    require(std::ranges::equal(left.rejects, right.rejects, are_equal), same, "rejects");
    require(left.warnings == right.warnings, same, "warnings");
    require(left.unknown_columns == right.unknown_columns, same, "unknown columns");
    const FactColumns& facts = left.facts;
    const FactColumns& others = right.facts;
    require(facts.line == others.line && facts.lines == others.lines && facts.names == others.names, same,
            "lines");
    require(facts.day == others.day && facts.bucket == others.bucket &&
                facts.utc_start_us == others.utc_start_us && facts.version == others.version,
            same, "times");
    require(facts.currency == others.currency && facts.currencies == others.currencies, same, "currencies");
    require(facts.extra == others.extra && facts.extras == others.extras, same, "unknown columns of rows");
    for (const Measure measure : all_measures)
        require(facts.of(measure).value == others.of(measure).value &&
                    facts.of(measure).present == others.of(measure).present,
                same, "measures");
}

// At most: each byte of a line end counts for one.
std::uint64_t lines_max(std::string_view bytes) {
    return 1 + static_cast<std::uint64_t>(
                   std::ranges::count_if(bytes, [](char c) { return c == '\n' || c == '\r'; }));
}

void check_facts(const FactColumns& facts) {
    const auto are_below = [](const auto& numbers, std::size_t end) {
        return std::ranges::all_of(numbers, [end](auto number) { return number < end; });
    };
    require(facts.day.size() == facts.rows() && facts.bucket.size() == facts.rows(),
            "columns are of one length");
    require(are_below(facts.line, facts.lines.size()), "a fact's line is there");
    require(facts.names.size() == facts.lines.size(), "a line has its names");
    require(facts.currency.size() == facts.rows() && are_below(facts.currency, facts.currencies.size()),
            "a fact's currency is there");
    require(facts.extra.empty() ||
                (facts.extra.size() == facts.rows() && are_below(facts.extra, facts.extras.size())),
            "a fact's unknown columns are there");
    for (const std::int32_t day : facts.day) {
        const Day read{std::chrono::days{day}};
        require(read >= fact_day_min && read <= fact_day_max, "a day is within its bounds", day_text(read));
    }
    for (const Measure measure : all_measures) {
        const MeasureColumn& column = facts.of(measure);
        require(column.value.size() == facts.rows() && column.present.size() == facts.rows(),
                "a measure has a cell for each row");
        for (std::size_t row = 0; row < facts.rows(); ++row) {
            if (column.present[row] == 0) continue;
            const std::int64_t value = column.value[row];
            if (is_count(measure))
                require(value >= 0, "a count is not negative");
            else
                require(value >= -micros_max && value <= micros_max, "an amount is within its bounds");
        }
    }
}

void check_report(const CheckedBatch& checked, std::uint64_t lines) {
    const RowOutcomes& outcomes = checked.outcomes;
    require(outcomes.received == outcomes.accepted + outcomes.rejected, "accepted + rejected = received");
    require(outcomes.folded >= 0 && outcomes.folded <= outcomes.accepted, "folded rows were accepted");
    const auto rows = static_cast<std::int64_t>(checked.facts.rows());
    if (checked.refusal) {
        require(!checked.refusal->message.empty(), "a refusal has a reason");
        require(outcomes.rejected == outcomes.received && rows == 0, "nothing of a refused batch counts");
    } else {
        require(rows == outcomes.accepted - outcomes.folded, "facts are what was accepted and not folded");
        require(static_cast<std::int64_t>(checked.rejects.size()) ==
                    std::min<std::int64_t>(outcomes.rejected, rejects_kept_max),
                "each rejected row is listed");
    }
    std::uint64_t row_before = 0;
    for (const Reject& reject : checked.rejects) {
        require(reject.line >= 1 && reject.line <= lines, "a reject's line is in the file");
        require(reject.row > row_before, "rejects are in the order of rows, each once");
        require(reject.row <= static_cast<std::uint64_t>(outcomes.received), "a reject is a row");
        require(!reject.faults.empty() && !reject.faults.front().code.empty(), "a reject has a reason");
        row_before = reject.row;
    }
    for (const Warning& warning : checked.warnings) {
        require(!warning.code.empty() && !warning.message.empty(), "a warning says what it is");
        require(warning.first_line <= lines, "a warning's line is in the file", warning.code);
        require(warning.rows >= 0, "a warning counts rows", warning.code);
    }
    check_facts(checked.facts);
}

}  // namespace

void check_body(BodyFormat format, Drawn& drawn) {
    static BodyFile file;
    static const MakeReader plain = [](BodyFormat of) { return readers::make_reader(of); };
    static const MakeReader row_by_row = [](BodyFormat of) { return std::make_unique<RowByRowReader>(of); };
    Given given = drawn_options(drawn);
    const std::string_view bytes = drawn.rest();
    if (bytes.empty()) return;  // an empty body is refused before it is read
    const auto& path = file.holding(bytes);

    const BodyRead whole = read(path, bytes.size(), format, given, plain);
    const BodyRead sliced = read(path, bytes.size(), format, given, row_by_row);
    require(whole.batch.read.has_value() == sliced.batch.read.has_value(), "reading again gives the same");
    if (whole.batch.read) {
        check_report(whole.batch.checked, lines_max(bytes));
        require_equal(whole.batch.checked, sliced.batch.checked);
    } else {
        require(!whole.batch.read.error().message.empty(), "an error has a reason");
    }
    if (whole.batch.questions.empty()) return;
    for (const Question& question : whole.batch.questions)
        require(
            question.choices.size() >= 2 && question.choices.size() <= 3 && question.line <= lines_max(bytes),
            "a question has two answers, or three");
    given.options.conventions.decimal_mark = DecimalMark::comma;
    for (const DateOrder order : {DateOrder::month_first, DateOrder::year_first}) {
        given.options.conventions.date_order = order;
        const BodyRead answered = read(path, bytes.size(), format, given, plain);
        require(answered.batch.questions.empty(), "an answer is enough");
        if (answered.batch.read) check_report(answered.batch.checked, lines_max(bytes));
    }
}

}  // namespace insightflow::fuzzers
