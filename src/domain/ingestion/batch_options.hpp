// Options of a batch. They are resolved and frozen when the batch is taken in; a later change of a source's
// settings does not touch them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/base/result.hpp"
#include "domain/ingestion/account_settings.hpp"
#include "domain/ingestion/columns.hpp"
#include "domain/ingestion/conventions.hpp"
#include "domain/ingestion/promotions.hpp"
#include "domain/time/day.hpp"

namespace insightflow {

// What happens when one batch holds different rows of the same key.
enum class CollisionPolicy : std::uint8_t {
    reject,  // all rows of the key are rejected, each naming the others' lines (the default)
    last,    // the last one counts, the earlier ones are folded
    sum,     // their measures are added, all but one are folded; different currencies are rejected
};

// What becomes of rows that stand for several days: weeks, months, ranges.
enum class Spread : std::uint8_t {
    none,  // they are refused: a fact is of one day
    even,  // each day has an equal part, by largest remainder; revenue is marked as estimated
};

// The batch holds every row that there is of the account in these days: rows of the source that are stored
// and that it does not hold are ended. account: an id as the batch's rows have it; nullopt means the rows
// that name none.
struct CompleteFor {
    std::optional<std::string> account{};
    Day from{};
    Day to{};
    friend bool operator==(const CompleteFor&, const CompleteFor&) = default;
};

// A profile as a batch names it. version: of an own one; 0 of one that comes with the program.
struct ProfileName {
    std::string name{};
    std::int64_t version = 0;
    bool by_source = false;  // the settings of its source name it, not the batch itself
    friend bool operator==(const ProfileName&, const ProfileName&) = default;
};

struct BatchOptions {
    std::string source = "default";
    std::optional<std::string> platform{};        // normalised; for rows that name none
    std::optional<CollisionPolicy> collisions{};  // not said: as the profile has it, else reject
    std::optional<std::int64_t>
        value_per_conversion_micros{};  // writes revenue where it is null, marked as estimated
    // Heading of the column that tells which of two rows of a key is newer, whatever the order in which they
    // come; whole numbers or times.
    std::optional<std::string> version_column{};
    std::optional<CompleteFor> complete_for{};
    std::string currency = "USD";   // ISO 4217; for rows that name none
    std::string time_zone = "UTC";  // IANA name; tells the day of a timestamp and the instant of a local hour
    SettingsOfAccounts accounts{};  // count more than the two above, for rows of these accounts
    std::vector<ColumnChoice> columns{};  // what is said of columns; it counts more than their headings
    Conventions conventions{};            // how the file is written; what is not said, the file must tell
    Spread spread = Spread::none;
    std::vector<Promotion> promotions{};   // as they are set for the source; they count more than a profile's
    std::optional<ProfileName> profile{};  // not said: the one that is recognised in the file, if any
    friend bool operator==(const BatchOptions&, const BatchOptions&) = default;
};

// Why no batch can be read so: a currency or time zone that there is not.
std::optional<Error> refused_options(const BatchOptions& options);

}  // namespace insightflow
