#include "domain/ingestion/normalise_batch.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "domain/ingestion/account_clocks.hpp"
#include "domain/ingestion/batch_rows.hpp"
#include "domain/ingestion/cells.hpp"
#include "domain/ingestion/column_map.hpp"
#include "domain/ingestion/completeness.hpp"
#include "domain/ingestion/currencies.hpp"
#include "domain/ingestion/extras.hpp"
#include "domain/ingestion/fold.hpp"
#include "domain/ingestion/line_dictionary.hpp"
#include "domain/ingestion/platforms.hpp"
#include "domain/ingestion/reading_notes.hpp"
#include "domain/ingestion/row_currency.hpp"
#include "domain/ingestion/row_filter.hpp"
#include "domain/ingestion/row_findings.hpp"
#include "domain/ingestion/row_measures.hpp"
#include "domain/ingestion/row_parts.hpp"
#include "domain/ingestion/row_time.hpp"
#include "domain/ingestion/settle_rows.hpp"
#include "domain/ingestion/source_version.hpp"
#include "domain/ingestion/spread.hpp"
#include "domain/ingestion/total_rows.hpp"
#include "domain/ingestion/truncation_signs.hpp"
#include "domain/text/joined.hpp"
#include "domain/text/spelling.hpp"

namespace insightflow {
namespace {

std::optional<std::string> normalised(const std::optional<std::string>& platform) {
    if (!platform) return std::nullopt;
    return normalise_platform(*platform);
}

}  // namespace

struct BatchNormaliser::State {
    State(BatchOptions given, NormaliseText normalise_text, ProfileShelf profile_shelf,
          const BatchLimits& batch_limits, TakeReject taker)
        : options(std::move(given)),
          shelf(std::move(profile_shelf)),
          limits(batch_limits),
          nfc(std::move(normalise_text)),
          take_reject(std::move(taker)),
          refusal(refused_options(options)),
          clocks(refusal ? BatchOptions{} : options),
          lines(platform(), nfc) {
        // An id that is made from a name is made so.
        if (options.complete_for && options.complete_for->account.value_or("").starts_with(name_id_prefix))
            options.complete_for->account = nfc(*options.complete_for->account);
    }

    // With the headings of its first rows: what the batch's profile says is in force from here on.
    void begin(const std::vector<std::string>& headings);
    std::optional<std::string> platform() const {
        return normalised(options.platform ? options.platform : profile.platform);
    }
    void count_row();
    // Whether rows are still judged, not only counted.
    bool is_open() const { return !refusal && !undecided(); }
    bool undecided() const { return findings.undecided() || filter.is_undecided(); }
    bool is_no_row(const RowView& row);
    void add_row(const RowView& row);
    void check_range(std::int32_t day, std::uint64_t line);
    bool over_limit();
    bool fits_shape(const Shape& row_shape, std::uint64_t line);
    void keep(const RowView& row, const RowTime& time, const SourceVersion& version,
              const RowMeasures& measures, std::uint32_t spelling, std::uint16_t currency,
              std::uint32_t extra);
    void keep_days(const RowView& row, RowTime time, const SourceVersion& version,
                   const RowMeasures& measures, std::uint32_t spelling, std::uint16_t currency,
                   std::uint32_t extra);
    // Ends the batch as a whole; what was held of it goes.
    void refuse(std::string reason);
    void reject(std::uint64_t line, const std::vector<RowFault>& faults);
    void reject_what_is_no_total();
    CheckedBatch refused();
    CheckedBatch settled();

    BatchOptions options;
    ProfileShelf shelf;
    BatchLimits limits;
    NormaliseText nfc;
    TakeReject take_reject;
    std::optional<Error> refusal;  // from then on rows are only counted
    std::vector<HeadRow> preamble{};
    bool has_begun = false;
    FoundProfile found{};
    Profile profile{};  // that is in force; says nothing where none is found
    ColumnMap columns{};
    RowFilter filter{};
    RowParts parts{};
    AccountClocks clocks;
    LineDictionary lines;
    RowCurrency currencies{};
    ExtrasPool extras{};
    bool is_table = false;
    DayRange range{};  // that the file says it is about
    TotalRows totals{};
    TruncationSigns signs{};
    RowFindings findings{};
    WarningTally warnings{};
    BatchRows rows{};
    std::optional<Shape> shape{};  // of the first row that passed
    std::string shape_place{};
    std::int64_t received = 0;
    std::int64_t rejected = 0;
    std::vector<Reject> rejects{};
};

void BatchNormaliser::State::begin(const std::vector<std::string>& headings) {
    if (std::exchange(has_begun, true)) return;
    found = find_profile(shelf, options.platform, headings, preamble);
    if (found.profile) profile = *found.profile;
    note_profile(found, shelf.said != nullptr, warnings);
    columns = map_by(options, profile);
    // Then an amount of 1.234 is no matter of course.
    if (profile.decimal == DecimalMark::comma) options.conventions.comma_likely = true;
    if (auto faults = faults_of(merged(options.promotions, profile.promotions)); !faults.empty())
        refuse("the settings of the source and the profile " + profile.name +
               " together promote a column that " + faults.front().detail);
    for (const Promotion& promotion : columns.promotions_of_measures())
        rows.facts.own_measures.push_back({{promotion.name, promotion.as == PromotedAs::amount}, {}});
    lines = LineDictionary(platform(), nfc);
    // Lines that were broken may have come before.
    totals.know(profile.totals);
    signs.know(profile);
    parts = RowParts(profile.adds_up_over);
    if (profile.only_rows) filter = RowFilter(*profile.only_rows, options.conventions.counted_value);
}

void BatchNormaliser::State::count_row() {
    ++received;
    if (received <= limits.rows_max || refusal) return;
    refuse("the batch has more than " + std::to_string(limits.rows_max) + " rows: send it in several files");
}

// Lines of a table that add up its rows, or say that there are more.
bool BatchNormaliser::State::is_no_row(const RowView& row) {
    if (!is_table || !is_open()) return false;
    findings.clear();
    return totals.takes(row, columns, options.conventions, findings) || signs.takes(row, columns);
}

void BatchNormaliser::State::add_row(const RowView& row) {
    findings.clear();
    const std::uint32_t spelling_number = lines.find(row);
    const LineSpelling& spelling = lines.spellings()[spelling_number];
    AccountClock& account = clocks.of(spelling, lines);
    const RowTime time = account.times.read(row, findings);
    const SourceVersion version = read_version(row, options.conventions.date_order, account.clock, findings);
    if (!spelling.faults.empty()) findings.add(spelling.faults);
    const auto currency = currencies.read(row, account.currency, rows.facts.currencies, findings);
    if (!options.conventions.comma_likely) options.conventions.comma_likely = has_dotted_day(row);
    const RowMeasures measures =
        read_measures(row, options.conventions, options.value_per_conversion_micros, findings);
    const std::uint32_t extra = columns.unknown().empty() ? 0 : extras.find(row, columns, findings);
    if (extra != 0) extras.count_again(time.days - 1);
    if (over_limit()) return;
    if (findings.faulty()) return reject(row.line(), findings.faults());

    Shape row_shape = spelling.shape;
    row_shape.grain = time.grain;
    row_shape.versions = version.kind;
    if (!fits_shape(row_shape, row.line())) return;
    for (const auto& pending : findings.warnings())
        warnings.note(pending.field, *pending.finding, 1, row.line());
    totals.add(measures, *currency);
    TruncationSigns::look_at(row, columns, warnings);
    if (time.days > 1) return keep_days(row, time, version, measures, spelling_number, *currency, extra);
    check_range(time.day, row.line());
    keep(row, time, version, measures, spelling_number, *currency, extra);
}

// Each day of the row is one that was received.
void BatchNormaliser::State::keep_days(const RowView& row, RowTime time, const SourceVersion& version,
                                       const RowMeasures& measures, std::uint32_t spelling,
                                       std::uint16_t currency, std::uint32_t extra) {
    warnings.note("", warning::spread_evenly, 1, row.line());
    for (int day = 0; day < time.days; ++day, ++time.day, ++time.bucket) {
        if (day > 0) count_row();
        if (refusal) return;
        check_range(time.day, row.line());
        keep(row, time, version, part_of_day(measures, day, time.days), spelling, currency, extra);
    }
}

void BatchNormaliser::State::check_range(std::int32_t day, std::uint64_t line) {
    if (!range.from || !range.to) return;
    const Day read{std::chrono::days{day}};
    if (read >= *range.from && read <= *range.to) return;
    warnings.note("", warning::outside_range, 1, line);
}

// What a batch may make us remember. Refuses it where it is more.
bool BatchNormaliser::State::over_limit() {
    const auto mib = [](std::size_t bytes) { return std::to_string(bytes >> 20) + " MiB"; };
    if (extras.bytes() > limits.extras_bytes_max)
        refuse("the unknown columns of the batch hold more than " + mib(limits.extras_bytes_max) +
               " of different values: leave some out, or send it in several files");
    else if (extras.total_bytes() > limits.extras_total_max)
        refuse("the unknown columns of the batch come to more than " + mib(limits.extras_total_max) +
               ": leave some out, or send it in several files");
    else if (lines.bytes() + parts.bytes() > limits.lines_bytes_max)
        refuse("the batch has more different accounts, campaigns, ads, countries and devices than " +
               mib(limits.lines_bytes_max) + " hold: send it in several files");
    return refusal.has_value();
}

void BatchNormaliser::State::refuse(std::string reason) {
    refusal = invalid_argument(std::move(reason));
    rows = {};
    extras = {};
    lines.forget();
}

bool BatchNormaliser::State::fits_shape(const Shape& row_shape, std::uint64_t line) {
    const auto place = [&] {
        return "row " + std::to_string(received) + " (line " + std::to_string(line) + ")";
    };
    if (!shape) {
        shape = row_shape;
        shape_place = place();
    }
    Shape wanted = row_shape;
    wanted.grain = profile.grain.value_or(row_shape.grain);
    wanted.level = profile.level.value_or(row_shape.level);
    if (wanted != row_shape) {
        refuse("the profile " + profile.name + " is for " + shape_text(wanted) + ", and the file has " +
               shape_text(row_shape));
        return false;
    }
    if (*shape == row_shape) return true;
    refuse("the batch mixes rows of different shapes: " + shape_place + " begins " + shape_text(*shape) +
           ", " + place() + " has " + shape_text(row_shape));
    return false;
}

void BatchNormaliser::State::keep(const RowView& row, const RowTime& time, const SourceVersion& version,
                                  const RowMeasures& measures, std::uint32_t spelling, std::uint16_t currency,
                                  std::uint32_t extra) {
    FactColumns& facts = rows.facts;
    const std::size_t rows_before = facts.rows();
    facts.line.push_back(lines.spellings()[spelling].line);
    facts.day.push_back(time.day);
    facts.bucket.push_back(time.bucket);
    if (time.grain != Grain::day) facts.utc_start_us.push_back(time.utc_start_us);
    if (version.kind != VersionKind::none) facts.version.push_back(version.value);
    facts.currency.push_back(currency);
    append(facts, measures);
    if (time.repeated_hour) rows.repeated_hours.push_back(static_cast<std::uint32_t>(rows_before));
    if (extra != 0) facts.extra.resize(rows_before, 0);
    if (extra != 0 || !facts.extra.empty()) facts.extra.push_back(extra);
    if (!parts.is_empty()) rows.breakdown.push_back(parts.number_of(row));
    rows.spelling.push_back(spelling);
    rows.row.push_back(static_cast<std::uint64_t>(received));
    rows.file_line.push_back(row.line());
}

void BatchNormaliser::State::reject(std::uint64_t line, const std::vector<RowFault>& faults) {
    ++rejected;
    const bool is_kept = rejects.size() < rejects_kept_max;
    if (!is_kept && !take_reject) return;
    Reject reject{static_cast<std::uint64_t>(received), line, faults};
    if (take_reject) take_reject(reject);
    if (is_kept) rejects.push_back(std::move(reject));
}

CheckedBatch BatchNormaliser::State::refused() {
    CheckedBatch batch;
    batch.outcomes.received = received;
    batch.outcomes.rejected = received;
    batch.refusal = std::move(refusal);
    return batch;
}

// A row that names nothing may be the sum of the others, which is known only at their end.
void BatchNormaliser::State::reject_what_is_no_total() {
    const auto line = totals.no_total();
    if (!line) return;
    ++received;
    reject(*line, {row_fault("", fault::not_the_sum)});
}

CheckedBatch BatchNormaliser::State::settled() {
    CheckedBatch batch;
    reject_what_is_no_total();
    batch.shape = shape.value_or(Shape{});
    const CollisionPolicy policy =
        options.collisions.value_or(profile.collisions.value_or(CollisionPolicy::reject));
    FoldOutcome folded = fold(rows, policy, take_reject);
    batch.outcomes.received = received;
    batch.outcomes.rejected = rejected + folded.rejected;
    batch.outcomes.accepted = received - batch.outcomes.rejected;
    batch.outcomes.folded = folded.folded;
    batch.facts =
        settle_rows(std::move(rows), folded.state, std::move(lines), std::move(extras).take(), warnings);
    batch.rejects = std::move(rejects);
    const auto own = static_cast<std::ptrdiff_t>(batch.rejects.size());
    std::ranges::move(folded.rejects, std::back_inserter(batch.rejects));
    std::ranges::inplace_merge(batch.rejects, batch.rejects.begin() + own, {}, &Reject::row);
    if (batch.rejects.size() > rejects_kept_max) batch.rejects.resize(rejects_kept_max);
    if (folded.unlike > 0) warnings.note("", folded_unlike, folded.unlike, folded.first_unlike);
    totals.finish(warnings);
    signs.finish(is_table, warnings);
    filter.finish(warnings);
    note_likeness(columns, warnings);
    note_promotions(columns, warnings);
    batch.warnings = std::move(warnings).take();
    for (const auto& unknown : columns.unknown()) batch.unknown_columns.push_back(unknown.heading);
    return batch;
}

BatchNormaliser::BatchNormaliser(BatchOptions options, NormaliseText nfc, const BatchLimits& limits,
                                 TakeReject take_reject, ProfileShelf shelf)
    : state_(std::make_unique<State>(std::move(options), std::move(nfc), std::move(shelf), limits,
                                     std::move(take_reject))) {}
BatchNormaliser::~BatchNormaliser() = default;
BatchNormaliser::BatchNormaliser(BatchNormaliser&&) noexcept = default;
BatchNormaliser& BatchNormaliser::operator=(BatchNormaliser&&) noexcept = default;

void BatchNormaliser::begin_table(const TableStart& start) {
    const auto& preamble = start.preamble;
    state_->is_table = true;
    state_->options.conventions.comma_likely = start.has_semicolons;
    state_->range = range_in(preamble);
    state_->preamble.assign(preamble.begin(), preamble.end());
    if (!preamble.empty())
        note({"preamble", "", "lines before the headings are no rows: passed over",
              static_cast<std::int64_t>(preamble.size()), preamble.front().line});
}

void BatchNormaliser::note(Warning warning) { state_->warnings.add(std::move(warning)); }

void BatchNormaliser::add(const TextChunk& chunk) {
    State& state = *state_;
    state.begin(chunk.columns);
    if (!state.refusal) state.refusal = state.columns.extend(chunk.columns);
    state.filter.extend(chunk.columns);
    state.parts.extend(chunk.columns);
    if (!state.refusal) state.extras.begin(chunk, state.columns);
    for (std::size_t row = 0; row < chunk.rows(); ++row) {
        const RowView view(chunk, row, state.columns);
        const bool is_left_out = state.filter.leaves_out(view);
        if (!is_left_out && state.is_no_row(view)) continue;
        state.signs.count(view.line());
        if (is_left_out) continue;
        state.count_row();
        if (state.is_open()) state.add_row(view);
    }
}

void BatchNormaliser::add_broken(const BrokenRow& row) {
    if (state_->is_table && (state_->totals.takes_broken(row) || state_->signs.takes(row))) return;
    state_->signs.count(row);
    state_->count_row();
    state_->reject(row.line, {{"", row.code, row.message}});
}

bool BatchNormaliser::undecided() const { return state_->undecided(); }

BatchReading BatchNormaliser::reading() const {
    return {state_->profile.name, state_->found.why, state_->platform(), state_->found.rivals,
            state_->columns.readings()};
}

std::int64_t BatchNormaliser::received() const { return state_->received; }

CheckedBatch BatchNormaliser::finish() && {
    State& state = *state_;
    if (!state.refusal && !state.found.rivals.empty())
        state.refuse("the file fits several profiles alike: say which with profile=" +
                     joined(state.found.rivals, " or profile="));
    if (!state.refusal && !state.columns.empty()) {
        const std::string platform = state.platform().value_or("");
        state.refusal = state.columns.missing(!platform.empty(), state.options.spread == Spread::even);
    }
    if (!state.refusal && state.received == 0 && state.filter.rows() > 0)
        state.refusal = invalid_argument(state.filter.nothing_left());
    if (state.refusal) return state.refused();
    CheckedBatch batch = state.settled();
    batch.complete_for = state.options.complete_for;
    if (batch.complete_for && batch.outcomes.accepted > 0)
        state.refusal = refused_completeness(*batch.complete_for, batch);
    if (!state.refusal) return batch;
    std::vector<Reject> rejects = std::move(batch.rejects);
    batch = state.refused();
    batch.rejects = std::move(rejects);
    return batch;
}

}  // namespace insightflow
