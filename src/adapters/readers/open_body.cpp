#include "adapters/readers/open_body.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "adapters/readers/body_kind.hpp"
#include "adapters/readers/limits.hpp"
#include "coding/body_decoder.hpp"
#include "coding/zip_archive.hpp"
#include "domain/ingestion/body_limits.hpp"
#include "domain/text/printable.hpp"
#include "domain/text/spelling.hpp"

namespace insightflow::readers {
namespace {

constexpr DecodeLimits unpacked_limits{.bytes_max = unpacked_bytes_max};
constexpr std::size_t piece_bytes = 1024 * 1024;
constexpr std::size_t names_told_max = 3;

std::string name_of(BodyKind kind) {
    if (kind == BodyKind::gzip) return "gzip";
    if (kind == BodyKind::zstd) return "zstd";
    if (kind == BodyKind::zip) return "zip";
    return "Parquet";
}

// In the words of a report: what is unpacked has no request.
Error told(BodyKind kind, const Error& error) {
    if (error.code == ErrorCode::payload_too_large)
        return invalid_argument("the " + name_of(kind) + " grows too large: " + error.message);
    if (error.code != ErrorCode::invalid_argument) return error;
    const std::string& what = error.faults.empty() ? error.message : error.faults.front().detail;
    return invalid_argument("the " + name_of(kind) + " " + what);
}

Result<void> decode(MappedFile& file, Coding coding, ScratchFile& out, const std::stop_token& stop) {
    BodyDecoder decoder(coding, unpacked_limits);
    const std::string_view bytes = file.bytes();
    for (std::size_t at = 0; at < bytes.size(); at += piece_bytes) {
        if (stop.stop_requested()) return stopped();
        const std::string_view piece = bytes.substr(at, piece_bytes);
        const auto decoded =
            decoder.decode(std::as_bytes(std::span(piece)),
                           [&out](std::span<const std::byte> step) { return out.write(step); });
        if (!decoded) return decoded;
        file.release_before(at);
    }
    return decoder.finish();
}

// Programs add folders, and desktops what they know of them.
bool is_file(const ZipEntry& entry) {
    const std::string_view name = std::string_view(entry.name).substr(entry.name.rfind('/') + 1);
    const bool is_note = name == ".DS_Store" || name == "Thumbs.db" || name == "desktop.ini";
    return !entry.is_folder && !is_note && !entry.name.starts_with("__MACOSX/");
}

bool is_spreadsheet(const MappedFile& file, BodyKind kind) {
    if (kind != BodyKind::zip) return false;
    const auto archive = ZipArchive::open(file.bytes());
    const auto in_workbook = [](const ZipEntry& entry) { return entry.name.starts_with("xl/"); };
    return archive && archive->find("[Content_Types].xml") != nullptr &&
           std::ranges::any_of(archive->entries(), in_workbook);
}

Result<ZipEntry> only_file(const ZipArchive& archive) {
    std::vector<ZipEntry> files;
    for (const ZipEntry& entry : archive.entries())
        if (is_file(entry)) files.push_back(entry);
    if (files.size() == 1) return files.front();
    if (files.empty()) return invalid_argument("holds no file");
    std::string names;
    for (std::size_t i = 0; i < std::min(files.size(), names_told_max); ++i)
        names += (i == 0 ? "" : ", ") + in_quotes(files[i].name);
    if (files.size() > names_told_max) names += ", ...";
    return invalid_argument("holds " + std::to_string(files.size()) + " files (" + names +
                            "): a body is one file, so send each by itself");
}

// Gives the name of the file.
Result<std::string> unzip(const MappedFile& file, ScratchFile& out, const std::stop_token& stop) {
    const auto archive = ZipArchive::open(file.bytes());
    if (!archive) return archive.error();
    auto entry = only_file(*archive);
    if (!entry) return entry.error();
    const auto unpacked = archive->unpack(
        *entry, unpacked_limits, [&out](std::span<const std::byte> step) { return out.write(step); }, stop);
    if (!unpacked) return unpacked.error();
    return std::move(entry->name);
}

bool is_packed(BodyKind kind) {
    return kind == BodyKind::gzip || kind == BodyKind::zstd || kind == BodyKind::zip;
}

struct Unpacked {
    std::unique_ptr<MappedFile> file;
    std::string name{};  // of the file in a zip
};

Result<Unpacked> unpack(MappedFile& file, BodyKind kind, const ScratchRoom& room,
                        const std::stop_token& stop) {
    auto scratch = ScratchFile::make(room, file.bytes().size());
    if (!scratch) return scratch.error();
    std::string name;
    if (kind == BodyKind::zip) {
        auto unzipped = unzip(file, *scratch, stop);
        if (!unzipped) return told(kind, unzipped.error());
        name = std::move(*unzipped);
    } else {
        const Coding coding = kind == BodyKind::gzip ? Coding::gzip : Coding::zstd;
        const auto decoded = decode(file, coding, *scratch, stop);
        if (!decoded) return told(kind, decoded.error());
    }
    return Unpacked{std::make_unique<MappedFile>(std::move(*scratch).release(), file.body_bytes()),
                    std::move(name)};
}

Error not_read(std::string_view what) {
    return invalid_argument("the file is " + std::string(what) +
                            ", which is not read: send a table as text (CSV, TSV), JSON, NDJSON, Parquet or "
                            "XLSX, plain or in a gzip, zstd or zip");
}

BodyFormat format_named(const std::string& name, BodyFormat otherwise) {
    const std::string lower = lower_ascii(name);
    const auto ends_with = [&lower](std::string_view ending) { return lower.ends_with(ending); };
    if (ends_with(".csv") || ends_with(".tsv") || ends_with(".txt")) return BodyFormat::csv;
    if (ends_with(".ndjson") || ends_with(".jsonl")) return BodyFormat::ndjson;
    if (ends_with(".json")) return BodyFormat::json;
    return otherwise;
}

Content content_of(BodyFormat format) {
    if (format == BodyFormat::json) return Content::json;
    return format == BodyFormat::ndjson ? Content::ndjson : Content::csv;
}

// name: of the file in a zip; empty where there is none.
Result<OpenBody> plain(std::unique_ptr<MappedFile> file, BodyKind kind, const std::string& name) {
    if (kind == BodyKind::foreign) return not_read(foreign_name(file->bytes()));
    const Content content = kind == BodyKind::parquet
                                ? Content::parquet
                                : content_of(format_named(name, text_format(file->bytes())));
    return OpenBody{std::move(file), content};
}

// The sender said that it is a text, and may not know that it is packed.
Error not_a_text(BodyKind kind, std::string_view bytes) {
    if (kind == BodyKind::foreign) return not_read(foreign_name(bytes));
    const std::string type =
        kind == BodyKind::parquet ? "application/vnd.apache.parquet" : "application/" + name_of(kind);
    return invalid_argument("the file is no text as its type says, but " + name_of(kind) + ": send it as " +
                            type + ", or as application/octet-stream");
}

}  // namespace

Result<OpenBody> open_body(std::unique_ptr<MappedFile> file, BodyFormat declared, const ScratchRoom& room,
                           const std::stop_token& stop) {
    const BodyKind kind = kind_of(file->bytes());
    if (declared != BodyFormat::content) {
        if (kind != BodyKind::text) return not_a_text(kind, file->bytes());
        return OpenBody{std::move(file), content_of(declared)};
    }
    if (is_spreadsheet(*file, kind)) return OpenBody{std::move(file), Content::xlsx};
    if (!is_packed(kind)) return plain(std::move(file), kind, {});
    auto unpacked = unpack(*file, kind, room, stop);
    if (!unpacked) return unpacked.error();
    const BodyKind inner = kind_of(unpacked->file->bytes());
    if (is_spreadsheet(*unpacked->file, inner)) return OpenBody{std::move(unpacked->file), Content::xlsx};
    if (is_packed(inner))
        return invalid_argument("the " + name_of(kind) + " holds " + name_of(inner) +
                                " again: a body may be packed once");
    return plain(std::move(unpacked->file), inner, unpacked->name);
}

}  // namespace insightflow::readers
