#include "domain/base/fault_list.hpp"

#include <algorithm>
#include <numeric>

namespace insightflow {
namespace {

constexpr std::size_t token_bytes_max = 64;

// Characters that RFC 3986 allows in a fragment as they are.
bool is_fragment_char(char c) {
    constexpr std::string_view marks = "-._~!$&'()*+,;=:@?";
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           marks.find(c) != std::string_view::npos;
}

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

void FaultList::add(std::string pointer, std::string detail) {
    if (faults_.size() >= faults_max) {
        ++left_out_;
        return;
    }
    faults_.push_back({std::move(pointer), std::move(detail)});
}

std::vector<Fault> FaultList::take() {
    if (left_out_ > 0) faults_.push_back({"#", std::to_string(left_out_) + " more faults are not listed"});
    left_out_ = 0;
    return std::move(faults_);
}

std::string pointer_to(std::string_view parent, std::string_view token) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string out(parent);
    out += '/';
    for (const char c : token.substr(0, token_bytes_max)) {
        if (c == '~') {
            out += "~0";
        } else if (c == '/') {
            out += "~1";
        } else if (is_fragment_char(c)) {
            out += c;
        } else {
            out += '%';
            out += hex[static_cast<unsigned char>(c) >> 4];
            out += hex[static_cast<unsigned char>(c) & 15];
        }
    }
    return out;
}

std::string did_you_mean(std::string_view name, std::span<const std::string_view> known) {
    if (name.size() > token_bytes_max) return {};
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
