#include "adapters/readers/readers.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "adapters/readers/csv_reader.hpp"
#include "adapters/readers/json_reader.hpp"
#include "adapters/readers/open_body.hpp"
#include "adapters/readers/sheet_reader.hpp"
#include "domain/ingestion/body_limits.hpp"

namespace insightflow::readers {
namespace {

// Typed rows say in more bytes what a column of numbers packs into few.
constexpr std::uint64_t converted_bytes_max = 2 * unpacked_bytes_max;

class BodyReader final : public BatchReader {
public:
    BodyReader(BodyFormat format, const ReaderConfig& config) : format_(format), config_(config) {}

    Result<void> read(const std::filesystem::path& path, RowSink& sink, std::stop_token stop) override {
        const ScratchRoom room{path.parent_path(), config_.reserve_bytes};
        auto body = open_body(std::make_unique<MappedFile>(path), format_, room, stop);
        if (!body) return body.error();
        MappedFile& file = *body->file;
        switch (body->content) {
            case Content::csv: return read_csv(std::move(body->file), room, sink, stop);
            case Content::json: return read_json(file, sink, stop);
            case Content::ndjson: return read_ndjson(file, sink, stop);
            case Content::xlsx: return read_converted(Conversion::xlsx, file, room, sink, stop);
            case Content::parquet: return read_converted(Conversion::parquet, file, room, sink, stop);
        }
        return {};
    }

private:
    Result<void> read_converted(Conversion what, const MappedFile& file, const ScratchRoom& room,
                                RowSink& sink, const std::stop_token& stop) const {
        auto scratch = ScratchFile::make(room, file.bytes().size());
        if (!scratch) return scratch.error();
        const std::uint64_t free = room.free_bytes();
        const std::uint64_t bytes_max = std::min(converted_bytes_max, free);
        const auto converted =
            config_.convert({what, file.descriptor(), scratch->descriptor(), bytes_max}, stop);
        if (!converted && converted.error().code == ErrorCode::payload_too_large) return too_large(free);
        if (!converted) return converted.error();
        MappedFile rows(std::move(*scratch).release(), file.body_bytes());
        return read_sheets(rows, sink, stop);
    }

    static Error too_large(std::uint64_t free) {
        if (free < converted_bytes_max) return scratch_full();
        return invalid_argument("the rows come to more than " + std::to_string(converted_bytes_max) +
                                " bytes: send them in several files");
    }

    BodyFormat format_;
    ReaderConfig config_;
};

}  // namespace

std::unique_ptr<BatchReader> make_reader(BodyFormat format, const ReaderConfig& config) {
    return std::make_unique<BodyReader>(format, config);
}

}  // namespace insightflow::readers
