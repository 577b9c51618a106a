// ProfileStore over the real store, and the use cases on it: versions, workspaces kept apart, the audit log.
#include <gmock/gmock.h>

#include "application/ingestion/profiles.hpp"
#include "application/ingestion/source_settings.hpp"
#include "contract/accounts/accounts_fixture.hpp"

namespace insightflow::testing {
namespace {

using ::testing::HasSubstr;

class ProfilesContract : public AccountsTest {
protected:
    ProfilesContract() {
        auto shipped = std::make_shared<std::vector<Profile>>(1);
        shipped->front().name = "meta_ads";
        ports_of_profiles_.emplace(
            ProfilePorts{store_->profiles(),
                         shipped,
                         // The title alone is enough of a text here.
                         {[](const std::string& text) -> Result<Profile> {
                              if (text == "spoilt") return invalid_argument("spoilt");
                              Profile profile;
                              profile.name = text.substr(0, text.find(':'));
                              profile.title = text.substr(text.find(':') + 1);
                              return profile;
                          },
                          [](const Profile& profile) { return profile.name + ":" + profile.title; }}});
    }

    const ProfilePorts& ports() const { return *ports_of_profiles_; }
    Result<ListedProfile> save(const AuthorisedScope& scope, const std::string& name,
                               const std::string& title) {
        Profile profile;
        profile.name = name;
        profile.title = title;
        return save_profile(scope, profile, origin_, now_, ports());
    }
    std::string names(const AuthorisedScope& scope) {
        std::string text;
        for (const ListedProfile& listed : list_profiles(scope, ports()).value())
            text += listed.profile.name + " " + std::to_string(listed.version) + "; ";
        return text;
    }

private:
    std::optional<ProfilePorts> ports_of_profiles_{};
};

TEST_F(ProfilesContract, EverySavingIsAVersionAndNoneIsLost) {
    const AuthorisedScope scope = owner();
    EXPECT_EQ(save(scope, "mine", "first").value().version, 1);
    EXPECT_EQ(save(scope, "mine", "second").value().version, 2);
    EXPECT_EQ(names(scope), "mine 2; meta_ads 0; generic 0; ");
    EXPECT_EQ(get_profile(scope, "mine", ports()).value().profile.title, "second");
    EXPECT_EQ(get_profile(scope, "mine", ports()).value().saved_at, now_);
    const auto old = shelf_of(scope.workspace, ProfileName{"mine", 1}, ports());
    EXPECT_EQ(old.value().said->title, "first");

    ASSERT_TRUE(remove_profile(scope, "mine", origin_, now_, ports()));
    EXPECT_EQ(names(scope), "meta_ads 0; generic 0; ");
    EXPECT_EQ(get_profile(scope, "mine", ports()).error().code, ErrorCode::not_found);
    EXPECT_EQ(remove_profile(scope, "mine", origin_, now_, ports()).error().code, ErrorCode::not_found);
    EXPECT_EQ(shelf_of(scope.workspace, ProfileName{"mine", 2}, ports()).value().said->title, "second")
        << "batches that were taken in with it are read by it";
    EXPECT_EQ(save(scope, "mine", "third").value().version, 3);
    const auto audit = list_audit(scope.workspace, {"profile.", {}, {}}, 10, store_->audit()).value();
    EXPECT_EQ(audit.events.size(), 4U);
    EXPECT_EQ(audit.events.front().event.target, "profile:mine");
}

TEST_F(ProfilesContract, WorkspacesDoNotSeeEachOther) {
    ASSERT_TRUE(save(owner(), "mine", "first"));
    const AuthorisedScope other = stranger();
    EXPECT_EQ(names(other), "meta_ads 0; generic 0; ");
    EXPECT_EQ(get_profile(other, "mine", ports()).error().code, ErrorCode::not_found);
    EXPECT_EQ(remove_profile(other, "mine", origin_, now_, ports()).error().code, ErrorCode::not_found);
    EXPECT_EQ(shelf_of(other.workspace, ProfileName{"mine", 1}, ports()).error().code, ErrorCode::internal);
    EXPECT_EQ(save(other, "mine", "theirs").value().version, 1);
    EXPECT_EQ(get_profile(owner(), "mine", ports()).value().profile.title, "first");
}

TEST_F(ProfilesContract, ANameThatABatchGivesIsRemembered) {
    const AuthorisedScope scope = owner();
    ASSERT_TRUE(save(scope, "mine", "first"));
    EXPECT_EQ(profile_named(scope.workspace, "mine", ports()).value(), (ProfileName{"mine", 1}));
    EXPECT_EQ(profile_named(scope.workspace, "meta_ads", ports()).value(), (ProfileName{"meta_ads", 0}));
    EXPECT_EQ(profile_named(scope.workspace, "generic", ports()).value(), (ProfileName{"generic", 0}));
    const auto refused = profile_named(scope.workspace, "yours", ports());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().faults.at(0).detail, "It must be one of mine, meta_ads, generic.");
}

TEST_F(ProfilesContract, AShelfHoldsWhatTheBatchMayBeOf) {
    const WorkspaceId workspace = owner().workspace;
    EXPECT_EQ(shelf_of(workspace, {}, ports()).value().said, nullptr);
    EXPECT_EQ(shelf_of(workspace, {}, ports()).value().known->size(), 1U);
    EXPECT_EQ(shelf_of(workspace, ProfileName{"meta_ads", 0}, ports()).value().said->name, "meta_ads");
    EXPECT_EQ(shelf_of(workspace, ProfileName{"generic", 0}, ports()).value().said->name, "generic");
    EXPECT_THAT(shelf_of(workspace, ProfileName{"gone_ads", 0}, ports()).error().message,
                HasSubstr("does not come with this version"));
    EXPECT_THAT(shelf_of(workspace, ProfileName{"lost", 7}, ports()).error().message, HasSubstr("is lost"));
}

TEST_F(ProfilesContract, OneThatASourceNamesStays) {
    const AuthorisedScope scope = owner();
    ASSERT_TRUE(save(scope, "mine", "first"));
    SourceSettings shop;
    shop.source = "shop";
    shop.profile = "mine";
    const SourceSettingPorts settings{&store_->source_settings(),
                                      [this](WorkspaceId workspace, const std::string& name) {
                                          return profile_named(workspace, name, ports());
                                      }};
    ASSERT_TRUE(put_source_settings(scope, shop, origin_, now_, settings));
    const auto refused = remove_profile(scope, "mine", origin_, now_, ports());
    EXPECT_EQ(refused.error().code, ErrorCode::conflict);
    EXPECT_THAT(refused.error().message, HasSubstr("source shop"));
    const AuthorisedScope others = stranger();
    ASSERT_TRUE(save(others, "mine", "theirs"));
    EXPECT_TRUE(remove_profile(others, "mine", origin_, now_, ports()))
        << "a source of another workspace names it, not theirs";
    shop.profile.reset();
    ASSERT_TRUE(put_source_settings(scope, shop, origin_, now_, settings));
    EXPECT_TRUE(remove_profile(scope, "mine", origin_, now_, ports()));
    shop.profile = "mine";
    EXPECT_EQ(put_source_settings(scope, shop, origin_, now_, settings).error().faults.at(0).pointer,
              "#/body/profile");
}

TEST_F(ProfilesContract, WhoNamedItGoesOnTheShelf) {
    const AuthorisedScope scope = owner();
    ASSERT_TRUE(save(scope, "mine", "first"));
    EXPECT_FALSE(shelf_of(scope.workspace, ProfileName{"mine", 1}, ports()).value().said_by_source);
    const auto shelf = shelf_of(scope.workspace, ProfileName{"mine", 1, true}, ports()).value();
    EXPECT_EQ(find_profile(shelf, {}, {}, {}).why, "the settings of its source name it");
}

TEST_F(ProfilesContract, NamesOfTheProgramAreTaken) {
    EXPECT_EQ(save(owner(), "meta_ads", "mine").error().code, ErrorCode::conflict);
    EXPECT_EQ(save(owner(), "generic", "mine").error().code, ErrorCode::conflict);
}

TEST_F(ProfilesContract, ThereAreOnlySoMany) {
    const AuthorisedScope scope = owner();
    for (std::size_t i = 0; i < profiles_max; ++i) ASSERT_TRUE(save(scope, "p" + std::to_string(i), "x"));
    EXPECT_EQ(save(scope, "one_more", "x").error().code, ErrorCode::conflict);
    EXPECT_EQ(save(scope, "p7", "again").value().version, 2);
}

}  // namespace
}  // namespace insightflow::testing
