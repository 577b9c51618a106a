// The spool in memory, with faults on demand.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "application/ingestion/spool.hpp"
#include "unit/application/ingestion/faults.hpp"

namespace insightflow::testing {

class FakeSpool final : public Spool {
public:
    FaultHook hook = [](const std::string&) {};
    std::optional<Error> open_error{};

    Result<std::unique_ptr<SpoolWriter>> open(std::uint64_t) override {
        if (open_error) return *open_error;
        return std::unique_ptr<SpoolWriter>(std::make_unique<Writer>(*this));
    }
    std::filesystem::path path_of(const BatchId& id) const override {
        return std::filesystem::path("spool") / id;
    }
    Result<void> remove(const BatchId& id) override {
        const std::lock_guard lock(mutex_);
        hook("remove");
        bodies_.erase(id);
        return {};
    }
    Result<std::unique_ptr<BodyFile>> fetch(const BatchId& id, const SpooledBody&) override {
        struct File final : BodyFile {
            explicit File(std::filesystem::path place) : place_(std::move(place)) {}
            const std::filesystem::path& path() const override { return place_; }
            std::filesystem::path place_;
        };
        const std::lock_guard lock(mutex_);
        if (!bodies_.contains(id)) return not_found("is not there");
        return std::unique_ptr<BodyFile>(std::make_unique<File>(path_of(id)));
    }
    Result<void> archive(const BatchId& id, const SpooledBody& body) override {
        const std::lock_guard lock(mutex_);
        const auto found = bodies_.find(id);
        if (found == bodies_.end()) return not_found("is not there");
        if (found->second != body.hash) return Error{ErrorCode::unprocessable, "is not what came", {}};
        archived.insert(id);
        return {};
    }
    Result<std::vector<BatchId>> not_archived() override {
        auto ids = kept();
        if (ids) std::erase_if(*ids, [&](const BatchId& id) { return archived.contains(id); });
        return ids;
    }
    std::set<BatchId> archived{};

    // The hash is the body itself.
    Result<SpooledBody> measure(const BatchId& id) override {
        const std::lock_guard lock(mutex_);
        const auto found = bodies_.find(id);
        if (found == bodies_.end()) return not_found("is not there");
        return SpooledBody{found->second.size(), found->second};
    }
    Result<std::vector<BatchId>> kept() override {
        const std::lock_guard lock(mutex_);
        std::vector<BatchId> ids;
        for (const auto& [id, body] : bodies_) ids.push_back(id);
        return ids;
    }

    void put(const BatchId& id, const std::string& body) {
        const std::lock_guard lock(mutex_);
        bodies_[id] = body;
    }
    std::string body(const std::filesystem::path& path) {
        const std::lock_guard lock(mutex_);
        return bodies_.at(path.filename().string());
    }
    std::size_t size() {
        const std::lock_guard lock(mutex_);
        return bodies_.size();
    }

private:
    class Writer final : public SpoolWriter {
    public:
        explicit Writer(FakeSpool& spool) : spool_(spool) {}
        Result<void> write(std::span<const std::byte> bytes) override {
            spool_.hook("write");
            for (const std::byte byte : bytes) body_.push_back(static_cast<char>(byte));
            return {};
        }
        Result<SpooledBody> keep(const BatchId& id) override {
            spool_.hook("keep");
            spool_.put(id, body_);
            spool_.hook("kept");
            return SpooledBody{body_.size(), "hash of " + body_};
        }
        const std::filesystem::path& path() const override { return path_; }

    private:
        FakeSpool& spool_;
        std::filesystem::path path_{"arriving"};
        std::string body_{};
    };

    std::mutex mutex_{};
    std::map<BatchId, std::string> bodies_{};
};

}  // namespace insightflow::testing
