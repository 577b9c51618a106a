#include "app/logging.hpp"

#include <poll.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <mutex>

#include "domain/text/json_string.hpp"
#include "http/core/scalars.hpp"

namespace insightflow::app {
namespace {

spdlog::level::level_enum spdlog_level(LogLevel level) {
    switch (level) {
        case LogLevel::debug: return spdlog::level::debug;
        case LogLevel::info: return spdlog::level::info;
        case LogLevel::warning: return spdlog::level::warn;
        case LogLevel::error: return spdlog::level::err;
    }
    return spdlog::level::info;
}

std::string_view name_of(LogLevel level) {
    switch (level) {
        case LogLevel::debug: return "debug";
        case LogLevel::info: return "info";
        case LogLevel::warning: return "warning";
        case LogLevel::error: return "error";
    }
    return "info";
}

std::string line_of(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) {
    std::string line = "{\"time\":";
    const auto now =
        std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
    http::write_scalar(line, Timestamp{now});
    line += ",\"level\":";
    append_json_string(line, name_of(level));
    line += ",\"msg\":";
    append_json_string(line, message);
    for (const auto& [name, value] : fields) {
        line += ',';
        append_json_string(line, name);
        line += ':';
        if (const auto* number = std::get_if<std::int64_t>(&value)) {
            line += std::to_string(*number);
        } else {
            append_json_string(line, std::get<std::string>(value));
        }
    }
    line += '}';
    return line;
}

// stderr, but never waited for: whoever reads it and does not keep up loses lines, and the next line that
// goes through is one that says how many. A server must not stand still because of its log.
class StderrSink final : public spdlog::sinks::base_sink<std::mutex> {
protected:
    void sink_it_(const spdlog::details::log_msg& message) override {
        if (lost_ > 0 && write_line(line_of(LogLevel::warning, "log lines were lost: nobody read them",
                                            {{"lines", lost_}})))
            lost_ = 0;
        if (lost_ > 0 || !write_line({message.payload.data(), message.payload.size()})) ++lost_;
    }
    void flush_() override {}

private:
    // Room that poll promises in a pipe; a longer line is written in several pieces.
    static constexpr std::size_t piece_max = 4096;

    bool write_line(std::string_view payload) {
        std::string line = torn_ ? "\n" : "";
        line.append(payload).push_back('\n');
        for (std::size_t at = 0; at < line.size();) {
            pollfd out{STDERR_FILENO, POLLOUT, 0};
            if (::poll(&out, 1, 0) != 1 || (out.revents & POLLOUT) == 0) return false;
            const ssize_t written =
                ::write(STDERR_FILENO, line.data() + at, std::min(piece_max, line.size() - at));
            if (written < 0 && errno != EINTR) return false;
            if (written > 0) at += static_cast<std::size_t>(written);
            torn_ = at > 0 && at < line.size();
        }
        return true;
    }

    std::int64_t lost_ = 0;
    bool torn_ = false;  // only a part of the last line went through
};

}  // namespace

void start_logging(LogLevel level) {
    auto logger = std::make_shared<spdlog::logger>("insightflow", std::make_shared<StderrSink>());
    logger->set_level(spdlog_level(level));
    spdlog::set_default_logger(std::move(logger));
}

void log_event(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) {
    const auto severity = spdlog_level(level);
    if (!spdlog::should_log(severity)) return;
    spdlog::log(severity, "{}", line_of(level, message, fields));
}

void log_internal_fault(const http::InternalFault& fault) {
    log_event(LogLevel::error, "internal fault",
              {{"request_id", fault.request_id},
               {"trace_id", fault.trace_id},
               {"route", fault.route},
               {"detail", fault.detail}});
}

}  // namespace insightflow::app
