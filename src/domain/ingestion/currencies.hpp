// Currencies that ads are billed in.
#pragma once

#include <string_view>

namespace insightflow {

// A code of ISO 4217 in upper case: those in use, and those withdrawn since 2023, which older facts still
// carry. Metals, funds and test codes are not currencies here.
bool is_currency(std::string_view code);

// Whether three letters, in any case, are likely to be meant as a currency where they stand among words:
// "cost_all" is no sum in leks.
bool is_telling_code(std::string_view letters);

}  // namespace insightflow
