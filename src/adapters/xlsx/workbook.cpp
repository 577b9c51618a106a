#include "adapters/xlsx/workbook.hpp"

#include <charconv>
#include <map>
#include <string>
#include <vector>

#include "adapters/xlsx/limits.hpp"
#include "adapters/xlsx/sheet_part.hpp"

namespace insightflow::xlsx {
namespace {

const std::string workbook_name = "xl/workbook.xml";
const std::string relations_name = "xl/_rels/workbook.xml.rels";
constexpr std::string_view folder = "xl/";

// Which file has which part.
class Relations final : public XmlEvents {
public:
    Result<void> begin(std::string_view name, const Attributes& attributes) override {
        if (name != "Relationship") return {};
        const std::string_view target = attributes.text("Target");
        const std::string path = target.starts_with('/') ? std::string(target.substr(1))
                                                         : std::string(folder) + std::string(target);
        const std::string_view type = attributes.text("Type");
        const std::string_view kind = type.substr(type.rfind('/') + 1);
        if (kind == "worksheet") sheets[std::string(attributes.text("Id"))] = path;
        if (kind == "sharedStrings") texts = path;
        if (kind == "styles") styles = path;
        return {};
    }
    Result<void> end(std::string_view) override { return {}; }
    Result<void> text(std::string_view) override { return {}; }

    std::map<std::string, std::string> sheets{};
    std::string texts{};
    std::string styles{};
};

class Contents final : public XmlEvents {
public:
    struct Sheet {
        std::string name{};
        std::string relation{};
    };

    Result<void> begin(std::string_view name, const Attributes& attributes) override {
        if (name == "workbookPr") {
            const std::string_view flag = attributes.text("date1904");
            since_1904 = flag == "1" || flag == "true";
        }
        // What nobody sees was not handed out.
        if (name != "sheet" || attributes.text("state").ends_with("idden")) return {};
        if (sheets.size() == sheets_max)
            return invalid_argument("there are more than " + std::to_string(sheets_max) + " sheets");
        sheets.push_back({std::string(attributes.text("name")), std::string(attributes.text("id"))});
        return {};
    }
    Result<void> end(std::string_view) override { return {}; }
    Result<void> text(std::string_view) override { return {}; }

    std::vector<Sheet> sheets{};
    bool since_1904 = false;
};

// How numbers of each style are shown.
class Styles final : public XmlEvents {
public:
    Result<void> begin(std::string_view name, const Attributes& attributes) override {
        if (name == "cellXfs") in_cells_ = true;
        const bool is_style = name == "xf" && in_cells_;
        if (name != "numFmt" && !is_style) return {};
        if (codes_.size() + shown.size() == formats_max)
            return invalid_argument("there are more than " + std::to_string(formats_max) + " formats");
        const std::string_view number = attributes.text("numFmtId");
        std::uint32_t format = 0;
        std::from_chars(number.data(), number.data() + number.size(), format);
        if (is_style) {
            const auto code = codes_.find(format);
            shown.push_back(code == codes_.end() ? shown_by_number(format) : code->second);
        } else {
            codes_[format] = shown_by_code(attributes.text("formatCode"));
        }
        return {};
    }
    Result<void> end(std::string_view name) override {
        if (name == "cellXfs") in_cells_ = false;
        return {};
    }
    Result<void> text(std::string_view) override { return {}; }

    std::vector<Shown> shown{};

private:
    std::map<std::uint32_t, Shown> codes_{};
    bool in_cells_ = false;
};

}  // namespace

Result<void> convert(std::string_view bytes, TypedRowWriter& out) {
    const auto archive = ZipArchive::open(bytes);
    if (!archive) return invalid_argument("the workbook " + archive.error().message);
    Contents contents;
    Relations relations;
    Styles styles;
    SharedTexts texts;
    if (const auto read = read_part(*archive, workbook_name, contents); !read) return read;
    if (const auto read = read_part(*archive, relations_name, relations); !read) return read;
    if (!relations.styles.empty())
        if (const auto read = read_part(*archive, relations.styles, styles); !read) return read;
    if (!relations.texts.empty())
        if (const auto read = read_part(*archive, relations.texts, texts); !read) return read;
    const CellRules rules{texts, styles.shown, contents.since_1904};
    for (const Contents::Sheet& sheet : contents.sheets) {
        // A sheet that is a chart has no rows.
        const auto part = relations.sheets.find(sheet.relation);
        if (part == relations.sheets.end()) continue;
        out.begin_sheet({sheet.name, false});
        SheetPart rows(rules, out);
        if (const auto read = read_part(*archive, part->second, rows); !read) return read;
    }
    out.finish();
    return {};
}

}  // namespace insightflow::xlsx
