#include "application/ingestion/source_feed.hpp"

#include <algorithm>

#include "domain/time/day_in_zone.hpp"

namespace insightflow {

using std::chrono::days;

SourceFeed::SourceFeed(RowSource& source, FeedDays of, FeedPorts ports, AuthorisedScope scope)
    : source_(&source), traits_(source.traits()), days_(of), ports_(ports), scope_(std::move(scope)) {}

Result<SourceFeed> SourceFeed::open(RowSource& source, FeedDays of, FeedPorts ports, AuthorisedScope scope) {
    SourceFeed feed(source, of, ports, std::move(scope));
    const auto newest =
        ports.intakes.list(feed.scope_.workspace, {feed.traits_.batch.options.source, {}}, std::nullopt, 1);
    if (!newest) return newest.error();
    if (!newest->empty()) feed.since_ = newest->front().received_at;
    return feed;
}

std::optional<PullWindow> SourceFeed::window(Timestamp now) const {
    const std::string zone = traits_.batch.options.time_zone.value_or("UTC");
    PullWindow window;
    window.as_of = now;
    window.since = since_;
    window.last_day = day_in_zone(now, zone) - days{days_.lag};
    if (days_.last) window.last_day = std::min(window.last_day, *days_.last);
    window.first_day = since_ ? day_in_zone(*since_, zone) - days{traits_.restated_days}
                              : window.last_day - days{days_.first_pull - 1};
    if (days_.first) window.first_day = std::max(window.first_day, *days_.first);
    if (window.first_day > window.last_day) return std::nullopt;
    return window;
}

Result<bool> SourceFeed::pull(Timestamp now, std::stop_token stop) {
    if (ports_.queue.backlog() >= feed_backlog_max) return false;
    // A clock that was set back has nothing new to tell until it is past the last pull again.
    if (since_ && now <= *since_) return false;
    const auto window = this->window(now);
    if (!window) return false;
    auto batch = ports_.acceptor.begin(scope_, traits_.batch, now);
    if (!batch) return batch.error();
    const auto rows = source_->pull(
        *window, [&](std::span<const std::byte> bytes) { return (*batch)->write(bytes); }, std::move(stop));
    if (!rows) return rows.error();
    if (*rows > 0)
        if (const auto accepted = (*batch)->finish(now); !accepted) return accepted.error();
    since_ = now;
    return *rows > 0;
}

}  // namespace insightflow
