#include "adapters/xlsx/shared_texts.hpp"

#include "adapters/xlsx/limits.hpp"

namespace insightflow::xlsx {

Result<void> SharedTexts::begin(std::string_view name, const Attributes&) {
    if (name == "rPh") in_pronunciation_ = true;
    if (name == "t") in_text_ = !in_pronunciation_;
    return {};
}

Result<void> SharedTexts::end(std::string_view name) {
    if (name == "rPh") in_pronunciation_ = false;
    if (name == "t") in_text_ = false;
    if (name != "si") return {};
    if (ends_.size() == shared_texts_max)
        return invalid_argument("there are more than " + std::to_string(shared_texts_max) + " texts");
    const std::size_t begin = ends_.empty() ? 0 : ends_.back();
    if (texts_.size() - begin > text_bytes_max)
        return invalid_argument("text " + std::to_string(ends_.size() + 1) + " is longer than 1 MiB");
    ends_.push_back(static_cast<std::uint32_t>(texts_.size()));
    return {};
}

Result<void> SharedTexts::text(std::string_view piece) {
    if (!in_text_) return {};
    if (piece.size() > shared_bytes_max - texts_.size())
        return invalid_argument("its texts come to more than " + std::to_string(shared_bytes_max) + " bytes");
    texts_ += piece;
    return {};
}

std::optional<std::string_view> SharedTexts::at(std::uint64_t number) const {
    if (number >= ends_.size()) return std::nullopt;
    const std::uint32_t begin = number == 0 ? 0 : ends_[number - 1];
    return std::string_view(texts_).substr(begin, ends_[number] - begin);
}

}  // namespace insightflow::xlsx
