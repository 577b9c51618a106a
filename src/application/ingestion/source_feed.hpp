// Use case: keeps one source up to date by pulling it again and again. Every pull goes on where the newest
// batch of the source in the ledger ended, so that a restart pulls nothing twice and leaves nothing out.
#pragma once

#include <optional>
#include <stop_token>

#include "application/accounts/scope.hpp"
#include "application/ingestion/accept_batch.hpp"
#include "application/ingestion/batch_queue.hpp"
#include "application/ingestion/intake_store.hpp"
#include "application/ingestion/row_source.hpp"

namespace insightflow {

// Which days belong to the feed.
struct FeedDays {
    int first_pull = 1;          // so many, up to the newest, where the source has no batch yet
    int lag = 0;                 // 0: today is the newest; 1: yesterday
    std::optional<Day> first{};  // no earlier one, ever, whatever may be restated
    std::optional<Day> last{};   // no later one, ever
};

struct FeedPorts {
    BatchAcceptor& acceptor;
    IntakeStore& intakes;
    const BatchQueue& queue;
};

// A feed waits while so many batches are to be loaded.
inline constexpr std::size_t feed_backlog_max = 8;

// One thread at a time.
class SourceFeed {
public:
    // scope: as whom batches are sent. Errors: those of the store.
    static Result<SourceFeed> open(RowSource& source, FeedDays of, FeedPorts ports, AuthorisedScope scope);

    // Pulls what has changed since the pull before and takes it in as one batch; false where nothing has, or
    // where the queue is behind: the next pull then tells it. Errors: those of the source and the acceptor;
    // the next pull tells everything that this one should have.
    Result<bool> pull(Timestamp now, std::stop_token stop);

private:
    SourceFeed(RowSource& source, FeedDays of, FeedPorts ports, AuthorisedScope scope);
    std::optional<PullWindow> window(Timestamp now) const;

    RowSource* source_;
    RowSourceTraits traits_;
    FeedDays days_;
    FeedPorts ports_;
    AuthorisedScope scope_;
    std::optional<Timestamp> since_{};
};

}  // namespace insightflow
