#include "application/ingestion/ingest_options.hpp"

#include <gtest/gtest.h>

#include <set>

namespace insightflow {
namespace {

TEST(IngestOptions, DefaultsWhereNothingIsGiven) { EXPECT_EQ(resolve_options({}).value(), BatchOptions{}); }

TEST(IngestOptions, AreNormalised) {
    const auto options = resolve_options({"shop.eu_1-a",
                                          "Google Ads",
                                          CollisionPolicy::sum,
                                          2'500'000,
                                          "Updated At",
                                          {},
                                          "eur",
                                          "America/New_York"});
    ASSERT_TRUE(options);
    EXPECT_EQ(*options, (BatchOptions{"shop.eu_1-a",
                                      "google_ads",
                                      CollisionPolicy::sum,
                                      2'500'000,
                                      "Updated At",
                                      {},
                                      "EUR",
                                      "America/New_York"}));
    const Day day = std::chrono::year{2024} / 1 / 15;
    EXPECT_EQ(resolve_options({.complete_for = "a:2024-01-15..2024-01-15"}).value().complete_for,
              (CompleteFor{"a", day, day}));
}

TEST(IngestOptions, WhatIsSaidOfTheFileIsKept) {
    const auto options = resolve_options({.map = {"Kosten=cost", "X=ignore"},
                                          .decimal = DecimalMark::comma,
                                          .date_order = DateOrder::month_first,
                                          .spread = Spread::even});
    ASSERT_TRUE(options);
    EXPECT_EQ(options->spread, Spread::even);
    ASSERT_EQ(options->columns.size(), 2U);
    EXPECT_EQ(text_of(options->columns[0]), "Kosten=cost");
    EXPECT_EQ(options->conventions, (Conventions{DecimalMark::comma, DateOrder::month_first}));
    const auto refused =
        resolve_options({.map = {"Kosten", "A=cost", " a =clicks", std::string(600, 'x') + "=cost"}});
    ASSERT_FALSE(refused);
    ASSERT_EQ(refused.error().faults.size(), 3U);
    for (const Fault& fault : refused.error().faults) EXPECT_EQ(fault.pointer, "#/query/map");
    EXPECT_EQ(refused.error().faults[1].detail, "The column 'a' is named twice.");
    EXPECT_FALSE(resolve_options({.map = std::vector<std::string>(101, "A=cost")}));
}

TEST(IngestOptions, ABatchIsNotCompleteByVersions) {
    const auto refused = resolve_options({.version_column = "v", .complete_for = "a:2024-01-15..2024-01-15"});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().faults.at(0).pointer, "#/query/complete_for");
    EXPECT_FALSE(resolve_options({.version_column = " "}));
    EXPECT_FALSE(resolve_options({.version_column = std::string(257, 'v')}));
    EXPECT_FALSE(resolve_options({.complete_for = "January"}));
}

TEST(IngestOptions, AllFaultsAreToldAtOnce) {
    const auto refused = resolve_options({"my shop", " - ", {}, -1, {}, {}, "US", "Mars/Olympus"});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
    std::vector<std::string> pointers;
    for (const Fault& fault : refused.error().faults) pointers.push_back(fault.pointer);
    EXPECT_EQ(pointers,
              (std::vector<std::string>{"#/query/source", "#/query/platform", "#/query/value_per_conversion",
                                        "#/query/currency", "#/query/time_zone"}));
}

TEST(IngestOptions, SourcesAreShortPlainNames) {
    for (const std::string& good :
         {std::string("a"), std::string("0"), std::string("Shop-1.eu_x"), std::string(64, 's')})
        EXPECT_TRUE(resolve_options({.source = good})) << good;
    for (const std::string& bad :
         {std::string(), std::string(65, 's'), std::string(".hidden"), std::string("-x"), std::string("a/b"),
          std::string("a b"), std::string("\xC3\xA9"), std::string("a\n")})
        EXPECT_FALSE(resolve_options({.source = bad})) << bad;
}

TEST(IngestOptions, PlatformsArePrintable) {
    EXPECT_EQ(resolve_options({.platform = "My Own Network"})->platform, "my_own_network");
    for (const std::string& bad :
         {std::string(), std::string("a\nb"), std::string("\xFF"), std::string(65, 'p')})
        EXPECT_FALSE(resolve_options({.platform = bad})) << bad;
}

TEST(IdempotencyKey, IsPrintableAsciiUpTo255) {
    EXPECT_TRUE(check_idempotency_key("a"));
    EXPECT_TRUE(check_idempotency_key("\"quoted key\" ~"));
    EXPECT_TRUE(check_idempotency_key(std::string(255, 'k')));
    for (const std::string& bad : {std::string(), std::string(256, 'k'), std::string("a\tb"),
                                   std::string("\xC3\xA9"), std::string("a\0b", 3)})
        EXPECT_FALSE(check_idempotency_key(bad)) << bad;
}

TEST(RequestText, DiffersWithEverythingThatMakesARequest) {
    const RequestedOptions options;
    std::set<std::string> texts{request_text("hash", BodyFormat::csv, options),
                                request_text("other", BodyFormat::csv, options),
                                request_text("hash", BodyFormat::json, options)};
    const auto with = [&](auto change) {
        RequestedOptions changed = options;
        change(changed);
        texts.insert(request_text("hash", BodyFormat::csv, changed));
    };
    with([](RequestedOptions& o) { o.source = "shop"; });
    with([](RequestedOptions& o) { o.platform = "meta_ads"; });
    with([](RequestedOptions& o) { o.collisions = CollisionPolicy::last; });
    with([](RequestedOptions& o) { o.value_per_conversion_micros = 0; });
    with([](RequestedOptions& o) { o.currency = "EUR"; });
    with([](RequestedOptions& o) { o.time_zone = "Europe/Berlin"; });
    with([](RequestedOptions& o) { o.version_column = "v"; });
    with([](RequestedOptions& o) { o.complete_for = "v"; });
    with([](RequestedOptions& o) { o.version_column = "v\ncomplete_for 1:v"; });
    with([](RequestedOptions& o) {
        o.version_column = "v";
        o.complete_for = "v";
    });
    EXPECT_EQ(texts.size(), 13u);
}

}  // namespace
}  // namespace insightflow
