// `insightflow import --preview FILE`: how a file would be read, for a person.
#pragma once

#include "cli/client.hpp"

namespace insightflow::cli {

// Prints it, as JSON where wanted. exit_ok where the file would count, else exit_data.
Attempt<int> preview_file(Client& client, const Parameters& query, const Upload& file, bool as_json);

// What is warned of, after the column that it is about.
std::string warning_in_words(const JsonValue& warning);

}  // namespace insightflow::cli
