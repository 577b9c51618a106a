// The plain, slow, in-memory model of docs/semantics.md, written to be read beside it. It shares no code with
// the product.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace model {

__extension__ typedef __int128 Wide;
using Text = std::optional<std::string>;     // absent dimensions are null, and null is not ""
using Number = std::optional<std::int64_t>;  // measures may be null, and null is not 0

// impressions, clicks, cost, revenue, conversions, new_customers; the last four in millionths.
using Measures = std::array<Number, 6>;
// Views and refunds, the source's own, in millionths.
using OwnMeasures = std::array<Number, 2>;
enum Measure : std::size_t { impressions, clicks, cost, revenue, conversions, new_customers };

enum class Grain { day, hour, event };
enum class Level { account, campaign, ad_group, ad };
enum class Policy { reject, last, sum };
enum class Versions { none, integers, times };

struct Shape {
    Grain grain = Grain::day;
    Level level = Level::campaign;
    bool by_country = false;
    bool by_device = false;
    bool by_age = false;  // a dimension of the source's own
    Versions versions = Versions::none;
    bool operator==(const Shape&) const = default;
};

// Everything from platform to device, and what the source adds to it.
struct Line {
    std::string platform;
    Text account, campaign, ad_group, ad, country, device, age;
    auto operator<=>(const Line&) const = default;
};

// A row as it was sent, already read. bucket: 0 for a day, the local hour for an hour, the instant for an
// event.
struct Row {
    Line line;
    int day = 0;
    std::int64_t bucket = 0;
    bool repeated_hour = false;  // clocks went back over the hour: it stands for two
    Measures measures{};
    OwnMeasures own{};
    std::string currency;
    bool revenue_estimated = false;
    Text campaign_name;
    std::int64_t version = 0;  // of the source's own; times in microseconds
};

// The batch holds all there is of the account in these days.
struct CompleteFor {
    Text account;
    int from = 0, to = 0;
    bool covers(const Row& row) const {
        return row.line.account == account && from <= row.day && row.day <= to;
    }
};

struct Batch {
    int workspace = 0;
    std::string source;
    std::int64_t acceptance = 0;
    Shape shape;
    Policy policy = Policy::reject;
    Number value_per_conversion;  // millionths
    std::optional<CompleteFor> complete_for;
    std::vector<Row> rows;
};

// What rows come to; a sum is null where none of them has the measure.
struct Sums {
    std::int64_t rows = 0;
    std::array<std::optional<Wide>, 6> measures{};
};

// What a batch or an undo moved: days that it touched, and what its source came to on them right before it
// and right after it, by currency. A batch touches the days of its rows, and both touch the days on which a
// row came, went or changed.
struct Moved {
    std::int64_t days = 0;
    std::map<std::string, std::pair<Sums, Sums>> totals{};
};

struct Outcomes {
    std::int64_t received = 0, accepted = 0, rejected = 0;
    std::int64_t added = 0, restated = 0, unchanged = 0, folded = 0, stale = 0;
    std::int64_t retired = 0;  // rows of others that it ended, being complete
    Moved moved{};
};

// Which of two assertions of a key counts: the higher one.
struct Precedence {
    std::int64_t version = 0;
    std::int64_t acceptance = 0;
    auto operator<=>(const Precedence&) const = default;
};

// A row that was shown by the commits from <= s < to; without `to` it still is.
struct Version {
    std::string source;
    Row row;
    Precedence precedence;  // of the last one that asserted it
    std::int64_t from = 0;
    std::optional<std::int64_t> to;
};

struct Sum {
    std::optional<Wide> sum;  // null where the part is null in every row
    std::int64_t rows = 0;    // rows that carry the part
    bool operator==(const Sum&) const = default;
};

// The six measures, then estimated revenue, then acquired = new customers, else conversions.
struct Totals {
    std::array<Sum, 8> parts;
    std::int64_t rows = 0;
    Text first_currency, last_currency;  // of rows that carry money
    bool operator==(const Totals&) const = default;
};

enum class Column { day, source, platform, account, campaign, ad_group, ad, country, device, currency };

// Rows of the workspace whose columns are among the values, grouped by keys; with the campaign's name last
// where it is asked for.
struct Query {
    int workspace = 0;
    std::vector<Column> keys;
    bool campaign_name = false;
    std::vector<std::pair<Column, std::vector<std::string>>> filters;
    std::optional<int> from, to;
    enum class Bucket { day, week, month } bucket = Bucket::day;  // what Column::day groups by
    std::optional<std::int64_t> as_of;                            // right after that commit
};

// What an undo moved: rows that are no more, and rows that show what another batch says, also such as were
// not shown before.
struct Undone {
    std::int64_t ended = 0, restored = 0;
    Moved moved{};
};

// A campaign on a day, of one source and currency.
struct Cell {
    int day = 0;
    std::string source, platform;
    Text account, campaign;
    std::string currency;
    auto operator<=>(const Cell&) const = default;
};

// How a cell's figures differ between two commits, and the commits that changed any row of it.
struct Change {
    std::array<std::optional<Wide>, 6> before, after;
    std::int64_t rows_before = 0, rows_after = 0;
    std::set<std::int64_t> commits;
    bool operator==(const Change&) const = default;
};

// Keeps what every batch asserted, and nothing else: what is shown after a commit is worked out anew each
// time, from the batches that were applied and not undone by then.
class Store {
public:
    // nullopt: the source has another shape, and nothing has changed. Batches without an accepted row, and
    // those that say of themselves that they are complete and are not, are the caller's to leave out.
    std::optional<Outcomes> apply(const Batch& batch);

    // nullopt: no such batch is applied, or it is undone already.
    std::optional<Undone> undo(int workspace, std::int64_t acceptance);

    std::vector<Version> versions(int workspace) const;
    std::map<std::vector<Text>, Totals> totals(const Query& query) const;
    // Platform, account and campaign of what named a campaign right after the commit.
    std::map<std::vector<Text>, Totals> campaigns_as_of(int workspace, std::int64_t commit) const;
    // Cells with other sums, or another number of rows, right after until than right after since.
    std::map<Cell, Change> changes(int workspace, std::int64_t since, std::int64_t until) const;
    std::int64_t commits() const { return commits_; }

private:
    // A day or hour row is known by its day and bucket, an event by its instant alone: day is 0 for it.
    struct Key {
        std::string source;
        Line line;
        int day;
        std::int64_t bucket;
        auto operator<=>(const Key&) const = default;
    };
    struct Assertion {
        Row row;
        Precedence precedence;
    };
    using State = std::map<Key, Assertion>;
    struct Applied {
        std::string source;
        Shape shape;
        std::int64_t acceptance = 0;
        std::int64_t commit = 0;
        std::optional<std::int64_t> undone;
        std::optional<CompleteFor> complete_for;
        std::vector<std::pair<Key, Row>> rows;

        bool counts_after(std::int64_t last_commit) const {
            return commit <= last_commit && (!undone || last_commit < *undone);
        }
    };

    static Key key_of(const Batch& batch, const Row& row);
    const std::vector<Applied>& batches_of(int workspace) const;
    // A replay of the batches that count then, in the order of their acceptance.
    State shown_after(int workspace, std::int64_t commit) const;
    // Names are attributes: those of now, whatever is asked for.
    static Cell cell_of(const Key& key, const Row& row);
    void note_moves(int workspace, std::int64_t commit, std::map<Cell, Change>& changes) const;
    // days: those that are touched anyway.
    static Moved moved(const std::string& source, const State& before, const State& after,
                       std::set<int> days);
    Text campaign_name(int workspace, const Key& key) const;
    std::vector<Text> group_of(const Query& query, const Key& key, const Row& row) const;

    std::int64_t commits_ = 0;
    std::map<int, std::vector<Applied>> batches_;  // by workspace
};

// What is left of a batch's rows when keys that it holds more than once are settled by its policy, with
// received, accepted, rejected and folded counted.
std::vector<Row> fold(const Batch& batch, Outcomes& outcomes);

// Whether a batch of which these rows are left may say that it is complete: of day or hour rows, without
// versions, without a reject, and with a row of what it is complete for.
bool may_be_complete(const Batch& batch, const Outcomes& outcomes, const std::vector<Row>& rows);

// YYYY-MM-DD of a number of days since 1970-01-01.
std::string date_text(int day);

}  // namespace model
