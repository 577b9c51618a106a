#include "http/core/multipart.hpp"

#include <gmock/gmock.h>

namespace insightflow::http {
namespace {

using testing::HasSubstr;

// Writes down what it is given.
class Recorder final : public PartSink {
public:
    std::string fields{};
    std::string file_name{};
    std::string file_type{};
    std::string file{};

    Result<void> field(std::string name, std::string value) override {
        fields += name + "=" + value + ";";
        return {};
    }
    Result<void> begin_file(const PartHead& head) override {
        if (head.file_name == "refused") return Error{ErrorCode::unprocessable, "Not this one.", {}};
        file_name = head.file_name.value_or("-");
        file_type = head.content_type;
        return {};
    }
    Result<void> file_bytes(std::span<const std::byte> bytes) override {
        file.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        return {};
    }
};

Result<void> read(std::string_view body, Recorder& recorder, std::size_t portion = 1'000'000) {
    MultipartReader reader("xyz", recorder);
    for (; !body.empty(); body.remove_prefix(std::min(portion, body.size())))
        if (auto taken = reader.take(std::as_bytes(std::span(body.substr(0, portion)))); !taken) return taken;
    return reader.finish();
}

std::string part(std::string_view head, std::string_view content) {
    return "--xyz\r\n" + std::string(head) + "\r\n\r\n" + std::string(content) + "\r\n";
}
const std::string disposition = "Content-Disposition: form-data; ";
const std::string file =
    part(disposition + "name=\"file\"; filename=\"a b.csv\"\r\nContent-Type: text/csv", "x,y\n1,2");
const std::string last = "--xyz--\r\n";

TEST(Multipart, FieldsThenTheFileHoweverTheyArrive) {
    // The content holds beginnings of the boundary, which must come through.
    const std::string content = "a\r\n--xy\r\n--xyy\r\n\r\n--\r\n";
    const std::string body = part(disposition + "name=source", "meta") +
                             part("content-disposition: FORM-DATA; name=\"empty\"", "") +
                             part(disposition + "name=\"file\"; filename=\"f\"", content) + last;
    for (const std::size_t portion : {1, 2, 5, 19, 1000}) {
        Recorder recorder;
        const auto result = read(body, recorder, portion);
        ASSERT_TRUE(result) << portion << result.error().faults[0].detail;
        EXPECT_EQ(recorder.fields, "source=meta;empty=;");
        EXPECT_EQ(recorder.file, content) << portion;
    }
}

TEST(Multipart, APartSaysItsNameAndType) {
    Recorder recorder;
    ASSERT_TRUE(read(file + "--xyz--", recorder)) << "the last line end may be missing";
    EXPECT_EQ(recorder.file_name, "a b.csv");
    EXPECT_EQ(recorder.file_type, "text/csv");
    EXPECT_EQ(recorder.file, "x,y\n1,2");
}

struct Bad {
    std::string body;
    const char* says;
};

TEST(Multipart, WhatIsNoFormIsAFaultAtItsPlace) {
    const std::string long_head =
        disposition + "name=\"file\"\r\nX: " + std::string(part_head_bytes_max, 'a');
    std::string many;
    for (std::size_t i = 0; i <= part_fields_max; ++i) many += part(disposition + "name=\"a\"", "");
    for (const auto& [body, says] : {
             Bad{"", "breaks off"},
             Bad{"preamble\r\n" + file + last, "does not begin with the boundary"},
             Bad{"--xy\r\n", "does not begin with the boundary"},
             Bad{"--xyzz\r\n" + file, "does not end its line, at byte 5"},
             Bad{"--xyz\n" + file, "does not end its line"},
             Bad{file, "breaks off"},
             Bad{file.substr(0, file.size() / 2), "breaks off"},
             Bad{file + last + "epilogue", "goes on behind"},
             Bad{file + file + last, "behind the file"},
             Bad{file + part(disposition + "name=\"source\"", "a") + last, "behind the file"},
             Bad{part("Content-Type: text/csv", "") + last, "without a Content-Disposition"},
             Bad{part(disposition + "filename=\"a\"", "") + last, "without a name"},
             Bad{part("Content-Disposition: attachment; name=\"file\"", "") + last, "is not form-data"},
             Bad{part(disposition + "name=\"file", "") + last, "cannot be read"},
             Bad{part(disposition + "name=\"file\" x", "") + last, "cannot be read"},
             Bad{part(disposition + "name=\"file\"; name=\"b\"", "") + last, "where it may not"},
             Bad{part(disposition + "name=\"file\"; filename*=UTF-8''a", "") + last, "where it may not"},
             Bad{part(disposition + "name=\"file\"\r\n" + disposition + "name=\"b\"", "") + last,
                 "two Content-Disp"},
             Bad{part(disposition + "name=\"file\"\r\nX : b", "") + last, "lines of 'Name: value'"},
             Bad{part(disposition + "name=\"file\"\r\n folded", "") + last, "lines of 'Name: value'"},
             Bad{part(disposition + "name=\"fi\x01le\"", "") + last, "lines of 'Name: value'"},
             Bad{part(disposition + "name=\"other\"; filename=\"a\"", "") + last, "called 'file'"},
             Bad{part(disposition + "name=\"file\"\r\nContent-Transfer-Encoding: base64", "") + last,
                 "'base64'"},
             Bad{part(long_head, "") + last, "over 4096 bytes"},
             Bad{part(disposition + "name=\"a\"", std::string(part_field_bytes_max + 1, 'a')) + last,
                 "more than 4096"},
             Bad{many, "more than 32 parts"},
         })
        for (const std::size_t portion : {1, 100'000}) {
            Recorder recorder;
            const auto result = read(body, recorder, portion);
            ASSERT_FALSE(result) << says;
            EXPECT_EQ(result.error().code, ErrorCode::invalid_argument);
            EXPECT_EQ(result.error().faults[0].pointer, "#/body");
            EXPECT_THAT(result.error().faults[0].detail, HasSubstr(says));
        }
}

TEST(Multipart, AFormWithoutAFileIsAFault) {
    Recorder recorder;
    const auto result = read(part(disposition + "name=\"a\"", "") + last, recorder);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().faults[0].pointer, "#/body/file");
}

TEST(Multipart, ARefusalOfTheFileEndsTheReading) {
    Recorder recorder;
    const auto result =
        read(part(disposition + "name=\"file\"; filename=\"refused\"", "abc") + last, recorder);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::unprocessable);
    EXPECT_EQ(recorder.file, "");
}

TEST(Multipart, ABoundaryIsOneThatCanBeFound) {
    EXPECT_EQ(boundary_of("multipart/form-data; boundary=xyz"), "xyz");
    EXPECT_EQ(boundary_of("multipart/form-data; charset=utf-8; Boundary=\"a b\""), "a b");
    for (const std::string bad :
         {"multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"\"",
          "multipart/form-data; boundary=\"a ", "multipart/form-data; boundary=\"a \"",
          "multipart/form-data; boundary=a; boundary=b", "multipart/form-data; boundary=\"a\r\nb\"",
          "multipart/form-data boundary=a"})
        EXPECT_FALSE(boundary_of(bad)) << bad;
    EXPECT_FALSE(boundary_of("multipart/form-data; boundary=" + std::string(71, 'a')));
}

}  // namespace
}  // namespace insightflow::http
