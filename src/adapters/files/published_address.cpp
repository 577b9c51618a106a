#include "adapters/files/published_address.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <fstream>

#include "adapters/files/file_descriptor.hpp"

namespace insightflow::files {

Result<PublishedAddress> PublishedAddress::write(const std::filesystem::path& folder,
                                                 const ServerPlace& place) {
    const auto file = folder / address_file_name;
    auto unfinished = file;
    unfinished += ".new";
    std::error_code fault;
    const std::string text = place.url + "\n" + (place.certificate.empty() ? "" : place.certificate + "\n");
    {
        const FileDescriptor out =
            open_file(unfinished, O_WRONLY | O_CREAT | O_TRUNC, S_IRUSR | S_IWUSR, fault);
        if (!fault) fault = write_all(out, std::as_bytes(std::span(text)));
    }
    // Whoever reads it sees all of it or nothing.
    if (!fault) std::filesystem::rename(unfinished, file, fault);
    if (!fault) return PublishedAddress(file);
    return Error{ErrorCode::unavailable, "Cannot write " + file.string() + ": " + fault.message() + ".", {}};
}

PublishedAddress::~PublishedAddress() {
    std::error_code ignored;
    if (!file_.empty()) std::filesystem::remove(file_, ignored);
}

std::optional<ServerPlace> published_address(const std::filesystem::path& folder) {
    std::ifstream file(folder / address_file_name);
    ServerPlace place;
    if (!std::getline(file, place.url) || place.url.empty()) return std::nullopt;
    std::getline(file, place.certificate);
    return place;
}

}  // namespace insightflow::files
