#include "application/ingestion/typed_rows.hpp"

#include <gtest/gtest.h>

#include <array>

namespace insightflow {
namespace {

using Item = TypedRowReader::Item;

std::string written() {
    std::string bytes;
    TypedRowWriter writer([&bytes](std::string_view piece) { bytes += piece; });
    writer.begin_sheet({"first", false});
    const std::array cells{TypedCell{0, CellKind::text, "Day"}, TypedCell{7, CellKind::number, "1.50"},
                           TypedCell{8, CellKind::null, ""}};
    writer.row(12, cells);
    writer.begin_sheet({"second", true});
    writer.finish();
    return bytes;
}

TEST(TypedRows, ComeBackAsTheyWere) {
    const std::string bytes = written();
    TypedRowReader reader(bytes);
    ASSERT_EQ(reader.next().value(), Item::sheet);
    EXPECT_EQ(reader.sheet().name, "first");
    EXPECT_FALSE(reader.sheet().is_headed);
    ASSERT_EQ(reader.next().value(), Item::row);
    EXPECT_EQ(reader.line(), 12U);
    ASSERT_EQ(reader.cells().size(), 3U);
    EXPECT_EQ(reader.cells()[1].column, 7U);
    EXPECT_EQ(reader.cells()[1].kind, CellKind::number);
    EXPECT_EQ(reader.cells()[1].text, "1.50");
    ASSERT_EQ(reader.next().value(), Item::sheet);
    EXPECT_TRUE(reader.sheet().is_headed);
    EXPECT_EQ(reader.next().value(), Item::end);
    EXPECT_EQ(reader.offset(), bytes.size());
}

TEST(TypedRows, WhatBreaksOffIsAnError) {
    const std::string bytes = written();
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        TypedRowReader reader(std::string_view(bytes).substr(0, size));
        Result<Item> item = Item::sheet;
        while (item && *item != Item::end) item = reader.next();
        ASSERT_FALSE(item) << size;
        EXPECT_EQ(item.error().code, ErrorCode::internal);
    }
}

TEST(TypedRows, BytesBehindTheEndAndKindsThatAreNoneAreErrors) {
    EXPECT_FALSE(TypedRowReader(std::string("Ex")).next());
    std::string bytes;
    TypedRowWriter writer([&bytes](std::string_view piece) { bytes += piece; });
    const std::array cells{TypedCell{0, static_cast<CellKind>(77), "x"}};
    writer.row(1, cells);
    writer.finish();
    EXPECT_FALSE(TypedRowReader(bytes).next());
}

}  // namespace
}  // namespace insightflow
