#include "domain/text/did_you_mean.hpp"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace insightflow {
namespace {

constexpr std::size_t name_bytes_max = 64;

// Steps from one name to another: a letter added, dropped, changed, or two neighbours swapped. For names of a
// few characters.
std::size_t distance(std::string_view left, std::string_view right) {
    std::vector<std::size_t> before_last(right.size() + 1);
    std::vector<std::size_t> last(right.size() + 1);
    std::vector<std::size_t> row(right.size() + 1);
    std::iota(last.begin(), last.end(), std::size_t{0});
    for (std::size_t i = 0; i < left.size(); ++i) {
        row[0] = i + 1;
        for (std::size_t j = 0; j < right.size(); ++j) {
            row[j + 1] = std::min({last[j] + (left[i] == right[j] ? 0 : 1), row[j] + 1, last[j + 1] + 1});
            if (i > 0 && j > 0 && left[i] == right[j - 1] && left[i - 1] == right[j])
                row[j + 1] = std::min(row[j + 1], before_last[j - 1] + 1);
        }
        std::swap(before_last, last);
        std::swap(last, row);
    }
    return last.back();
}

}  // namespace

std::string did_you_mean(std::string_view name, std::span<const std::string_view> known) {
    if (name.size() > name_bytes_max) return {};
    const std::size_t allowed = name.size() < 4 ? 1 : 2;
    std::size_t best = allowed + 1;
    std::string_view nearest;
    for (const auto candidate : known) {
        const std::size_t steps = distance(name, candidate);
        if (steps < best && steps < candidate.size()) {
            best = steps;
            nearest = candidate;
        }
    }
    if (nearest.empty()) return {};
    return "; did you mean '" + std::string(nearest) + "'?";
}

}  // namespace insightflow
