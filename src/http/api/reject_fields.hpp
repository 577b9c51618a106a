// Rejected rows as replies show them: as JSON, and as a stream of NDJSON or CSV.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "application/ingestion/reject_files.hpp"
#include "http/core/endpoint.hpp"
#include "http/core/field.hpp"

namespace insightflow::http {

struct RowFaultFields {
    static constexpr std::string_view schema_name = "RowFault";
    std::string field{}, code{}, message{};
    static constexpr auto fields() {
        using F = RowFaultFields;
        return std::tuple{
            required("field", &F::field, "Column as it was sent; empty where the row as a whole is meant."),
            required("code", &F::code, "Stable name of the kind of fault."),
            required("message", &F::message, "What is wrong.")};
    }
};

struct RejectFields {
    static constexpr std::string_view schema_name = "RejectedRow";
    std::int64_t row = 0, line = 0;
    std::vector<RowFaultFields> errors{};
    static constexpr auto fields() {
        using R = RejectFields;
        return std::tuple{required("row", &R::row, "Number of the row in the batch, from 1."),
                          required("line", &R::line, "Line of the body on which it begins, from 1."),
                          required("errors", &R::errors, "Every fault of the row.")};
    }
};

enum class RejectsFormat : std::uint8_t { json, csv, ndjson };

constexpr auto enum_names(RejectsFormat) {
    return std::array{std::pair{RejectsFormat::json, std::string_view("json")},
                      std::pair{RejectsFormat::csv, std::string_view("csv")},
                      std::pair{RejectsFormat::ndjson, std::string_view("ndjson")}};
}

RejectFields fields_of(const Reject& reject);

// csv: a line for each fault, with headings. ndjson: a line for each row, as in the JSON reply.
std::unique_ptr<ReplyStream> stream_of(std::unique_ptr<RejectReader> rejects, RejectsFormat format);
std::string content_type_of(RejectsFormat format);

}  // namespace insightflow::http
