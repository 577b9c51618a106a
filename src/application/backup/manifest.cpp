#include "application/backup/manifest.hpp"

#include <charconv>
#include <optional>

#include "domain/base/ulid.hpp"

namespace insightflow {
namespace {

constexpr std::string_view first_line = "insightflow backup, format 1";
constexpr std::string_view hash_word = "hash ";
constexpr std::size_t hash_digits = 64;

Error damaged(const std::string& what) {
    return {ErrorCode::unprocessable, "The manifest is damaged: " + what + ".", {}};
}

// Reads a text line by line, and a line word by word.
class Lines {
public:
    explicit Lines(std::string_view text) : rest_(text) {}
    bool at_end() const { return rest_.empty(); }
    std::string_view next() {
        const std::size_t end = rest_.find('\n');
        const std::string_view line = rest_.substr(0, end);
        rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
        return line;
    }

private:
    std::string_view rest_;
};

template <class Number>
bool read_number(std::string_view text, Number& into) {
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), into);
    return fault == std::errc{} && end == text.data() + text.size();
}

// What stands behind the name at the line's begin.
std::optional<std::string_view> value_of(std::string_view line, std::string_view name) {
    if (!line.starts_with(name) || line.size() <= name.size() || line[name.size()] != ' ')
        return std::nullopt;
    return line.substr(name.size() + 1);
}

// "12345 <hash> spool/01J..."
std::optional<BackupFile> read_file(std::string_view text) {
    BackupFile file;
    const std::size_t size_end = text.find(' ');
    if (size_end == std::string_view::npos || !read_number(text.substr(0, size_end), file.mark.bytes))
        return std::nullopt;
    text.remove_prefix(size_end + 1);
    if (text.size() <= hash_digits || text[hash_digits] != ' ') return std::nullopt;
    file.mark.hash = text.substr(0, hash_digits);
    file.path = text.substr(hash_digits + 1);
    return is_backup_path(file.path) ? std::optional(std::move(file)) : std::nullopt;
}

std::string body_text(const BackupManifest& manifest) {
    std::string text(first_line);
    text += "\nversion " + manifest.version + "\ncreated_at " + manifest.created_at + "\ncommit_sequence " +
            std::to_string(manifest.commit_sequence) + "\nacceptance " + std::to_string(manifest.acceptance) +
            "\n";
    for (const BackupFile& file : manifest.files)
        text += "file " + std::to_string(file.mark.bytes) + " " + file.mark.hash + " " + file.path + "\n";
    return text;
}

// Whose hash is right, so that only a program that we do not know can have written it otherwise.
std::optional<BackupManifest> read_body(std::string_view body) {
    Lines lines(body);
    if (lines.next() != first_line) return std::nullopt;
    BackupManifest manifest;
    const auto version = value_of(lines.next(), "version");
    const auto created_at = value_of(lines.next(), "created_at");
    const auto sequence = value_of(lines.next(), "commit_sequence");
    const auto acceptance = value_of(lines.next(), "acceptance");
    if (!version || !created_at || !sequence || !acceptance ||
        !read_number(*sequence, manifest.commit_sequence) || !read_number(*acceptance, manifest.acceptance))
        return std::nullopt;
    manifest.version = *version;
    manifest.created_at = *created_at;
    while (!lines.at_end()) {
        const auto value = value_of(lines.next(), "file");
        auto file = value ? read_file(*value) : std::nullopt;
        if (!file) return std::nullopt;
        manifest.files.push_back(std::move(*file));
    }
    return manifest;
}

}  // namespace

bool is_backup_path(std::string_view path) {
    if (path == backup_facts_name || path == backup_ledger_name) return true;
    const std::size_t folder = path.find('/');
    if (folder == std::string_view::npos) return false;
    const bool is_body = path.substr(0, folder) == backup_spool_name;
    if (!is_body && path.substr(0, folder) != backup_rejects_name) return false;
    path.remove_prefix(folder + 1);
    if (is_body && path.ends_with(archived_ending)) path.remove_suffix(archived_ending.size());
    return is_ulid(path);
}

std::string manifest_text(const BackupManifest& manifest, const HashText& hash) {
    std::string text = body_text(manifest);
    text += std::string(hash_word) + hash(text) + "\n";
    return text;
}

Result<BackupManifest> read_manifest(std::string_view text, const HashText& hash) {
    const std::size_t last_bytes = hash_word.size() + hash_digits + 1;
    if (text.size() < last_bytes) return damaged("it is too short");
    const std::string_view body = text.substr(0, text.size() - last_bytes);
    if (text.substr(body.size()) != std::string(hash_word) + hash(body) + "\n")
        return damaged("its own hash is not that of its text");
    auto manifest = read_body(body);
    if (!manifest) return damaged("it is of a format that this program does not know");
    return std::move(*manifest);
}

}  // namespace insightflow
