// Random sequences of batches and undos through the product and through the model: they must agree on every
// outcome, on all versions of all rows, on the totals, now and as of any commit, and on what changed between.
// RapidCheck draws them and says its seed; RC_PARAMS="seed=... max_success=..." sets it, and how many there
// are.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <random>
#include <sstream>

#include "model/product_side.hpp"
#include "support/temporary_folder.hpp"

namespace model {
namespace {

std::string text_of(const Text& text) {
    return text ? std::string(1, '\'').append(*text).append("'") : std::string("null");
}

std::string text_of(const std::optional<std::int64_t>& number) {
    return number ? std::to_string(*number) : "null";
}

// A version as one line of text: what differs is then seen at once, and lines can be sorted.
std::string text_of(const Version& version) {
    std::ostringstream out;
    const Line& line = version.row.line;
    out << version.source << ' ' << line.platform;
    for (const Text* part :
         {&line.account, &line.campaign, &line.ad_group, &line.ad, &line.country, &line.device, &line.age}) {
        out << ' ' << text_of(*part);
    }
    out << " day " << version.row.day << " bucket " << version.row.bucket << " measures";
    for (const Number& measure : version.row.measures) out << ' ' << text_of(measure);
    for (const Number& own : version.row.own) out << ' ' << text_of(own);
    out << ' ' << version.row.currency << (version.row.revenue_estimated ? " estimated" : "") << " version "
        << version.precedence.version << " acceptance " << version.precedence.acceptance << " ["
        << version.from << ", " << text_of(version.to) << ")";
    return out.str();
}

std::vector<std::string> lines_of(const std::vector<Version>& versions) {
    std::vector<std::string> lines;
    for (const Version& version : versions) lines.push_back(text_of(version));
    std::sort(lines.begin(), lines.end());
    return lines;
}

std::string text_of(const std::optional<Wide>& sum) {
    if (!sum) return "null";
    // Two halves: no stream writes 128 bits.
    return std::to_string(static_cast<std::int64_t>(*sum / 1'000'000'000)) + "|" +
           std::to_string(static_cast<std::int64_t>(*sum % 1'000'000'000));
}

std::string text_of(const Moved& moved) {
    std::ostringstream out;
    out << " over " << moved.days << " days";
    for (const auto& [currency, sums] : moved.totals) {
        for (const Sums& side : {sums.first, sums.second}) {
            out << "\n  " << currency << " rows " << side.rows;
            for (const auto& measure : side.measures) out << ' ' << text_of(measure);
        }
    }
    return out.str();
}

std::string text_of(const Outcomes& rows) {
    std::ostringstream out;
    out << "received " << rows.received << " accepted " << rows.accepted << " rejected " << rows.rejected
        << " new " << rows.added << " restated " << rows.restated << " unchanged " << rows.unchanged
        << " folded " << rows.folded << " stale " << rows.stale << " retired " << rows.retired
        << text_of(rows.moved);
    return out.str();
}

std::string text_of(const std::map<std::vector<Text>, Totals>& groups) {
    std::ostringstream out;
    for (const auto& [key, totals] : groups) {
        for (const Text& part : key) out << text_of(part) << ' ';
        out << "rows " << totals.rows;
        for (const Sum& part : totals.parts) {
            out << ' ' << text_of(part.sum) << " in " << part.rows;
        }
        out << ' ' << text_of(totals.first_currency) << ' ' << text_of(totals.last_currency) << '\n';
    }
    return out.str();
}

std::string text_of(const std::map<Cell, Change>& changes) {
    std::ostringstream out;
    for (const auto& [cell, change] : changes) {
        out << cell.day << ' ' << cell.source << ' ' << cell.platform << ' ' << text_of(cell.account) << ' '
            << text_of(cell.campaign) << ' ' << cell.currency << " rows " << change.rows_before << " -> "
            << change.rows_after;
        for (std::size_t m = 0; m < change.before.size(); ++m)
            out << ' ' << text_of(change.before[m]) << " -> " << text_of(change.after[m]);
        out << " by";
        for (const std::int64_t commit : change.commits) out << ' ' << commit;
        out << '\n';
    }
    return out.str();
}

std::vector<Query> queries(int workspace) {
    const auto query = [&](std::vector<Column> keys, bool name = false,
                           std::vector<std::pair<Column, std::vector<std::string>>> filters = {}) {
        Query asked;
        asked.workspace = workspace;
        asked.keys = std::move(keys);
        asked.campaign_name = name;
        asked.filters = std::move(filters);
        return asked;
    };
    Query in_days = query({Column::source, Column::country, Column::device});
    in_days.from = in_days.to = 20'023;
    Query by_week = query({Column::day, Column::platform});
    by_week.bucket = Query::Bucket::week;
    Query by_month = query({Column::campaign, Column::day});
    by_month.bucket = Query::Bucket::month;
    return {
        query({}),
        query({Column::day, Column::platform}),
        query({Column::platform, Column::account, Column::campaign}, true),
        query({Column::currency, Column::ad_group, Column::ad}),
        query({Column::source}, false, {{Column::platform, {"google_ads"}}, {Column::account, {"a0", "a1"}}}),
        query({}, false, {{Column::campaign, {"c1"}}, {Column::day, {"2024-10-26", "2024-11-09"}}}),
        in_days,
        by_week,
        by_month,
    };
}

// What the model makes of a batch. One that leaves nothing accepted, or is not as complete as it says, is not
// applied at all.
ProductAnswer model_answer(Store& store, const Batch& batch) {
    Outcomes folded;
    const std::vector<Row> rows = fold(batch, folded);
    if (rows.empty()) return {true, folded};
    if (batch.complete_for && !may_be_complete(batch, folded, rows)) return {true, Outcomes{}};
    return {false, store.apply(batch)};
}

void expect_same(const ProductAnswer& product, const ProductAnswer& expected) {
    ASSERT_EQ(product.skipped, expected.skipped);
    ASSERT_EQ(product.outcomes.has_value(), expected.outcomes.has_value()) << "one of them refuses the shape";
    if (!expected.outcomes) return;
    ASSERT_EQ(text_of(*product.outcomes), text_of(*expected.outcomes));
}

std::string text_of(const std::optional<Undone>& undone) {
    if (!undone) return "nothing";
    return "ended " + std::to_string(undone->ended) + " restored " + std::to_string(undone->restored) +
           text_of(undone->moved);
}

// One sequence of batches and undos in a workspace of its own.
class Comparison {
public:
    Comparison(ProductSide& product, Store& store, Choices choices, int workspace)
        : product_(product),
          store_(store),
          turn_(choices.empty() ? 0 : choices.back()),
          workspace_(workspace),
          batches_(Generator(std::move(choices)).sequence(workspace)),
          commits_before_(store.commits()) {}

    void play() {
        for (std::size_t i = 0, next = 0; i < batches_.size(); i = next) {
            SCOPED_TRACE("batch " + std::to_string(i));
            if (batches_[i].after_a_restart) product_.reopen();
            next = i + 1;
            while (next < batches_.size() && batches_[next].with_the_one_before &&
                   batches_[next - 1].undo_then.empty())
                ++next;
            for (std::size_t n = i; n < next; ++n)
                expected_.push_back(model_answer(store_, batches_[n].batch));
            apply(i, next - i);
            const GeneratedBatch& last = batches_[next - 1];
            if (last.apply_again) apply(next - 1);
            for (const std::size_t undone : last.undo_then) undo(undone);
            if (::testing::Test::HasFatalFailure()) return;
        }
    }

    void compare() {
        ASSERT_EQ(lines_of(product_.versions(workspace_)), lines_of(store_.versions(workspace_)));
        Query by_cell;
        by_cell.workspace = workspace_;
        by_cell.keys = {Column::day, Column::source, Column::currency};
        for (std::int64_t commit = commits_before_ + 1; commit <= store_.commits(); ++commit) {
            by_cell.as_of = commit;
            ASSERT_EQ(text_of(product_.totals(by_cell)), text_of(store_.totals(by_cell))) << commit;
        }
        // Each sequence asks for the total and one of the groupings in turn, now and as of an earlier commit.
        const auto asked = queries(workspace_);
        for (Query query : {asked.front(), asked[1 + turn_ % (asked.size() - 1)]}) {
            ASSERT_EQ(text_of(product_.totals(query)), text_of(store_.totals(query)));
            query.as_of = earlier_commit();
            ASSERT_EQ(text_of(product_.totals(query)), text_of(store_.totals(query))) << *query.as_of;
        }
        ASSERT_EQ(text_of(product_.campaigns_as_of(workspace_, earlier_commit())),
                  text_of(store_.campaigns_as_of(workspace_, earlier_commit())));
        compare_converted();
        // From an earlier commit to now, or from the beginning to the earlier one.
        const auto [since, until] = turn_ % 2 == 0 ? std::pair{earlier_commit(), store_.commits()}
                                                   : std::pair{commits_before_, earlier_commit()};
        ASSERT_EQ(text_of(product_.changes(workspace_, since, until)),
                  text_of(store_.changes(workspace_, since, until)))
            << "between " << since << " and " << until;
    }

private:
    std::string id_of(std::size_t i) const {
        return std::to_string(workspace_).append("-").append(std::to_string(i));
    }

    void apply(std::size_t first, std::size_t count = 1) {
        std::vector<std::string> ids;
        for (std::size_t i = first; i < first + count; ++i) ids.push_back(id_of(i));
        const auto answers = product_.apply(std::span(batches_).subspan(first, count), ids);
        for (std::size_t i = 0; i < count; ++i) {
            SCOPED_TRACE("answer of batch " + std::to_string(first + i));
            expect_same(answers[i], expected_[first + i]);
            if (::testing::Test::HasFatalFailure()) return;
        }
    }

    // Rates of pounds for the days of the history and those before, with gaps of every length.
    Rates rates() const {
        static constexpr std::array<int, 6> thousandths{500, 800, 1'100, 1'250, 3'000, 7};
        Rates made{"GBP", {}};
        std::mt19937 random(static_cast<std::mt19937::result_type>(turn_));
        for (const char* currency : {"EUR", "USD"})
            for (int day = 20'012; day <= 20'025; ++day)
                if (random() % 4 == 0)
                    made.of_day[{currency, day}] = thousandths[random() % thousandths.size()];
        return made;
    }

    void compare_converted() {
        const std::string into = turn_ % 3 == 0 ? "GBP" : turn_ % 3 == 1 ? "EUR" : "USD";
        Query query;
        query.workspace = workspace_;
        if (turn_ % 2 == 0) query.keys = {Column::platform, Column::campaign};
        if (turn_ % 5 == 0) query.as_of = earlier_commit();
        ASSERT_EQ(product_.converted(query, rates(), into), converted(store_, query, rates(), into)) << into;
    }

    // An undone batch that is handed over again stays undone.
    void undo(std::size_t i) {
        SCOPED_TRACE("undo of batch " + std::to_string(i));
        const auto undone = store_.undo(workspace_, batches_[i].batch.acceptance);
        ASSERT_EQ(text_of(product_.undo(workspace_, id_of(i))), text_of(undone));
        if (undone) apply(i);
    }

    // One of this sequence, in turn.
    std::int64_t earlier_commit() const {
        const std::int64_t commits = store_.commits() - commits_before_;
        return commits_before_ + (commits == 0 ? 0 : 1 + static_cast<std::int64_t>(turn_) % commits);
    }

    ProductSide& product_;
    Store& store_;
    std::size_t turn_;  // each sequence asks for other things
    int workspace_;
    std::vector<GeneratedBatch> batches_;
    std::vector<ProductAnswer> expected_{};
    std::int64_t commits_before_;
};

// RapidCheck makes small numbers first, where it is not told otherwise.
rc::Gen<Choices> any_choices() {
    const auto choice = rc::gen::inRange<std::uint32_t>(0, 1U << 20);
    return rc::gen::resize(rc::kNominalSize, rc::gen::container<Choices>(choices_max, choice));
}

TEST(Differential, ProductAndModelAgreeOnRandomSequencesOfBatches) {
    const insightflow::testing::TemporaryFolder folder;
    ProductSide product(folder.path() / "facts.duckdb");
    Store store;
    int workspace = 0;
    const bool agree = rc::check("product and model agree", [&] {
        Comparison sequence(product, store, *any_choices(), ++workspace);
        sequence.play();
        if (!HasFatalFailure()) sequence.compare();
        RC_ASSERT(!HasFatalFailure());
    });
    EXPECT_TRUE(agree);
    EXPECT_EQ(product.last_commit_sequence(), store.commits());
}

Choices choices_of(std::uint64_t seed) {
    std::mt19937 random(static_cast<std::mt19937::result_type>(seed));
    Choices choices(choices_max);
    std::ranges::generate(choices, std::ref(random));
    return choices;
}

// The generator must reach every outcome, or the test above proves little.
TEST(Generator, EveryOutcomeIsFrequent) {
    Store store;
    Outcomes all;
    int refused = 0;
    int skipped = 0;
    int undos = 0;
    int complete = 0;
    std::int64_t ended = 0;
    std::int64_t restored = 0;
    for (std::uint64_t seed = 1; seed <= 500; ++seed) {
        const int workspace = static_cast<int>(seed);
        const auto sequence = Generator(choices_of(seed)).sequence(workspace);
        for (const auto& generated : sequence) {
            const ProductAnswer answer = model_answer(store, generated.batch);
            for (const std::size_t undone : generated.undo_then) {
                const auto moved = store.undo(workspace, sequence[undone].batch.acceptance);
                undos += moved ? 1 : 0;
                ended += moved ? moved->ended : 0;
                restored += moved ? moved->restored : 0;
            }
            skipped += answer.skipped ? 1 : 0;
            refused += answer.outcomes ? 0 : 1;
            if (answer.skipped || !answer.outcomes) continue;
            all.rejected += answer.outcomes->rejected;
            all.added += answer.outcomes->added;
            all.restated += answer.outcomes->restated;
            all.unchanged += answer.outcomes->unchanged;
            all.folded += answer.outcomes->folded;
            all.stale += answer.outcomes->stale;
            all.retired += answer.outcomes->retired;
            complete += generated.batch.complete_for ? 1 : 0;
        }
    }
    EXPECT_GT(refused, 30);
    EXPECT_GT(skipped, 50);
    for (const std::int64_t rows :
         {all.rejected, all.added, all.restated, all.unchanged, all.folded, all.stale}) {
        EXPECT_GT(rows, 200) << text_of(all);
    }
    EXPECT_GT(complete, 200);
    EXPECT_GT(all.retired, 50);
    EXPECT_GT(undos, 300);
    EXPECT_GT(ended, 200);
    EXPECT_GT(restored, 200);
}

}  // namespace
}  // namespace model
