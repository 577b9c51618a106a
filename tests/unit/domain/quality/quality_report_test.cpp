#include "domain/quality/quality_report.hpp"

#include <gmock/gmock.h>

#include "domain/quality/answer_warnings.hpp"
#include "domain/quality/history_findings.hpp"
#include "domain/quality/overlaps.hpp"
#include "unit/domain/quality/figures.hpp"

namespace insightflow::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

QualityReport report_of(std::vector<SourceFigures> sources, Day today = long_after) {
    return assess({7, std::move(sources), {}}, today, "UTC");
}

BatchFigures batch_of(std::string id, std::int64_t received, std::int64_t accepted,
                      std::optional<Day> first = monday, std::optional<Day> last = day_after(3)) {
    BatchFigures batch;
    batch.batch_id = std::move(id);
    batch.received = received;
    batch.accepted = accepted;
    batch.first_day = first;
    batch.last_day = last;
    return batch;
}

FactsPlan plan_of(std::vector<RowFilter> filters = {}, DayRange days = {}) {
    FactsPlan plan;
    plan.filters = std::move(filters);
    plan.days = days;
    return plan;
}

TEST(QualityReport, CleanDataHasNoFindings) {
    SourceFigures source = source_of("ads", account_of(90, usual));
    source.batches = {batch_of("one", 100, 95)};
    const QualityReport report = report_of({source});
    EXPECT_THAT(report.findings, IsEmpty());
    EXPECT_EQ(report.commit_sequence, 7);
    ASSERT_THAT(report.sources, SizeIs(1));
    EXPECT_EQ(report.sources[0].accounts, 1U);
    EXPECT_THAT(report.sources[0].days, SizeIs(90));
    EXPECT_EQ(counts_in(report.sources[0], {day_after(1), day_after(2)}).rows, 101 + 102);
    EXPECT_EQ(counts_in(report.sources[0], {}).rows, 90 * 102);
}

TEST(QualityReport, ASourceWithoutRowsHasNone) {
    SourceFigures source = source_of("ads", {"google_ads", {}, {}});
    EXPECT_THAT(report_of({source}).findings, IsEmpty());
}

TEST(QualityReport, AGapSaysWhatIsUsual) {
    const auto report =
        report_of({source_of("ads", account_of(60, [](Day day) {
                                 return day == day_after(30) ? DayFigures{day, {}, {}} : day_of(day, 50, 10);
                             }))});
    ASSERT_THAT(report.findings, SizeIs(1));
    const QualityFinding& gap = report.findings[0];
    EXPECT_EQ(gap.code, QualityCode::gap);
    EXPECT_EQ(gap.platform, "google_ads");
    EXPECT_EQ(gap.account_id, "act_1");
    EXPECT_EQ(gap.first_day, day_after(30));
    EXPECT_EQ(gap.days, 1);
    EXPECT_EQ(gap.seen, from_count(0));
    EXPECT_EQ(gap.expected, from_count(50));
    EXPECT_EQ(report.counts[static_cast<std::size_t>(QualityCode::gap)], 1);
}

TEST(QualityReport, OutliersOfDaysThatFollowAreOneFinding) {
    const auto report = report_of({source_of("ads", account_of(60, [](Day day) {
                                                 if (day == day_after(40)) return day_of(day, 100, 4000);
                                                 if (day == day_after(41)) return day_of(day, 100, 9000);
                                                 if (day == day_after(42)) return day_of(day, 100, 6000);
                                                 if (day == day_after(50)) return day_of(day, 10, 500);
                                                 return day_of(day, 100, 500);
                                             }))});
    ASSERT_THAT(report.findings, SizeIs(2));
    const QualityFinding& rows = report.findings[0];
    EXPECT_EQ(rows.code, QualityCode::row_count_outlier);
    EXPECT_EQ(rows.seen, from_count(10));
    EXPECT_EQ(rows.expected, from_count(100));
    EXPECT_THAT(rows.message, HasSubstr("less rows"));
    const QualityFinding& spend = report.findings[1];
    EXPECT_EQ(spend.code, QualityCode::spend_outlier);
    EXPECT_EQ(spend.currency, "USD");
    EXPECT_EQ(spend.first_day, day_after(40));
    EXPECT_EQ(spend.last_day, day_after(42));
    EXPECT_EQ(spend.days, 3);
    EXPECT_EQ(spend.seen->text(), "9000");
    EXPECT_EQ(spend.expected->text(), "500");
    EXPECT_THAT(spend.message, HasSubstr("more spend"));
}

TEST(QualityReport, ADayThatIsNotOverCannotHaveTooLittle) {
    const auto source =
        source_of("ads", account_of(60, [](Day day) {
                      return day == day_after(59) ? day_of(day, 5, 20) : day_of(day, 100, 500);
                  }));
    EXPECT_THAT(report_of({source}, day_after(59)).findings, IsEmpty());
    EXPECT_THAT(report_of({source}, day_after(60)).findings, SizeIs(2));
}

TEST(QualityReport, AFieldThatGoesMissingIsOneFinding) {
    const auto report = report_of({source_of("ads", account_of(60, [](Day day) {
                                                 DayFigures figures = day_of(day, 100, 500);
                                                 figures.counts.present[field_device] = 0;
                                                 if (day >= day_after(40) && day < day_after(42))
                                                     figures.counts.present[0] = 25;
                                                 if (day == day_after(45)) figures.counts.present[0] = 0;
                                                 if (day == day_after(3)) figures.counts.present[1] = 0;
                                                 return figures;
                                             }))});
    ASSERT_THAT(report.findings, SizeIs(2));
    const QualityFinding& missing = report.findings[1];
    EXPECT_EQ(missing.code, QualityCode::missing_values);
    EXPECT_EQ(missing.field, "impressions");
    EXPECT_EQ(missing.days, 2);
    EXPECT_EQ(missing.seen->text(), "0.25");
    EXPECT_EQ(missing.expected->text(), "1");
    EXPECT_FALSE(missing.platform);
}

TEST(QualityReport, ValidationIsToldOfTheSourceAndOfEachBatch) {
    SourceFigures source = source_of("ads", account_of(30, usual));
    source.batches = {batch_of("good", 100, 100), batch_of("bad", 100, 80, day_after(1), day_after(9)),
                      batch_of("refused", 50, 0, {}, {}), batch_of("empty", 0, 0)};
    const auto report = report_of({source});
    ASSERT_THAT(report.findings, SizeIs(3));
    EXPECT_EQ(report.findings[0].severity, QualitySeverity::warning);
    EXPECT_EQ(report.findings[0].seen->text(), "0.72");
    EXPECT_EQ(report.findings[0].expected->text(), "0.95");
    EXPECT_EQ(report.findings[0].first_day, monday);
    EXPECT_EQ(report.findings[0].days, 10);
    EXPECT_EQ(report.findings[1].batch_id, "bad");
    EXPECT_EQ(report.findings[1].severity, QualitySeverity::notice);
    EXPECT_EQ(report.findings[2].batch_id, "refused");
    EXPECT_FALSE(report.findings[2].first_day);
    EXPECT_FALSE(touches(report.findings[2], {monday, {}}));
    EXPECT_TRUE(touches(report.findings[2], {}));
    EXPECT_FALSE(validation_of(source.batches[3]).rate());
    source.batches = {batch_of("small", 10, 8)};
    const auto small = report_of({source});
    ASSERT_THAT(small.findings, SizeIs(2));
    EXPECT_EQ(small.findings[0].severity, QualitySeverity::notice);
}

TEST(QualityReport, TwoSourcesOfAnAccountOverlapWhereTheirDaysMeet) {
    const auto early = source_of("api", account_of(30, usual));
    SourceFigures late = source_of("sheet", account_of(40, usual));
    late.accounts[0].days.erase(late.accounts[0].days.begin(), late.accounts[0].days.begin() + 20);
    const auto findings = overlap_findings({early, late});
    ASSERT_THAT(findings, SizeIs(1));
    EXPECT_EQ(findings[0].code, QualityCode::overlap);
    EXPECT_THAT(findings[0].sources, ElementsAre("api", "sheet"));
    EXPECT_EQ(findings[0].first_day, day_after(20));
    EXPECT_EQ(findings[0].last_day, day_after(29));
    EXPECT_EQ(findings[0].days, 10);
    EXPECT_THAT(overlap_findings({late, early}), SizeIs(1));
    late.accounts[0].days.erase(late.accounts[0].days.begin(), late.accounts[0].days.begin() + 10);
    EXPECT_THAT(overlap_findings({early, late}), IsEmpty());
    late.accounts[0] = account_of(30, usual);
    late.accounts[0].account_id = "act_2";
    EXPECT_THAT(overlap_findings({early, late}), IsEmpty());
}

TEST(QualityReport, CampaignRowsBesideAdRowsAreToldAsSuch) {
    const auto campaigns = source_of("api", account_of(30, usual));
    SourceFigures ads = source_of("sheet", account_of(30, usual));
    ads.shape.level = Level::ad;
    const auto findings = overlap_findings({campaigns, ads});
    ASSERT_THAT(findings, SizeIs(1));
    EXPECT_EQ(findings[0].code, QualityCode::level_mismatch);
    EXPECT_THAT(findings[0].message, HasSubstr("sheet has day rows at ad level"));
}

TEST(QualityReport, ASourceIsLateOnADay) {
    SourceFigures source = source_of("ads", account_of(10, usual));
    for (int i = 1; i < 11; ++i) source.arrivals.push_back({day_after(i), day_after(i - 1)});
    const auto report = report_of({source});
    EXPECT_FALSE(late_finding(report.sources[0], day_after(11)));
    const auto late = late_finding(report.sources[0], day_after(15));
    ASSERT_TRUE(late);
    EXPECT_EQ(late->first_day, day_after(10));
    EXPECT_EQ(late->last_day, day_after(15));
    EXPECT_EQ(late->seen, from_count(5));
    EXPECT_THAT(late->message, HasSubstr("No batch"));
    EXPECT_THAT(findings_on(report, day_after(15)), SizeIs(1));
    EXPECT_THAT(findings_on(report, day_after(11)), IsEmpty());
}

TEST(QualityReport, BatchesThatBringNothingNewMakeASourceLate) {
    SourceFigures source = source_of("ads", account_of(10, usual));
    for (int i = 1; i < 20; ++i) source.arrivals.push_back({day_after(i), day_after(std::min(i - 1, 9))});
    for (int i = 0; i < 8; ++i) source.arrivals.erase(source.arrivals.begin() + 10);
    const auto late = late_finding(report_of({source}).sources[0], day_after(20));
    ASSERT_TRUE(late);
    EXPECT_THAT(late->message, HasSubstr("newest day"));
}

TEST(QualityReport, OfTooManyFindingsTheWarningsAreKept) {
    SourceFigures source = source_of("ads", account_of(30, usual));
    for (std::size_t i = 0; i < quality_findings_max + 5; ++i)
        source.batches.push_back(batch_of("b" + std::to_string(i), 10, 1));
    const auto report = report_of({source});
    EXPECT_THAT(report.findings, SizeIs(quality_findings_max));
    EXPECT_EQ(report.left_out, 6U);
    EXPECT_EQ(report.counts[static_cast<std::size_t>(QualityCode::validation_rate)],
              static_cast<std::int64_t>(quality_findings_max) + 6);
    EXPECT_TRUE(std::ranges::any_of(report.findings, [](const QualityFinding& finding) {
        return finding.severity == QualitySeverity::warning;
    }));
}

QualityFinding gap_of(std::string source, std::string account, Day first, Day last) {
    QualityFinding finding;
    finding.code = QualityCode::gap;
    finding.sources = {std::move(source)};
    finding.platform = "google_ads";
    finding.account_id = std::move(account);
    finding.first_day = first;
    finding.last_day = last;
    return finding;
}

TEST(QualityWarnings, SayOneSentenceForACode) {
    const std::vector<QualityFinding> findings{
        gap_of("a", "1", monday, day_after(1)), gap_of("b", "1", day_after(4), day_after(5)),
        gap_of("c", "1", monday, monday), gap_of("d", "1", monday, monday)};
    EXPECT_THAT(quality_warnings(findings, plan_of()),
                ElementsAre("Quality (gap): no rows on days that usually have some, in a, b, c and 1 more, "
                            "2024-01-01 to 2024-01-06 (4 findings). /api/v1/data/quality tells more."));
    EXPECT_THAT(quality_warnings({findings[2]}, plan_of()),
                ElementsAre("Quality (gap): no rows on days that usually have some, in c, 2024-01-01. "
                            "/api/v1/data/quality tells more."));
}

TEST(QualityWarnings, AreOfTheDaysAndRowsAskedForAlone) {
    const std::vector<QualityFinding> gap{gap_of("a", "1", monday, day_after(1))};
    const auto told = [&](const FactsPlan& plan) { return !quality_warnings(gap, plan).empty(); };
    EXPECT_TRUE(told(plan_of({}, {day_after(1), {}})));
    EXPECT_FALSE(told(plan_of({}, {day_after(2), {}})));
    EXPECT_FALSE(told(plan_of({}, {{}, day_after(-1)})));
    EXPECT_TRUE(told(plan_of({{KeyColumn::source, {"a"}}})));
    EXPECT_FALSE(told(plan_of({{KeyColumn::source, {"b"}}})));
    EXPECT_TRUE(told(plan_of({{KeyColumn::platform, {"google_ads"}}})));
    EXPECT_FALSE(told(plan_of({{KeyColumn::platform, {"meta_ads"}}})));
    EXPECT_TRUE(told(plan_of({{KeyColumn::account_id, {"1"}}})));
    EXPECT_FALSE(told(plan_of({{KeyColumn::account_id, {"2"}}})));
    EXPECT_TRUE(told(plan_of({{KeyColumn::campaign_id, {"c"}}})));
    FactsPlan earlier = plan_of();
    earlier.as_of = 3;
    EXPECT_FALSE(told(earlier));
}

TEST(QualityWarnings, OfTwoSourcesConcernWhoAsksForBoth) {
    std::vector<QualityFinding> findings{gap_of("a", "1", monday, monday)};
    findings[0].code = QualityCode::level_mismatch;
    findings[0].sources = {"a", "b"};
    EXPECT_FALSE(quality_warnings(findings, plan_of()).empty());
    EXPECT_FALSE(quality_warnings(findings, plan_of({{KeyColumn::source, {"a", "b", "c"}}})).empty());
    EXPECT_TRUE(quality_warnings(findings, plan_of({{KeyColumn::source, {"a"}}})).empty());
}

TEST(QualityWarnings, LeaveNoticesAndOverlapsOut) {
    QualityFinding finding = gap_of("a", "1", monday, monday);
    finding.severity = QualitySeverity::notice;
    EXPECT_THAT(quality_warnings({finding}, plan_of()), IsEmpty());
    finding.severity = QualitySeverity::warning;
    finding.code = QualityCode::overlap;
    EXPECT_THAT(quality_warnings({finding}, plan_of()), IsEmpty());
    finding.code = QualityCode::validation_rate;
    finding.platform.reset();
    finding.first_day.reset();
    finding.last_day.reset();
    EXPECT_THAT(quality_warnings({finding}, plan_of({{KeyColumn::platform, {"x"}}})),
                ElementsAre(HasSubstr("last batches accepted, in a. /api")));
    EXPECT_EQ(name_of(finding.code), "validation_rate");
}

}  // namespace
}  // namespace insightflow::testing
