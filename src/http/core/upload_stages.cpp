#include "http/core/upload_stages.hpp"

#include <algorithm>

#include "coding/body_decoder.hpp"
#include "domain/text/printable.hpp"
#include "domain/text/spelling.hpp"
#include "http/core/multipart.hpp"

namespace insightflow::http {
namespace {

// What a sender says who does not know.
constexpr std::string_view no_type = "application/octet-stream";

class DecodedUpload final : public ByteUpload {
public:
    DecodedUpload(Coding coding, std::uint64_t bytes_max, std::unique_ptr<ByteUpload> inner)
        : decoder_(coding, {.bytes_max = bytes_max}), inner_(std::move(inner)) {}
    Result<void> write(std::span<const std::byte> piece) override {
        return decoder_.decode(piece, [this](auto bytes) { return inner_->write(bytes); });
    }
    Result<Response> finish() override {
        if (const auto whole = decoder_.finish(); !whole) return whole.error();
        return inner_->finish();
    }

private:
    BodyDecoder decoder_;
    std::unique_ptr<ByteUpload> inner_;
};

class FormUpload final : public ByteUpload, private PartSink {
public:
    FormUpload(const std::string& boundary, const Route& route, const Call& call, const RequestHead& head,
               const RequestParts& parts)
        : reader_(boundary, *this), route_(route), call_(call), head_(head), parts_(parts) {}
    Result<void> write(std::span<const std::byte> piece) override { return reader_.take(piece); }
    Result<Response> finish() override {
        if (const auto whole = reader_.finish(); !whole) return whole.error();
        return inner_->finish();
    }

private:
    // A field is a query parameter that came another way.
    Result<void> field(std::string name, std::string value) override {
        parts_.query.push_back({std::move(name), std::move(value)});
        return {};
    }
    Result<void> begin_file(const PartHead& part) override {
        for (auto& [name, value] : head_.headers)
            if (equal_ignoring_case(name, "Content-Type")) value = media_type(part);
        auto begun = route_.begin(call_, head_, parts_);
        if (!begun) return std::move(begun).error();
        inner_ = std::move(*begun);
        return {};
    }
    Result<void> file_bytes(std::span<const std::byte> bytes) override { return inner_->write(bytes); }

    // Browsers and curl name a file's type by what the machine knows, which for CSV is often nonsense: where
    // the type is none that the route reads, or says nothing, the file's ending counts.
    std::string media_type(const PartHead& part) const {
        const auto& known = route_.upload->media_types;
        const std::string said = media_type_of(part.content_type);
        if (said != no_type && std::find(known.begin(), known.end(), said) != known.end())
            return part.content_type;
        const std::string file_name = lower_ascii(part.file_name.value_or(""));
        for (const auto& [ending, type] : route_.upload->file_endings)
            if (file_name.ends_with(ending)) return type;
        return part.content_type;
    }

    MultipartReader reader_;
    const Route& route_;
    const Call& call_;
    RequestHead head_;
    RequestParts parts_;
    std::unique_ptr<ByteUpload> inner_{};
};

}  // namespace

Result<std::optional<Coding>> content_coding_of(const RequestHead& head) {
    const auto given = head.header("Content-Encoding");
    if (!given || (head.count("Content-Encoding") == 1 && equal_ignoring_case(*given, "identity")))
        return std::optional<Coding>{};
    const auto coding = head.count("Content-Encoding") == 1 ? coding_named(*given) : std::nullopt;
    if (coding) return coding;
    return Error{ErrorCode::unsupported_media_type,
                 "The body may be compressed once, with gzip or zstd.",
                 {{"#/header/Content-Encoding", "must be gzip, zstd or identity; got " + in_quotes(*given)}}};
}

Result<std::unique_ptr<ByteUpload>> begin_upload(const Route& route, const Call& call,
                                                 const RequestHead& head, const RequestParts& parts) {
    const auto coding = content_coding_of(head);
    if (!coding) return coding.error();
    std::unique_ptr<ByteUpload> upload;
    const auto content_type = head.header("Content-Type").value_or("");
    if (!route.upload->file_endings.empty() && media_type_of(content_type) == "multipart/form-data") {
        const auto boundary = boundary_of(content_type);
        if (!boundary)
            return invalid_argument(
                "The form cannot be read.",
                {{"#/header/Content-Type", "must name a boundary of 1 to 70 characters"}});
        upload = std::make_unique<FormUpload>(*boundary, route, call, head, parts);
    } else {
        auto begun = route.begin(call, head, parts);
        if (!begun) return std::move(begun).error();
        upload = std::move(*begun);
    }
    if (!*coding) return upload;
    return std::make_unique<DecodedUpload>(**coding, route.upload->body_bytes_max, std::move(upload));
}

}  // namespace insightflow::http
