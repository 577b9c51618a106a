// Members and workspaces against the real store.
#include "contract/accounts/accounts_fixture.hpp"

namespace insightflow::testing {
namespace {

class Users : public AccountsTest {
protected:
    Member add(const std::string& email, Role role) {
        return add_user(owner(), {email, good_password, role}, origin_, now_, ports_).value();
    }
};

TEST_F(Users, AMemberHasTheRoleOfTheWorkspaceAndARoleChangeHoldsAtOnce) {
    const Member ben = add("Ben@Example.com", Role::viewer);
    EXPECT_EQ(ben.user.email, "ben@example.com");
    const TokenPair pair = log_in_as("ben@example.com").value();
    EXPECT_EQ(authenticator_->authenticate(pair.access_token, now_)->permissions,
              PermissionSet(Role::viewer));
    ASSERT_TRUE(set_user_role(owner(), ben.user.id, Role::editor, origin_, now_, ports_));
    EXPECT_EQ(authenticator_->authenticate(pair.access_token, now_)->permissions,
              PermissionSet(Role::editor));
    const auto members = list_users(owner(), ports_).value();
    ASSERT_EQ(members.size(), 2u);
    EXPECT_EQ(members[0].user.email, "anna@example.com");
    EXPECT_EQ(members[1], (Member{ben.user, Role::editor}));
}

TEST_F(Users, WhoIsRemovedIsOutAtOnceAndTheAddressIsFreeAgain) {
    const Member ben = add("ben@example.com", Role::viewer);
    const TokenPair pair = log_in_as("ben@example.com").value();
    ASSERT_TRUE(remove_user(owner(), ben.user.id, origin_, now_, ports_));
    EXPECT_FALSE(is_let_in(pair.access_token));
    EXPECT_FALSE(refresh_session(pair.refresh_token, origin_, now_, ports_, sign_));
    EXPECT_EQ(log_in_as("ben@example.com").error().code, ErrorCode::unauthenticated);
    EXPECT_TRUE(add_user(owner(), {"ben@example.com", good_password, Role::viewer}, origin_, now_, ports_));
}

TEST_F(Users, TheLastOwnerStays) {
    const std::string id = owner().actor_id;
    EXPECT_EQ(remove_user(owner(), id, origin_, now_, ports_).error().code, ErrorCode::conflict);
    EXPECT_EQ(set_user_role(owner(), id, Role::editor, origin_, now_, ports_).error().code,
              ErrorCode::conflict);
    EXPECT_TRUE(log_in_as("anna@example.com"));
    const Member second = add("second@example.com", Role::owner);
    EXPECT_TRUE(set_user_role(owner(), id, Role::editor, origin_, now_, ports_));
    EXPECT_EQ(remove_user(owner(), second.user.id, origin_, now_, ports_).error().code, ErrorCode::conflict);
}

TEST_F(Users, WhoManagesUsersGivesAndTakesNoRoleThatMayDoMore) {
    const Member second = add("second@example.com", Role::owner);
    const Member ben = add("ben@example.com", Role::viewer);
    AuthorisedScope desk = owner();
    desk.permissions = {Permission::users_manage, Permission::data_read};
    const auto code = [](const auto& result) { return result.error().code; };
    for (const Role role : {Role::editor, Role::owner}) {
        EXPECT_EQ(code(add_user(desk, {"eve@example.com", good_password, role}, origin_, now_, ports_)),
                  ErrorCode::forbidden);
        EXPECT_EQ(code(add_known_user(desk, "ben@example.com", role, now_, ports_)), ErrorCode::forbidden);
        EXPECT_EQ(code(set_user_role(desk, ben.user.id, role, origin_, now_, ports_)), ErrorCode::forbidden);
    }
    EXPECT_EQ(code(set_user_role(desk, second.user.id, Role::viewer, origin_, now_, ports_)),
              ErrorCode::forbidden);
    EXPECT_EQ(code(remove_user(desk, second.user.id, origin_, now_, ports_)), ErrorCode::forbidden);
    desk.permissions = PermissionSet(Role::viewer);
    EXPECT_TRUE(add_user(desk, {"eve@example.com", good_password, Role::viewer}, origin_, now_, ports_));
    EXPECT_TRUE(remove_user(desk, ben.user.id, origin_, now_, ports_));
}

TEST_F(Users, AnotherWorkspacesMembersAreNotThere) {
    const Member ben = add("ben@example.com", Role::viewer);
    const AuthorisedScope zoe = stranger();
    EXPECT_EQ(set_user_role(zoe, ben.user.id, Role::owner, origin_, now_, ports_).error().code,
              ErrorCode::not_found);
    EXPECT_EQ(remove_user(zoe, ben.user.id, origin_, now_, ports_).error().code, ErrorCode::not_found);
    EXPECT_EQ(list_users(zoe, ports_).value().size(), 1u);
    EXPECT_EQ(
        add_user(zoe, {"ben@example.com", good_password, Role::viewer}, origin_, now_, ports_).error().code,
        ErrorCode::conflict);
}

TEST_F(Users, AMemberOfTwoWorkspacesLogsIntoTheOneThatIsNamed) {
    const Member ben = add("ben@example.com", Role::viewer);
    const AuthorisedScope zoe = stranger();
    ASSERT_TRUE(add_known_user(zoe, "Ben@Example.com", Role::editor, now_, ports_));
    const LoginRequest to_other{"ben@example.com", good_password, "Other"};
    const TokenPair pair = log_in(to_other, origin_, now_, ports_, throttle_, sign_).value();
    EXPECT_EQ(pair.workspace, "Other");
    EXPECT_EQ(authenticator_->authenticate(pair.access_token, now_)->workspace, zoe.workspace);
    const LoginRequest nowhere{"ben@example.com", good_password, "Nowhere"};
    EXPECT_EQ(log_in(nowhere, origin_, now_, ports_, throttle_, sign_).error().code, ErrorCode::forbidden);
    ASSERT_TRUE(remove_user(owner(), ben.user.id, origin_, now_, ports_));
    EXPECT_TRUE(is_let_in(pair.access_token));
    EXPECT_EQ(log_in_as("ben@example.com").value().workspace, "Other");
}

TEST_F(Users, WhoHasAnAccountBecomesAMemberOrGetsAnotherRole) {
    const Member ben = add("ben@example.com", Role::viewer);
    const AuthorisedScope zoe = stranger();
    EXPECT_EQ(add_known_user(zoe, "ben@example.com", Role::editor, now_, ports_).value(),
              (Member{ben.user, Role::editor}));
    EXPECT_EQ(actions(zoe.workspace).back(), "user.add");
    ASSERT_TRUE(add_known_user(zoe, "ben@example.com", Role::viewer, now_, ports_));
    EXPECT_EQ(actions(zoe.workspace).back(), "user.role");
    EXPECT_EQ(add_known_user(zoe, "zoe@example.com", Role::viewer, now_, ports_).error().code,
              ErrorCode::conflict);
    EXPECT_EQ(add_known_user(zoe, "nobody@example.com", Role::viewer, now_, ports_).error().code,
              ErrorCode::not_found);
    EXPECT_EQ(list_users(zoe, ports_).value()[0], (Member{ben.user, Role::viewer}));
}

// Two owners at once: one removes whom the other has looked up already.
TEST_F(Users, WhoIsRemovedMeanwhileComesBackByNoChangeOfRole) {
    const Member ben = add("ben@example.com", Role::viewer);
    const AuthorisedScope zoe = stranger();
    ASSERT_TRUE(add_known_user(zoe, "ben@example.com", Role::viewer, now_, ports_));
    const auto set_role = [&] {
        const auto event = audit_event(owner(), origin_, now_, "user.role", "user:" + ben.user.id);
        return store_->users().set_role(default_workspace, ben.user.id, Role::owner, event);
    };
    ASSERT_TRUE(remove_user(owner(), ben.user.id, origin_, now_, ports_));
    EXPECT_EQ(set_role().error().code, ErrorCode::not_found);
    EXPECT_EQ(list_users(owner(), ports_).value().size(), 1u);
    ASSERT_TRUE(remove_user(zoe, ben.user.id, origin_, now_, ports_));
    EXPECT_EQ(set_role().error().code, ErrorCode::not_found);
    const auto event = audit_event(owner(), origin_, now_, "user.add", "user:" + ben.user.id);
    EXPECT_EQ(store_->users().add_member(default_workspace, ben.user.id, Role::owner, event).error().code,
              ErrorCode::not_found);
}

TEST_F(Users, FaultsOfANewUserAreNamedTogether) {
    const auto refused = add_user(owner(), {"nobody", "short", Role::viewer}, origin_, now_, ports_);
    ASSERT_FALSE(refused);
    ASSERT_EQ(refused.error().faults.size(), 2u);
    EXPECT_EQ(refused.error().faults[0].pointer, "#/body/email");
    EXPECT_EQ(refused.error().faults[1].pointer, "#/body/password");
}

TEST_F(Users, ANewPasswordEndsAllSessions) {
    AuthorisedScope anna = owner();
    const TokenPair pair = log_in_as("anna@example.com").value();
    const std::string wanted = "another horse battery";
    const auto wrong = change_password(anna, {"wrong", wanted}, origin_, now_, ports_, throttle_);
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().faults[0].pointer, "#/body/current_password");
    const auto short_one = change_password(anna, {good_password, "short"}, origin_, now_, ports_, throttle_);
    EXPECT_EQ(short_one.error().faults.at(0).pointer, "#/body/new_password");
    ASSERT_TRUE(change_password(anna, {good_password, wanted}, origin_, now_, ports_, throttle_));
    EXPECT_FALSE(is_let_in(pair.access_token));
    EXPECT_FALSE(log_in_as("anna@example.com"));
    EXPECT_TRUE(log_in_as("anna@example.com", wanted));
    anna.actor = ActorKind::key;
    EXPECT_EQ(change_password(anna, {wanted, good_password}, origin_, now_, ports_, throttle_).error().code,
              ErrorCode::forbidden);
}

TEST_F(Users, TheOperatorResetsAPassword) {
    owner();
    const AuthorisedScope console{{}, {}, "console", ActorKind::console, {}};
    ASSERT_TRUE(reset_password(console, "anna@example.com", "another horse battery", now_, ports_));
    EXPECT_TRUE(log_in_as("anna@example.com", "another horse battery"));
    EXPECT_EQ(actions(), (std::vector<std::string>{"user.add", "user.password", "login"}));
    const AuthorisedScope zoe = stranger();
    const std::size_t events = actions().size();
    ASSERT_TRUE(reset_password(console, "zoe@example.com", "another horse battery", now_, ports_));
    EXPECT_EQ(actions(zoe.workspace).back(), "user.password");
    EXPECT_EQ(actions().size(), events);
    EXPECT_EQ(reset_password(console, "nobody@example.com", good_password, now_, ports_).error().code,
              ErrorCode::not_found);
}

class Workspaces : public AccountsTest {};

TEST_F(Workspaces, SettingsAreChecked) {
    const auto refused = update_workspace(owner(), {" ", "Mars/Olympus", "QQQ"}, origin_, now_, ports_);
    ASSERT_FALSE(refused);
    std::vector<std::string> places;
    for (const Fault& fault : refused.error().faults) places.push_back(fault.pointer);
    EXPECT_EQ(places, (std::vector<std::string>{"#/body/name", "#/body/time_zone", "#/body/currency"}));
}

TEST_F(Workspaces, AChangeIsSeenByAllAndAuditedOnce) {
    const WorkspaceChange change{"Acme", "Europe/Berlin", "eur"};
    const Workspace changed = update_workspace(owner(), change, origin_, now_, ports_).value();
    EXPECT_EQ(changed.currency, "EUR");
    EXPECT_EQ(get_workspace(owner(), ports_).value(), changed);
    EXPECT_EQ(authenticator_->workspace(default_workspace), changed);
    const std::size_t events = actions().size();
    EXPECT_TRUE(update_workspace(owner(), change, origin_, now_, ports_));
    EXPECT_EQ(actions().size(), events);
    EXPECT_EQ(actions().back(), "workspace.update");
}

TEST_F(Workspaces, NamesAreUnique) {
    const AuthorisedScope zoe = stranger();
    EXPECT_EQ(update_workspace(zoe, {"default", {}, {}}, origin_, now_, ports_).error().code,
              ErrorCode::conflict);
    EXPECT_EQ(create_workspace(zoe, {"Other", {}, {}}, now_, ports_).error().code, ErrorCode::conflict);
    EXPECT_EQ(create_workspace(zoe, {}, now_, ports_).error().faults.at(0).pointer, "#/body/name");
}

TEST_F(Workspaces, OneThatIsGoneIsNotFound) {
    AuthorisedScope nowhere = owner();
    nowhere.workspace = {99};
    EXPECT_EQ(get_workspace(nowhere, ports_).error().code, ErrorCode::not_found);
    EXPECT_EQ(update_workspace(nowhere, {}, origin_, now_, ports_).error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace insightflow::testing
