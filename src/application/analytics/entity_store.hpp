// Port: lists what has rows, from the facts and their dictionaries.
#pragma once

#include <stop_token>

#include "domain/base/result.hpp"
#include "domain/query/listing.hpp"

namespace insightflow {

// Any thread calls it, several at once.
class EntityStore {
public:
    virtual ~EntityStore() = default;

    // At most plan.rows_max rows, in the plan's order, all as of one commit. Errors: deadline_exceeded when
    // stopped.
    virtual Result<EntityPage> list(const ListingPlan& plan, std::stop_token stop) = 0;
};

}  // namespace insightflow
