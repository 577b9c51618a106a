#include "adapters/files/replace_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "adapters/files/file_descriptor.hpp"

namespace insightflow::files {
namespace {

namespace fs = std::filesystem;

Error fault_of(const fs::path& file, const std::error_code& fault) {
    const ErrorCode code = is_full(fault)                    ? ErrorCode::storage_full
                           : fault == std::errc::file_exists ? ErrorCode::conflict
                                                             : ErrorCode::internal;
    return {code, file.string() + ": " + fault.message() + ".", {}};
}

}  // namespace

Result<void> replace_file(const fs::path& fresh, const fs::path& current, const fs::path& kept) {
    std::error_code fault;
    {
        const FileDescriptor file = open_file(fresh, O_RDONLY, 0, fault);
        if (!fault) fault = sync(file);
        if (fault) return fault_of(fresh, fault);
    }
    // The second name first: the old file has both until the new one takes the first.
    if (::link(current.c_str(), kept.c_str()) != 0 && errno != ENOENT)
        return fault_of(kept, {errno, std::generic_category()});
    fs::rename(fresh, current, fault);
    if (fault) {
        ::unlink(kept.c_str());
        return fault_of(current, fault);
    }
    if (fault = sync_folder(current.parent_path()); fault) return fault_of(current, fault);
    return {};
}

}  // namespace insightflow::files
