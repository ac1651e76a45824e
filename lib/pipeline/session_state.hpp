#pragma once

#include <serinus/pipeline/principal.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace serinus::pipeline {

/// A principal as it is kept.
struct PrincipalRecord {
  std::string id;
  std::vector<std::string> roles;
  std::map<std::string, std::string> claims;
  std::optional<std::int64_t> expiresAt;
};

/// A session as it is kept, as JSON. Times are seconds of the epoch.
struct SessionRecord {
  std::int64_t created = 0;  ///< 0: when it is kept
  std::int64_t touched = 0;
  std::string binding;
  std::string owner;
  std::optional<PrincipalRecord> principal;
  std::map<std::string, std::string> values;
};

[[nodiscard]] PrincipalRecord recordOf(const Principal& principal);
[[nodiscard]] Principal principalOf(const PrincipalRecord& record);

/// What is known of a session while a request lasts, and what is to become of it.
struct SessionState {
  SessionRecord record;
  std::map<std::string, std::optional<std::string>, std::less<>> changes;  ///< of values, in this request
  std::string id;             ///< that the client came with; empty: none that is good
  std::uint64_t version = 0;  ///< of what was loaded
  bool isNew = true;          ///< there is none in the store, or none any more
  bool isChanged = false;
  bool isCleared = false;  ///< what the client came with ends
  bool isRenewed = false;
  bool isSealed = false;  ///< nothing would keep a change

  [[nodiscard]] bool empty() const noexcept { return record.values.empty() && !record.principal; }
  /// Does again what was done in this request, to what another has changed meanwhile.
  void applyChanges();
  void clear();
  /// Makes it the session of another user.
  void passTo(std::string_view owner);
  void renew();
};

}  // namespace serinus::pipeline
