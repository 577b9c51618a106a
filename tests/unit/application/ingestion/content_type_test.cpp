#include "application/ingestion/content_type.hpp"

#include <gtest/gtest.h>

namespace insightflow {
namespace {

TEST(ContentType, TellsTheFormat) {
    const std::pair<std::string_view, BodyFormat> expected[] = {
        {"application/json", BodyFormat::json},
        {"Application/JSON ; Charset=\"UTF-8\"", BodyFormat::json},
        {"application/json;charset=utf8;", BodyFormat::json},
        {"application/x-ndjson", BodyFormat::ndjson},
        {"application/ndjson", BodyFormat::ndjson},
        {"application/jsonl", BodyFormat::ndjson},
        {"text/csv; header=present; charset=us-ascii", BodyFormat::csv},
        {"text/csv;charset=utf-16", BodyFormat::csv},
        {"text/tab-separated-values; charset=ISO-8859-1", BodyFormat::csv},
        {"application/zip", BodyFormat::content},
        {"application/octet-stream", BodyFormat::content},
        {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", BodyFormat::content},
    };
    for (const auto& [given, format] : expected) {
        const auto told = body_format_of(given);
        ASSERT_TRUE(told) << given;
        EXPECT_EQ(*told, format) << given;
    }
}

TEST(ContentType, OthersAreRefusedWithWhatIsTaken) {
    for (const std::string_view given :
         {"", ";", "text/plain", "application/jsonx", "json", "text/csv, text/csv",
          "application/json; charset=latin1", "text/csv;charset=koi8-r", "text/csv;charset="}) {
        const auto told = body_format_of(given);
        ASSERT_FALSE(told) << given;
        EXPECT_EQ(told.error().code, ErrorCode::unsupported_media_type);
        EXPECT_NE(told.error().message.find("application/x-ndjson"), std::string::npos);
        EXPECT_NE(told.error().message.find("text/csv"), std::string::npos);
        EXPECT_NE(told.error().message.find("application/octet-stream for XLSX, Parquet"), std::string::npos);
    }
}

TEST(ContentType, CurlsDefaultGetsAHint) {
    const auto told = body_format_of("application/x-www-form-urlencoded");
    ASSERT_FALSE(told);
    EXPECT_NE(told.error().message.find("-H \"Content-Type: "), std::string::npos);
}

TEST(ContentType, AHostileOneIsQuotedHarmlessly) {
    const auto told = body_format_of("text/\r\n\x1b[31m" + std::string(1000, 'x'));
    ASSERT_FALSE(told);
    EXPECT_LT(told.error().message.size(), 400u);
    EXPECT_EQ(told.error().message.find('\n'), std::string::npos);
    EXPECT_EQ(told.error().message.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace insightflow
