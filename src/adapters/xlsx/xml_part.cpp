#include "adapters/xlsx/xml_part.hpp"

#include <expat.h>

#include <memory>
#include <new>
#include <span>
#include <type_traits>

#include "adapters/xlsx/limits.hpp"
#include "domain/text/printable.hpp"

namespace insightflow::xlsx {
namespace {

constexpr char namespace_end = '|';

std::string_view local(std::string_view name) {
    const std::size_t end = name.rfind(namespace_end);
    return end == std::string_view::npos ? name : name.substr(end + 1);
}

class Parser {
public:
    explicit Parser(XmlEvents& events)
        : events_(events), parser_(XML_ParserCreateNS(nullptr, namespace_end), &XML_ParserFree) {
        if (!parser_) throw std::bad_alloc();
        XML_SetUserData(parser_.get(), this);
        XML_SetElementHandler(parser_.get(), &on_begin, &on_end);
        XML_SetCharacterDataHandler(parser_.get(), &on_text);
        XML_SetStartDoctypeDeclHandler(parser_.get(), &on_doctype);
    }

    Result<void> take(std::string_view piece, bool is_last) {
        const auto status =
            XML_Parse(parser_.get(), piece.data(), static_cast<int>(piece.size()), is_last ? 1 : 0);
        if (!result_) return result_;
        if (status == XML_STATUS_OK) return {};
        return invalid_argument(
            "line " + std::to_string(XML_GetCurrentLineNumber(parser_.get())) +
            ": it is no well-formed XML: " + XML_ErrorString(XML_GetErrorCode(parser_.get())));
    }

private:
    static void on_begin(void* self, const char* name, const char** attributes) {
        auto& parser = *static_cast<Parser*>(self);
        if (++parser.depth_ > xml_depth_max)
            return parser.note(
                invalid_argument("elements are nested more than " + std::to_string(xml_depth_max) + " deep"));
        parser.note(parser.events_.begin(local(name), Attributes(attributes)));
    }
    static void on_end(void* self, const char* name) {
        auto& parser = *static_cast<Parser*>(self);
        --parser.depth_;
        parser.note(parser.events_.end(local(name)));
    }
    static void on_text(void* self, const char* text, int size) {
        auto& parser = *static_cast<Parser*>(self);
        parser.note(parser.events_.text({text, static_cast<std::size_t>(size)}));
    }
    static void on_doctype(void* self, const char*, const char*, const char*, int) {
        static_cast<Parser*>(self)->note(invalid_argument("it has a document type, which no workbook has"));
    }

    // Events may still come after the first that failed: the first is what is told.
    void note(const Result<void>& result) {
        if (result || !result_) return;
        result_ = result;
        XML_StopParser(parser_.get(), XML_FALSE);
    }

    XmlEvents& events_;
    std::unique_ptr<std::remove_pointer_t<XML_Parser>, decltype(&XML_ParserFree)> parser_;
    Result<void> result_{};
    std::size_t depth_ = 0;
};

Error in_part(const std::string& name, const Error& error) {
    return invalid_argument("the workbook's file " + in_quotes(name) + ": " + error.message);
}

}  // namespace

std::optional<std::string_view> Attributes::find(std::string_view name) const {
    for (const char** pair = pairs_; *pair != nullptr; pair += 2)
        if (local(pair[0]) == name) return std::string_view(pair[1]);
    return std::nullopt;
}

Result<void> read_part(const ZipArchive& archive, const std::string& name, XmlEvents& events) {
    const ZipEntry* entry = archive.find(name);
    if (entry == nullptr) return invalid_argument("the workbook lacks its file " + in_quotes(name));
    Parser parser(events);
    const auto take = [&parser](std::span<const std::byte> piece) {
        return parser.take({reinterpret_cast<const char*>(piece.data()), piece.size()}, false);
    };
    if (const auto unpacked = archive.unpack(*entry, part_limits, take, {}); !unpacked)
        return in_part(name, unpacked.error());
    if (const auto ended = parser.take({}, true); !ended) return in_part(name, ended.error());
    return {};
}

}  // namespace insightflow::xlsx
