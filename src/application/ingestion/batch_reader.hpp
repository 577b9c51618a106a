// Port: turns the bytes of a spooled body into chunks of text cells. One adapter per format.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <stop_token>

#include "domain/base/result.hpp"
#include "domain/ingestion/batch_report.hpp"
#include "domain/ingestion/file_head.hpp"
#include "domain/ingestion/text_chunk.hpp"

namespace insightflow {

enum class BodyFormat : std::uint8_t {
    csv,      // a table as text: fields between commas, semicolons, TABs or bars, with a heading row
    json,     // an array of objects, one object, or objects one after another
    ndjson,   // one object a line; a broken line is a broken row
    content,  // not said: what the bytes are, which says the same of them each time
};

// Receives rows in file order: full chunks and, at their place between them, broken rows.
class RowSink {
public:
    virtual ~RowSink() = default;
    // Of a table, before its rows: where among the first ones the headings are. It may be asked several
    // times, with rows that were split in several ways.
    virtual HeadingPlace find_headings(std::span<const HeadRow> rows) const = 0;
    // Of a table, once before its rows.
    virtual void begin_table(const TableStart& start) = 0;
    // Something that the sender should know of the file as a whole.
    virtual void note(const Warning& warning) = 0;
    virtual void rows(const TextChunk& chunk) = 0;
    virtual void broken_row(const BrokenRow& row) = 0;
    // Of the body as it was sent, however it is packed.
    virtual void progress(std::uint64_t bytes_read) = 0;
};

class BatchReader {
public:
    virtual ~BatchReader() = default;

    // Reads the whole file. Errors (the file as a whole cannot be read: malformed JSON, no or duplicate
    // headings, bad encoding in the heading, a row or field over its limit, a packed file that is damaged or
    // grows beyond its limits) are invalid_argument with line
    // and column in the message where there are any; rows sent before the error must then be dropped by the
    // receiver. deadline_exceeded when stopped.
    virtual Result<void> read(const std::filesystem::path& file, RowSink& sink, std::stop_token stop) = 0;
};

}  // namespace insightflow
