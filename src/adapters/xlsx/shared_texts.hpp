// The texts of a workbook that its cells name by their number.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/xlsx/xml_part.hpp"

namespace insightflow::xlsx {

// A text in pieces of different type is one text; how it is pronounced is none of it.
class SharedTexts final : public XmlEvents {
public:
    Result<void> begin(std::string_view name, const Attributes& attributes) override;
    Result<void> end(std::string_view name) override;
    Result<void> text(std::string_view piece) override;

    // nullopt where there are not so many.
    std::optional<std::string_view> at(std::uint64_t number) const;

private:
    std::string texts_{};  // one behind the other
    std::vector<std::uint32_t> ends_{};
    bool in_text_ = false;
    bool in_pronunciation_ = false;
};

}  // namespace insightflow::xlsx
