#include "gateway/recovery_vault.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace serinus::gateway {
namespace {

using namespace std::chrono_literals;

const TimePoint start{};

KeptClient lost(std::uint32_t number, const char* principal = nullptr, bool wasNamedAtDoor = false) {
  KeptClient client(ClientId(1, 2, number), "", {"blue"}, {}, wasNamedAtDoor);
  if (principal != nullptr)
    client.state.emplace<pipeline::Identity>(Principal(principal), std::chrono::system_clock::now(), start);
  return client;
}

class ARecoveryVault : public testing::Test {
protected:
  std::string lose(KeptClient client, TimePoint now = start) {
    auto [ticket, token] = vault.issue(loop, client.id);
    for (const KeptClient& one : vault.keep(std::move(ticket), std::move(client), now)) out.push_back(one.id.slot());
    return token;
  }
  std::string claim(std::string_view token, std::string_view newcomer = "", TimePoint now = start) {
    const RecoveryVault::Claim claim = vault.claim(token, newcomer, now);
    if (const auto* fault = std::get_if<RecoveryFault>(&claim)) return std::string(text(*fault));
    if (const auto* live = std::get_if<RecoveryVault::Live>(&claim)) return "live " + std::to_string(live->id.slot());
    return "client " + std::to_string(std::get<RecoveryVault::Claimed>(claim).client.id.slot());
  }

  Loop loop;
  std::vector<std::uint32_t> out;
  RecoveryVault vault{{.window = 10s, .maxKept = 2}, KeyedHash()};
};

TEST_F(ARecoveryVault, GivesAClientBackOnce) {
  const std::string token = lose(lost(7));
  EXPECT_EQ(token.size(), 32U);
  EXPECT_EQ(claim(token), "client 7");
  EXPECT_EQ(claim(token), "unknown");
  EXPECT_EQ(vault.keptCount(), 0U);
}

TEST_F(ARecoveryVault, MakesNoTokenTwice) {
  std::set<std::string> tokens;
  for (std::uint32_t i = 0; i < 1000; ++i) tokens.insert(vault.issue(loop, ClientId(1, 1, i)).second);
  EXPECT_EQ(tokens.size(), 1000U);
}

TEST_F(ARecoveryVault, KnowsTheTimeToTheTick) {
  const std::string early = lose(lost(1));
  const std::string late = lose(lost(2));
  EXPECT_EQ(vault.nextDeadline(), start + 10s);
  EXPECT_EQ(claim(early, "", start + 10s - Duration(1)), "client 1");
  EXPECT_EQ(claim(late, "", start + 10s), "expired");
  EXPECT_TRUE(vault.expire(start + 10s - Duration(1)).empty());
  EXPECT_EQ(vault.expire(start + 10s).size(), 1U);
  EXPECT_TRUE(vault.expire(start + 10s).empty());
  EXPECT_EQ(claim(late, "", start + 11s), "expired") << "remembered";
  EXPECT_EQ(vault.nextDeadline(), std::nullopt);
}

TEST_F(ARecoveryVault, TakesNothingForATokenThatIsNone) {
  const std::string token = lose(lost(1));
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string forged = token;
    forged[i] = forged[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(claim(forged), "unknown") << i;
  }
  for (const std::string& other : {std::string(), token.substr(1), token + "A", token.substr(0, 31),
                                   std::string(100'000, 'A'), token.substr(0, RecoveryVault::nameSize)})
    EXPECT_EQ(claim(other), "unknown") << other.size();
  EXPECT_EQ(claim(token), "client 1");
}

TEST_F(ARecoveryVault, KeepsSoManyAndTheOldestGoesFirst) {
  const std::string first = lose(lost(1));
  const std::string second = lose(lost(2), start + 1s);
  EXPECT_TRUE(out.empty());
  const std::string third = lose(lost(3), start + 2s);
  EXPECT_EQ(out, std::vector<std::uint32_t>{1});
  EXPECT_EQ(claim(first), "expired");
  EXPECT_EQ(claim(second), "client 2");
  EXPECT_EQ(claim(third), "client 3");
}

TEST_F(ARecoveryVault, RemembersNoMoreOfThoseWhoWereTooLateThanItKeeps) {
  std::vector<std::string> tokens;
  for (std::uint32_t i = 0; i < 5; ++i) tokens.push_back(lose(lost(i)));
  EXPECT_EQ(claim(tokens[0]), "unknown");
  EXPECT_EQ(claim(tokens[1]), "expired");
  EXPECT_EQ(claim(tokens[2]), "expired");
  EXPECT_EQ(claim(tokens[3]), "client 3");
}

TEST_F(ARecoveryVault, ForgetsAClientWhoseTicketIsGone) {
  auto [ticket, token] = vault.issue(loop, ClientId(1, 2, 3));
  EXPECT_EQ(claim(token), "live 3");
  ticket.reset();
  EXPECT_EQ(claim(token), "unknown");
}

TEST_F(ARecoveryVault, TakesBackWhatWasNotUsed) {
  const std::string token = lose(lost(1));
  RecoveryVault::Claim claimed = vault.claim(token, "", start + 1s);
  EXPECT_TRUE(vault.giveBack(std::move(std::get<RecoveryVault::Claimed>(claimed))).empty());
  EXPECT_EQ(vault.nextDeadline(), start + 10s) << "no time is added";
  EXPECT_EQ(claim(token, "", start + 10s - Duration(1)), "client 1");
}

TEST_F(ARecoveryVault, LeavesWhatIsKeptToItsOwner) {
  const std::string token = lose(lost(1, "ada", true));
  EXPECT_EQ(claim(token, "grace"), "identity");
  EXPECT_EQ(claim(token, ""), "identity");
  EXPECT_EQ(claim(token, "ada"), "client 1");
}

TEST_F(ARecoveryVault, TellsOfTheEndOfAConnectionOnce) {
  struct Counting final : RecoveryVault::Waiting {
    void onEnded() noexcept override { ++count; }
    int count = 0;
  };
  const auto waiting = std::make_shared<Counting>();
  auto [ticket, token] = vault.issue(loop, ClientId(1, 2, 3));
  const std::string name = ticket.name();
  EXPECT_TRUE(vault.await(name, waiting));
  EXPECT_TRUE(vault.keep(std::move(ticket), lost(3), start).empty());
  EXPECT_EQ(waiting->count, 1);
  EXPECT_FALSE(vault.await(name, waiting)) << "it is over";
  EXPECT_FALSE(vault.await("nobody", waiting));
}

TEST_F(ARecoveryVault, DestroysWhatItKeepsWhenItCloses) {
  const auto value = std::make_shared<int>(1);
  KeptClient client = lost(1);
  client.state.emplace<std::shared_ptr<int>>(value);
  const std::string token = lose(std::move(client));
  EXPECT_EQ(value.use_count(), 2);
  vault.close();
  EXPECT_EQ(value.use_count(), 1);
  EXPECT_EQ(claim(token), "unknown");
  EXPECT_EQ(claim(lose(lost(2))), "unknown") << "nothing is kept any more";
}

// ---- Who comes back

TEST(WhoComesBack, IsWhoWasLostAsFarAsTheDoorCanTell) {
  using pipeline::Identity;
  const auto wall = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const Identity ada(Principal("ada").expiresAt(wall + 60s), wall, start);
  EXPECT_TRUE(isSameClient(nullptr, false, "", start));
  EXPECT_FALSE(isSameClient(nullptr, false, "ada", start)) << "nobody has become somebody";
  EXPECT_TRUE(isSameClient(&ada, true, "ada", start));
  EXPECT_TRUE(isSameClient(&ada, true, "ada", start + 61s)) << "renewed at the door";
  EXPECT_FALSE(isSameClient(&ada, true, "grace", start));
  EXPECT_FALSE(isSameClient(&ada, true, "", start)) << "signed out";
  EXPECT_TRUE(isSameClient(&ada, false, "", start)) << "said so by a message";
  EXPECT_TRUE(isSameClient(&ada, false, "", start + 60s - Duration(1)));
  EXPECT_FALSE(isSameClient(&ada, false, "", start + 60s));
}

// ---- Options

TEST(RecoveryOptions, WantATimeAndANumber) {
  EXPECT_TRUE(recoveryFaults(std::nullopt).empty());
  EXPECT_TRUE(recoveryFaults(Recovery{}).empty());
  EXPECT_TRUE(recoveryFaults(Recovery{.window = Duration(1), .maxKept = 1}).empty());
  EXPECT_EQ(recoveryFaults(Recovery{.window = Duration(0)}).size(), 1U);
  EXPECT_EQ(recoveryFaults(Recovery{.window = Duration(-1), .maxKept = 0}).size(), 2U);
  EXPECT_EQ(recoveryFaults(Recovery{.window = Duration::max()}).size(), 1U);
}

}  // namespace
}  // namespace serinus::gateway
