#include "worker.hpp"

#include <utility>

namespace notes {

Worker::Worker() : thread_([this](std::stop_token stop) { work(std::move(stop)); }) {}

Worker::~Worker() {
  end();
}

bool Worker::submit(std::function<void()> job) {
  {
    const std::lock_guard lock(mutex_);
    if (jobs_.size() >= mostWaiting) return false;
    jobs_.push_back(std::move(job));
  }
  changed_.notify_one();
  return true;
}

serinus::Task<> Worker::onApplicationShutdown() {
  end();
  return {};
}

void Worker::work(std::stop_token stop) {
  while (true) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, stop, [this] { return !jobs_.empty(); });
    if (stop.stop_requested()) return;
    const std::function<void()> job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    job();
  }
}

void Worker::end() noexcept {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

}  // namespace notes
