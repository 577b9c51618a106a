// The first owner.
#include "contract/accounts/accounts_fixture.hpp"

namespace insightflow::testing {
namespace {

class Setup : public AccountsTest {
protected:
    Result<User> set_up(const std::string& token) {
        return door_.set_up({token, "anna@example.com", good_password, {"Acme", "Europe/Berlin", "EUR"}},
                            origin_, now_, ports_, throttle_);
    }
    SetupDoor door_{};
};

TEST_F(Setup, TheTokenMakesOneOwnerOnce) {
    const auto token = door_.open(ports_, now_).value();
    ASSERT_TRUE(token);
    EXPECT_TRUE(token->starts_with("ifs_"));
    ASSERT_TRUE(set_up(*token));
    EXPECT_EQ(set_up(*token).error().code, ErrorCode::conflict);
    const TokenPair pair = log_in_as("anna@example.com").value();
    EXPECT_EQ(pair.role, Role::owner);
    EXPECT_EQ(pair.workspace, "Acme");
    EXPECT_EQ(authenticator_->workspace(default_workspace)->currency, "EUR");
    EXPECT_EQ(actions(), (std::vector<std::string>{"setup", "login"}));
    EXPECT_EQ(SetupDoor().open(ports_, now_).value(), std::nullopt);
}

TEST_F(Setup, AWrongOrAnOldTokenIsRefused) {
    const std::string token = door_.open(ports_, now_).value().value();
    EXPECT_EQ(set_up("").error().code, ErrorCode::unauthenticated);
    EXPECT_EQ(set_up(token + "x").error().code, ErrorCode::unauthenticated);
    now_ += setup_token_life;
    EXPECT_EQ(set_up(token).error().code, ErrorCode::unauthenticated);
    const std::string newer = door_.open(ports_, now_).value().value();
    EXPECT_EQ(set_up(token).error().code, ErrorCode::unauthenticated);
    EXPECT_TRUE(set_up(newer));
}

TEST_F(Setup, GuessingIsSlowedDown) {
    (void)door_.open(ports_, now_);
    for (int i = 0; i < 20; ++i) EXPECT_EQ(set_up("wrong").error().code, ErrorCode::unauthenticated);
    EXPECT_EQ(set_up("wrong").error().code, ErrorCode::rate_limited);
}

TEST_F(Setup, FaultsOfTheFieldsDoNotBurnTheToken) {
    const std::string token = door_.open(ports_, now_).value().value();
    const auto refused =
        door_.set_up({token, "nobody", "short", {"", "Mars", "QQQ"}}, origin_, now_, ports_, throttle_);
    ASSERT_FALSE(refused);
    std::vector<std::string> places;
    for (const Fault& fault : refused.error().faults) places.push_back(fault.pointer);
    EXPECT_EQ(places, (std::vector<std::string>{"#/body/email", "#/body/password", "#/body/name",
                                                "#/body/time_zone", "#/body/currency"}));
    EXPECT_TRUE(set_up(token));
}

TEST_F(Setup, AnOwnerMadeByTheOperatorClosesTheDoor) {
    const std::string token = door_.open(ports_, now_).value().value();
    owner();
    EXPECT_EQ(set_up(token).error().code, ErrorCode::conflict);
}

}  // namespace
}  // namespace insightflow::testing
