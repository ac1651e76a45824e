#pragma once

#include "scrypt.hpp"
#include "worker.hpp"

#include <serinus/runtime/task.hpp>

#include <optional>
#include <string>

namespace notes {

/// Passwords, kept and compared on a thread of their own: no loop waits for them.
class Passwords {
public:
  explicit Passwords(Worker& worker) : worker_(&worker), nobody_(scrypt::nobody()) {}

  /// The text by which a password is known. @throws ServiceUnavailableException  when too many wait
  [[nodiscard]] serinus::Task<std::string> keep(std::string password) const;

  /// Whether that is the password. Where there is no user (`kept` is nothing) it is not, after the same time, so that
  /// nobody learns who has an account. @throws ServiceUnavailableException  when too many wait
  [[nodiscard]] serinus::Task<bool> matches(std::optional<std::string> kept, std::string password) const;

private:
  Worker* worker_;
  std::string nobody_;
};

}  // namespace notes
