#include "http/core/worker_pool.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <thread>
#include <vector>

namespace insightflow::http {
namespace {

struct Tally {
    std::atomic<int> running{0};
    std::atomic<int> most{0};
    std::atomic<int> ran{0};

    void work() {
        const int now = ++running;
        for (int before = most; before < now && !most.compare_exchange_weak(before, now);) {
        }
        std::this_thread::yield();
        ++ran;
        --running;
    }
};

TEST(WorkerPool, EveryWorkRunsOnceAndNoTenantHasAllTheThreads) {
    constexpr int tenants = 3;
    constexpr int works = 2000;
    constexpr std::size_t threads = 4;
    std::array<Tally, tenants> tallies{};
    {
        WorkerPool pool(threads, {});
        std::vector<std::jthread> senders;
        for (int tenant = 0; tenant < tenants; ++tenant)
            senders.emplace_back([&pool, &tally = tallies[tenant], tenant] {
                for (int i = 0; i < works; ++i)
                    pool.run({std::to_string(tenant), std::to_string(i % 7)}, [&tally] { tally.work(); });
            });
        senders.clear();
        pool.join();
    }
    for (const Tally& tally : tallies) {
        EXPECT_EQ(tally.ran, works);
        EXPECT_LT(tally.most, static_cast<int>(threads));
    }
}

TEST(WorkerPool, AClientATenantAndAllTogetherHaveABound) {
    WorkerPool pool(1, {.waiting_per_client_max = 1, .waiting_per_tenant_max = 2, .waiting_max = 4});
    std::vector<std::optional<WorkerPool::Ticket>> held;
    const auto admit = [&](const Caller& caller) {
        auto ticket = pool.admit(caller);
        const bool admitted = ticket.has_value();
        if (admitted) held.push_back(std::move(ticket));
        return admitted;
    };
    // One runs, and beside it so many wait.
    EXPECT_TRUE(admit({"a", "a1"}));
    EXPECT_TRUE(admit({"a", "a1"}));
    EXPECT_FALSE(admit({"a", "a1"})) << "the client's share";
    EXPECT_TRUE(admit({"a", "a2"}));
    EXPECT_FALSE(admit({"a", "a2"})) << "the tenant's share";
    EXPECT_TRUE(admit({"b", "b1"}));
    EXPECT_TRUE(admit({"b", "b1"}));
    EXPECT_FALSE(admit({"c", "c1"})) << "all together";
    held.clear();
    EXPECT_TRUE(admit({"a", "a2"})) << "a ticket given back makes room, and a refused one took none";
    EXPECT_TRUE(admit({"a", "a2"}));
    EXPECT_TRUE(admit({"a", "a1"}));
}

}  // namespace
}  // namespace insightflow::http
