// The rows of one sheet, as typed rows.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/xlsx/cell_values.hpp"
#include "adapters/xlsx/shared_texts.hpp"
#include "adapters/xlsx/xml_part.hpp"
#include "application/ingestion/typed_rows.hpp"

namespace insightflow::xlsx {

// What cells mean is told by other files of the workbook. shown: by the number of a cell's style.
struct CellRules {
    const SharedTexts& texts;
    const std::vector<Shown>& shown;
    bool since_1904 = false;
};

// Cells without a value are left out, and rows without cells. Errors of the file are told with row and
// column.
class SheetPart final : public XmlEvents {
public:
    SheetPart(const CellRules& rules, TypedRowWriter& out) : rules_(rules), out_(out) {}

    Result<void> begin(std::string_view name, const Attributes& attributes) override;
    Result<void> end(std::string_view name) override;
    Result<void> text(std::string_view piece) override;

private:
    struct KeptCell {
        std::uint32_t column = 0;
        CellKind kind = CellKind::null;
        std::size_t begin = 0;
        std::size_t bytes = 0;
    };

    Result<void> begin_row(const Attributes& attributes);
    Result<void> begin_cell(const Attributes& attributes);
    Result<void> end_cell();
    void end_row();
    void keep(CellKind kind, std::string_view text);
    void keep_number();
    Error fault(const std::string& what) const;

    const CellRules& rules_;
    TypedRowWriter& out_;

    std::uint64_t row_ = 0;  // from 1; 0 before the first
    std::uint32_t next_column_ = 0;
    std::vector<KeptCell> cells_{};
    std::string texts_{};  // of the row's cells, one behind the other
    std::vector<TypedCell> typed_{};

    std::string type_{};
    std::uint32_t style_ = 0;
    std::string value_{};
    bool in_cell_ = false;
    bool in_value_ = false;
    bool is_formula_ = false;
    bool in_pronunciation_ = false;
};

}  // namespace insightflow::xlsx
