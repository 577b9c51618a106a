// A FileTree in a folder, which must be there. No link is followed within it.
#pragma once

#include <memory>

#include "application/backup/file_tree.hpp"

namespace insightflow::files {

std::unique_ptr<FileTree> make_folder_tree(const std::filesystem::path& folder);

}  // namespace insightflow::files
