// One XML file of a workbook, as events. Names come without their namespace. A file with a document type is
// refused: a workbook has none, and its entities could grow without end.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "coding/zip_archive.hpp"
#include "domain/base/result.hpp"

namespace insightflow::xlsx {

// Of one element; the texts live during the event.
class Attributes {
public:
    explicit Attributes(const char** pairs) : pairs_(pairs) {}
    // nullopt where there is none of that name.
    std::optional<std::string_view> find(std::string_view name) const;
    std::string_view text(std::string_view name) const { return find(name).value_or(std::string_view{}); }

private:
    const char** pairs_;
};

// An event answers with what is wrong with the file; that ends the reading.
class XmlEvents {
public:
    virtual ~XmlEvents() = default;
    virtual Result<void> begin(std::string_view name, const Attributes& attributes) = 0;
    virtual Result<void> end(std::string_view name) = 0;
    virtual Result<void> text(std::string_view piece) = 0;
};

// Errors: invalid_argument where the file is not there, broken, over a limit, or an event says so: in words
// that name the file.
Result<void> read_part(const ZipArchive& archive, const std::string& name, XmlEvents& events);

}  // namespace insightflow::xlsx
