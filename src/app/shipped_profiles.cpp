#include "app/shipped_profiles.hpp"

#include <algorithm>
#include <span>
#include <stdexcept>
#include <string>

#include "http/api/profile_fields.hpp"
#include "http/core/embedded_file.hpp"

namespace insightflow::embedded {

std::span<const http::EmbeddedFile> profiles();

}  // namespace insightflow::embedded

namespace insightflow::app {

std::shared_ptr<const std::vector<Profile>> shipped_profiles() {
    auto out = std::make_shared<std::vector<Profile>>();
    for (const http::EmbeddedFile& file : embedded::profiles()) {
        auto profile = http::read_profile(std::string(file.bytes));
        if (!profile || profile->name + ".json" != file.name) {
            std::string why = "the profile " + std::string(file.name) + " is wrong";
            if (!profile)
                for (const Fault& fault : profile.error().faults)
                    why += "; " + fault.pointer + " " + fault.detail;
            throw std::logic_error(why);
        }
        out->push_back(std::move(*profile));
    }
    std::ranges::sort(*out, {}, &Profile::name);
    return out;
}

ProfilePorts profile_ports(sql::Store& store) {
    return {store.profiles(), shipped_profiles(), {&http::read_profile, &http::profile_as_text}};
}

ProfileNamed find_profile_named(const ProfilePorts& ports) {
    return [ports](WorkspaceId workspace, const std::string& name) {
        return profile_named(workspace, name, ports);
    };
}

FindShelf find_shelf(const ProfilePorts& ports) {
    return [ports](WorkspaceId workspace, const std::optional<ProfileName>& said) {
        return shelf_of(workspace, said, ports);
    };
}

}  // namespace insightflow::app
