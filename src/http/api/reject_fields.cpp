#include "http/api/reject_fields.hpp"

#include "http/core/write_json.hpp"

namespace insightflow::http {
namespace {

constexpr std::size_t piece_bytes = 64 * 1024;
constexpr std::string_view csv_headings = "row,line,field,code,message\r\n";

// A spreadsheet takes a text that begins like this for a formula (OWASP, CSV injection).
bool may_be_formula(std::string_view text) {
    return !text.empty() && std::string_view("=+-@\t\r\n").find(text.front()) != std::string_view::npos;
}

void append_csv_text(std::string& out, std::string_view text) {
    out += ',';
    const bool quoted = text.find_first_of(",\"\r\n") != std::string_view::npos;
    if (quoted) out += '"';
    if (may_be_formula(text)) out += '\'';
    for (const char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    if (quoted) out += '"';
}

void append_csv(std::string& out, const Reject& reject) {
    for (const RowFault& fault : reject.faults) {
        out += std::to_string(reject.row) + "," + std::to_string(reject.line);
        for (const std::string* text : {&fault.field, &fault.code, &fault.message})
            append_csv_text(out, *text);
        out += "\r\n";
    }
}

class RejectStream final : public ReplyStream {
public:
    RejectStream(std::unique_ptr<RejectReader> rejects, RejectsFormat format)
        : rejects_(std::move(rejects)), format_(format) {}

    Result<Piece> next() override {
        Piece piece;
        if (format_ == RejectsFormat::csv && !begun_) piece.bytes = csv_headings;
        begun_ = true;
        while (piece.bytes.size() < piece_bytes) {
            const auto reject = rejects_->next();
            if (!reject) return reject.error();
            if (!*reject) {
                piece.is_last = true;
                break;
            }
            if (format_ == RejectsFormat::csv) {
                append_csv(piece.bytes, **reject);
            } else {
                write_json(piece.bytes, fields_of(**reject));
                piece.bytes += '\n';
            }
        }
        return piece;
    }

private:
    std::unique_ptr<RejectReader> rejects_;
    RejectsFormat format_;
    bool begun_ = false;
};

}  // namespace

RejectFields fields_of(const Reject& reject) {
    RejectFields row{static_cast<std::int64_t>(reject.row), static_cast<std::int64_t>(reject.line), {}};
    for (const RowFault& fault : reject.faults)
        row.errors.push_back({fault.field, fault.code, fault.message});
    return row;
}

std::unique_ptr<ReplyStream> stream_of(std::unique_ptr<RejectReader> rejects, RejectsFormat format) {
    return std::make_unique<RejectStream>(std::move(rejects), format);
}

std::string content_type_of(RejectsFormat format) {
    return format == RejectsFormat::csv ? "text/csv; charset=utf-8" : "application/x-ndjson";
}

}  // namespace insightflow::http
