// The ports of ingestion in memory, with faults on demand. Each store keeps its content when the use cases
// above it are thrown away, as a disk does when the process ends.
#pragma once

#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <stdexcept>

#include "application/ingestion/accept_batch.hpp"
#include "application/ingestion/load_batch.hpp"
#include "application/ingestion/spool.hpp"
#include "unit/application/ingestion/fake_fact_store.hpp"
#include "unit/application/ingestion/fake_intake_store.hpp"
#include "unit/application/ingestion/fake_spool.hpp"

namespace insightflow::testing {

inline const std::string good_body =
    "date,platform,campaign_id,clicks,cost\n2025-03-01,google_ads,c1,10,2.5\n2025-03-02,google_ads,c1,20,3.5";

inline std::span<const std::byte> bytes_of(const std::string& text) { return std::as_bytes(std::span(text)); }

// Batch number n, accepted n-th.
inline BatchId numbered_id(int n) {
    std::string digits = std::to_string(n);
    return std::string(26 - digits.size(), '0') + digits;
}

inline Intake numbered_intake(int n) {
    Intake intake;
    intake.workspace = workspace;
    intake.batch_id = numbered_id(n);
    intake.acceptance = n;
    intake.format = BodyFormat::csv;
    intake.received_at = noon;
    return intake;
}

}  // namespace insightflow::testing
