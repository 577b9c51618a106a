// The audit log's chain, attacked in the database itself.
#include <random>

#include "contract/accounts/accounts_fixture.hpp"

namespace insightflow::testing {
namespace {

class Audit : public AccountsTest {
protected:
    void write_events(int count) {
        for (int i = 0; i < count; ++i) {
            const auto event = audit_event(owner(), origin_, now_ + std::chrono::seconds{i}, "test.event",
                                           "thing:" + std::to_string(i), "detail");
            ASSERT_TRUE(store_->audit().append(event));
        }
    }
    AuditVerdict verdict() { return verify_audit(store_->audit(), audit_hash_).value(); }
};

TEST_F(Audit, AnUntouchedLogIsWhole) {
    EXPECT_TRUE(verdict().faults.empty());
    write_events(2500);
    const AuditVerdict whole = verdict();
    EXPECT_TRUE(whole.faults.empty());
    EXPECT_EQ(whole.events, whole.head.sequence);
    EXPECT_GT(whole.events, 2500);
}

TEST_F(Audit, AnyEditOrDeletionIsFoundHoweverSmall) {
    write_events(60);
    const auto count = verdict().events;
    std::mt19937 random(7);
    const std::vector<std::string> edits{
        "UPDATE audit_event SET detail = detail || 'x' WHERE sequence = ",
        "UPDATE audit_event SET actor_label = 'somebody else' WHERE sequence = ",
        "UPDATE audit_event SET at_us = at_us + 1 WHERE sequence = ",
        "UPDATE audit_event SET workspace_id = 2 WHERE sequence = ",
        "UPDATE audit_event SET workspace_id = coalesce(workspace_id, 0) + 4294967296 WHERE sequence = ",
        "UPDATE audit_event SET workspace_id = 1.5 WHERE sequence = ",
        "UPDATE audit_event SET workspace_id = x'31' WHERE sequence = ",
        "UPDATE audit_event SET at_us = at_us + 0.5 WHERE sequence = ",
        "UPDATE audit_event SET action = CAST(action AS BLOB) WHERE sequence = ",
        "UPDATE audit_event SET detail = detail || char(0) || 'x' WHERE sequence = ",
        "UPDATE audit_event SET hash = CASE WHEN hash LIKE '0%' THEN '1' ELSE '0' END || substr(hash, 2) "
        "WHERE sequence = ",
        "DELETE FROM audit_event WHERE sequence = "};
    int found = 0;
    for (int i = 0; i < 100; ++i) {
        const auto sequence = 1 + static_cast<std::int64_t>(random() % static_cast<unsigned>(count));
        attack("CREATE TABLE kept AS SELECT * FROM audit_event");
        attack(edits[static_cast<std::size_t>(i) % edits.size()] + std::to_string(sequence));
        const AuditVerdict broken = verdict();
        if (!broken.faults.empty() && broken.faults[0].sequence == sequence) ++found;
        attack("DELETE FROM audit_event");
        attack("INSERT INTO audit_event SELECT * FROM kept");
        attack("DROP TABLE kept");
        ASSERT_TRUE(verdict().faults.empty());
    }
    EXPECT_EQ(found, 100);
}

TEST_F(Audit, AnActorThatIsNoneIsFoundAlsoWhereItWasNobody) {
    ASSERT_TRUE(store_->audit().append(audit_event({}, origin_, now_, "login.refused", "user:?")));
    const auto last = verdict().events;
    attack("UPDATE audit_event SET actor = 'somebody' WHERE actor = 'nobody'");
    ASSERT_EQ(verdict().faults.size(), 1u);
    EXPECT_EQ(verdict().faults[0].sequence, last);
}

// A log that grows each time when somebody has read it to its end.
class GrowingLog final : public AuditLog {
public:
    explicit GrowingLog(AuditLog& log) : log_(log) {}
    Result<void> append(const AuditEvent& event) override { return log_.append(event); }
    Result<std::vector<RecordedEvent>> list(const std::optional<WorkspaceId>& workspace,
                                            const AuditFilter& filter, std::size_t limit) override {
        return log_.list(workspace, filter, limit);
    }
    Result<std::vector<RecordedEvent>> read(std::optional<std::int64_t> after, std::size_t limit) override {
        auto events = log_.read(after, limit);
        if (events->size() < limit && growths_left_-- > 0) (void)append({});
        return events;
    }
    Result<AuditHead> head() override { return log_.head(); }

private:
    AuditLog& log_;
    int growths_left_ = 2;
};

TEST_F(Audit, ALogThatGrowsWhileItIsReadIsWhole) {
    write_events(1);
    write_events(static_cast<int>(1000 - verdict().events));
    GrowingLog growing(store_->audit());
    const AuditVerdict whole = verify_audit(growing, audit_hash_).value();
    EXPECT_EQ(whole.faults, std::vector<AuditFault>{});
    EXPECT_GE(whole.events, 1000);
}

TEST_F(Audit, AMissingTailIsFoundAlsoWithTheHeadPutBack) {
    write_events(10);
    const auto last = verdict().events;
    attack("DELETE FROM audit_event WHERE sequence > " + std::to_string(last - 3));
    ASSERT_FALSE(verdict().faults.empty());
    EXPECT_EQ(verdict().faults[0],
              (AuditFault{last - 2, "the events up to " + std::to_string(last) + " are missing"}));
    attack(
        "UPDATE audit_head SET sequence = (SELECT max(sequence) FROM audit_event), "
        "hash = (SELECT hash FROM audit_event ORDER BY sequence DESC LIMIT 1)");
    ASSERT_EQ(verdict().faults.size(), 1u);
    EXPECT_EQ(verdict().faults[0].what, "the head was changed");
}

TEST_F(Audit, AnAddedEventIsFound) {
    write_events(3);
    const auto last = verdict().events;
    attack(
        "INSERT INTO audit_event SELECT sequence + 1, workspace_id, at_us, actor, actor_id, actor_label, "
        "action, target, detail, remote, request_id, hash FROM audit_event WHERE sequence = " +
        std::to_string(last));
    EXPECT_FALSE(verdict().faults.empty());
}

TEST_F(Audit, AnEmptiedLogIsFound) {
    write_events(3);
    attack("DELETE FROM audit_event");
    EXPECT_FALSE(verdict().faults.empty());
    attack("UPDATE audit_head SET sequence = 0, hash = '', seal = ''");
    const AuditFault changed{0, "the head was changed"};
    EXPECT_EQ(verdict().faults, std::vector{changed});
    EXPECT_TRUE(sql::open(folder_.path() / "store.sqlite", audit_hash_, 1));
    EXPECT_EQ(verdict().faults, std::vector{changed}) << "an opening does not make it good";
    write_events(2);
    EXPECT_EQ(verdict().faults,
              (std::vector<AuditFault>{{1, "this event, or the hash of the one before it, was changed"}}))
        << "nor does an event";
}

TEST_F(Audit, ATailThatWasCutOffIsFoundAlsoAfterTheLogWentOn) {
    write_events(5);
    const auto last = verdict().events;
    attack("DELETE FROM audit_event WHERE sequence = " + std::to_string(last));
    attack(
        "UPDATE audit_head SET sequence = (SELECT max(sequence) FROM audit_event), "
        "hash = (SELECT hash FROM audit_event ORDER BY sequence DESC LIMIT 1)");
    write_events(3);
    EXPECT_EQ(verdict().faults,
              (std::vector<AuditFault>{{last, "this event, or the hash of the one before it, was changed"}}));
}

TEST_F(Audit, AnEventWithANumberThatNoneHasIsFound) {
    write_events(3);
    for (const std::string number : {"0", "-7", "-9223372036854775808"}) {
        attack("INSERT INTO audit_event SELECT " + number +
               ", workspace_id, at_us, actor, actor_id, actor_label, action, target, detail, remote, "
               "request_id, hash FROM audit_event WHERE sequence = 2");
        EXPECT_EQ(verdict().faults,
                  (std::vector<AuditFault>{{std::stoll(number), "this event is not of this log"}}));
        attack("DELETE FROM audit_event WHERE sequence = " + number);
    }
    EXPECT_TRUE(verdict().faults.empty());
}

TEST_F(Audit, TheOperatorSeesAlsoWhatIsOfNoWorkspace) {
    const AuditPage all = list_audit(std::nullopt, {}, 100, store_->audit()).value();
    EXPECT_EQ(all.events.back().event.action, "signing_key.rotate");
    EXPECT_EQ(all.events.back().event.workspace, std::nullopt);
    for (const RecordedEvent& own : list_audit(default_workspace, {}, 100, store_->audit()).value().events)
        EXPECT_EQ(own.event.workspace, default_workspace);
}

TEST_F(Audit, PagesAndFiltersGiveTheWorkspacesOwnEvents) {
    write_events(30);
    const AuthorisedScope zoe = stranger();
    const AuditPage first =
        list_audit(owner().workspace, {"test.event", {}, {}}, 20, store_->audit()).value();
    EXPECT_EQ(first.events.size(), 20u);
    ASSERT_TRUE(first.next);
    const AuditPage second =
        list_audit(owner().workspace, {"test.", {}, first.next}, 20, store_->audit()).value();
    EXPECT_EQ(second.events.size(), 10u);
    EXPECT_EQ(second.next, std::nullopt);
    EXPECT_TRUE(list_audit(owner().workspace, {"tes", {}, {}}, 20, store_->audit()).value().events.empty());
    EXPECT_TRUE(list_audit(owner().workspace, {"test.event", "nobody", {}}, 20, store_->audit())
                    .value()
                    .events.empty());
    EXPECT_TRUE(list_audit(zoe.workspace, {"test.", {}, {}}, 20, store_->audit()).value().events.empty());
    EXPECT_EQ(list_audit(zoe.workspace, {}, 20, store_->audit()).value().events.size(), 2u);
}

TEST_F(Audit, AnActionThatFailsLeavesNoEvent) {
    owner();
    const std::size_t events = actions().size();
    EXPECT_FALSE(revoke_key(owner(), "01ARZ3NDEKTSV4RRFFQ69G5FAV", origin_, now_, ports_));
    EXPECT_FALSE(remove_user(owner(), owner().actor_id, origin_, now_, ports_));
    EXPECT_EQ(actions().size(), events);
}

TEST(ChainText, NoTwoEventsShareOne) {
    AuditEvent left;
    left.actor_id = "ab";
    left.actor_label = "c";
    AuditEvent right;
    right.actor_id = "a";
    right.actor_label = "bc";
    EXPECT_NE(chain_text(1, left, ""), chain_text(1, right, ""));
    EXPECT_NE(chain_text(1, left, ""), chain_text(2, left, ""));
    EXPECT_NE(chain_text(1, left, ""), chain_text(1, left, "x"));
}

}  // namespace
}  // namespace insightflow::testing
