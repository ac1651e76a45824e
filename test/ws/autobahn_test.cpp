#include "autobahn_cases.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <set>

namespace serinus::ws {
namespace {

constexpr std::size_t largest = std::size_t{16} << 20;

/// A server that sends everything back, made of a session and the writer: bytes in, bytes out.
class EchoServer {
public:
  void read(std::string_view bytes) {
    unread_.append(bytes);
    MutableBytes rest = std::as_writable_bytes(std::span(unread_));
    while (true) {
      const Step step = session_.receive(rest);
      rest = rest.subspan(step.consumed);
      if (std::holds_alternative<NeedMore>(step.event) || std::holds_alternative<Ended>(step.event)) break;
      answer(step.event);
    }
    unread_.erase(0, unread_.size() - rest.size());
  }

  [[nodiscard]] std::string takeOutput() { return std::exchange(out_, {}); }
  [[nodiscard]] bool hasClosed() const noexcept { return session_.closeSent(); }

private:
  void answer(const Event& event) {
    if (const auto* message = std::get_if<Message>(&event)) {
      appendFrame(out_, message->isText ? Opcode::text : Opcode::binary, message->payload);
    } else if (const auto* ping = std::get_if<Ping>(&event)) {
      appendPong(out_, ping->payload);
    } else if (const auto* closed = std::get_if<Closed>(&event)) {
      close(closed->code, closed->reason);
    } else if (const auto* fault = std::get_if<Fault>(&event)) {
      close(fault->code, describe(fault->error));
    }
  }

  void close(CloseCode code, std::string_view reason) {
    appendClose(out_, code, reason);
    session_.closeWasSent();
  }

  Session session_{{.maxMessage = largest, .maxFragments = 262'144}};
  std::string unread_;
  std::string out_;
};

/// Reads what the server wrote as a strict client does.
void readAnswers(std::string bytes, Session& client, std::vector<std::string>& answers) {
  MutableBytes rest = std::as_writable_bytes(std::span(bytes));
  while (!rest.empty()) {
    const Step step = client.receive(rest);
    rest = rest.subspan(step.consumed);
    ASSERT_FALSE(std::holds_alternative<NeedMore>(step.event)) << "the server writes whole frames";
    ASSERT_FALSE(std::holds_alternative<Ended>(step.event)) << "the server writes nothing behind a Close";
    answers.push_back(line(step.event));
  }
}

std::vector<AutobahnCase> allCases() {
  std::vector<AutobahnCase> all;
  for (auto* section : {&framingCases, &utf8Cases, &closingCases, &sizeCases}) {
    std::vector<AutobahnCase> cases = section();
    std::move(cases.begin(), cases.end(), std::back_inserter(all));
  }
  return all;
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const AutobahnCase& row) {
  return out << row.id;
}

namespace {

class Autobahn : public testing::TestWithParam<AutobahnCase> {};
class AutobahnCut : public testing::TestWithParam<AutobahnCase> {};
using Sizes = std::vector<std::size_t>;

TEST_P(Autobahn, IsPassedStrictly) {
  const Script script = GetParam().script();
  EchoServer server;
  Session client({.role = Role::client, .maxMessage = largest});
  std::vector<std::string> answers;
  for (std::size_t i = 0; i < script.pieces.size(); ++i) {
    server.read(script.pieces[i]);
    readAnswers(server.takeOutput(), client, answers);
    if (script.endsAt >= 0) {
      ASSERT_EQ(server.hasClosed(), i >= static_cast<std::size_t>(script.endsAt)) << "after piece " << i;
    }
  }
  EXPECT_EQ(answers, script.answers);
  EXPECT_TRUE(server.hasClosed());
}

TEST_P(AutobahnCut, GivesTheSameAnswers) {
  const Script script = GetParam().script();
  std::string bytes;
  for (const std::string& piece : script.pieces) bytes += piece;
  for (const std::size_t size : bytes.size() > 20'000 ? Sizes{1000, bytes.size()} : Sizes{1, 3, 100, bytes.size()}) {
    EchoServer server;
    Session client({.role = Role::client, .maxMessage = largest});
    std::vector<std::string> answers;
    for (std::size_t from = 0; from < bytes.size(); from += size) {
      server.read(std::string_view(bytes).substr(from, size));
      readAnswers(server.takeOutput(), client, answers);
    }
    EXPECT_EQ(answers, script.answers) << "in pieces of " << size;
  }
}

std::string nameOf(const testing::TestParamInfo<AutobahnCase>& row) {
  std::string name = row.param.id;
  std::ranges::replace(name, '.', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Case, Autobahn, testing::ValuesIn(allCases()), nameOf);
INSTANTIATE_TEST_SUITE_P(Framing, AutobahnCut, testing::ValuesIn(framingCases()), nameOf);
INSTANTIATE_TEST_SUITE_P(Utf8, AutobahnCut, testing::ValuesIn(utf8Cases()), nameOf);
INSTANTIATE_TEST_SUITE_P(Closing, AutobahnCut, testing::ValuesIn(closingCases()), nameOf);

TEST(TheCases, AreAll301OfSections1To7And9And10) {
  std::set<std::string> ids;
  for (const AutobahnCase& row : allCases()) EXPECT_TRUE(ids.insert(row.id).second) << row.id;
  EXPECT_EQ(ids.size(), 301U);
}

}  // namespace
}  // namespace serinus::ws
