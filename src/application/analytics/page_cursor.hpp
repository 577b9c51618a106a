// Cursors: where the next page of a listing begins, as a text that only the server can make. It is bound to
// what was asked: with another workspace, route or query it is not valid.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "application/accounts/crypto_functions.hpp"
#include "domain/base/result.hpp"
#include "domain/query/listing.hpp"

namespace insightflow {

struct PageCursor {
    EntityPlace after{};
    std::int64_t as_of = 0;
    friend bool operator==(const PageCursor&, const PageCursor&) = default;
};

// What a cursor of the plan's listing is bound to: everything of the plan but the page.
std::string cursor_scope(const ListingPlan& plan);

// Letters, digits, '-', '_' and '.'.
std::string seal_cursor(const PageCursor& cursor, std::string_view scope, const KeyedHash& keyed_hash);

// invalid_argument at #/query/cursor where this server has not made the text for this scope.
Result<PageCursor> open_cursor(std::string_view text, std::string_view scope, const KeyedHash& keyed_hash);

}  // namespace insightflow
