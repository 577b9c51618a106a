#include "app/logging.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <chrono>

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

}  // namespace

void start_logging(LogLevel level) {
    auto logger = spdlog::stderr_logger_mt("insightflow");
    logger->set_pattern("%v");
    logger->set_level(spdlog_level(level));
    logger->flush_on(spdlog::level::info);
    spdlog::set_default_logger(std::move(logger));
}

void log_event(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) {
    const auto severity = spdlog_level(level);
    if (!spdlog::should_log(severity)) return;
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
    spdlog::log(severity, "{}", line);
}

}  // namespace insightflow::app
