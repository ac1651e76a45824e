#include <serinus/ws/deflate_negotiation.hpp>
#include <serinus/ws/handshake.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <string>

namespace serinus::ws {
namespace {

/// The answer's text; empty when nothing is agreed.
std::string answerTo(const std::string& field, const Deflate& ours) {
  const auto offers = parseExtensions(field);
  EXPECT_TRUE(offers) << field;
  const auto answer = negotiateDeflate(offers.value_or(std::vector<Extension>{}), ours);
  return answer ? answer->text : "";
}

DeflateAgreement agreementOn(const std::string& field, const Deflate& ours) {
  const auto offers = parseExtensions(field);
  EXPECT_TRUE(offers) << field;
  const auto answer = negotiateDeflate(offers.value_or(std::vector<Extension>{}), ours);
  EXPECT_TRUE(answer) << field;
  return answer ? answer->agreement : DeflateAgreement{};
}

const std::string pmd = "permessage-deflate";
const std::string forget = "; server_no_context_takeover; client_no_context_takeover";
const std::string serverBits = "; server_max_window_bits=";
const std::string clientBits = "; client_max_window_bits=";

// ---- Offers that decline themselves

struct Declined {
  const char* name;
  std::string parameters;
};
std::ostream& operator<<(std::ostream& out, const Declined& row) {
  return out << row.name;
}

class ADeclinedOffer : public testing::TestWithParam<Declined> {};

TEST_P(ADeclinedOffer, IsDeclinedHoweverWeCompress) {
  for (const Deflate& ours : {Deflate::shared(), Deflate::dedicated(), Deflate::dedicated({.windowBits = 9})}) {
    EXPECT_EQ(answerTo(pmd + "; " + GetParam().parameters, ours), "");
  }
}

TEST_P(ADeclinedOffer, LeavesTheNextOneItsTurn) {
  const std::string field = pmd + "; " + GetParam().parameters + ", " + pmd + serverBits + "10";
  EXPECT_EQ(answerTo(field, Deflate::shared()), pmd + forget + serverBits + "10");
}

INSTANTIATE_TEST_SUITE_P(
    Rfc7692Section7, ADeclinedOffer,
    testing::Values(Declined{"Unknown", "mux"}, Declined{"UnknownBesideKnown", "server_no_context_takeover; x=1"},
                    Declined{"AnotherCase", "Server_no_context_takeover"},
                    Declined{"ServerForgetsTwice", "server_no_context_takeover; server_no_context_takeover"},
                    Declined{"ClientForgetsTwice", "client_no_context_takeover; client_no_context_takeover"},
                    Declined{"ServerBitsTwice", "server_max_window_bits=10; server_max_window_bits=10"},
                    Declined{"ClientBitsTwice", "client_max_window_bits; client_max_window_bits"},
                    Declined{"ClientBitsWithAndWithout", "client_max_window_bits=10; client_max_window_bits"},
                    Declined{"ClientBitsWithoutAndWith", "client_max_window_bits; client_max_window_bits=10"},
                    Declined{"ServerForgetsAValue", "server_no_context_takeover=1"},
                    Declined{"ClientForgetsAValue", "client_no_context_takeover=true"},
                    Declined{"ServerBitsWithoutAValue", "server_max_window_bits"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(WindowBits, AreANumberFrom8To15InItsShortestForm) {
  for (const std::string value : {"0",         "1",  "7",  "16",  "17", "18",  "20",   "80",  "99",
                                  "100",       "08", "09", "015", "+9", "-9",  "9.",   "9.0", "0x9",
                                  "1e1",       "a",  "1a", "a1",  "1.", "10a", "true", "9'",  "18446744073709551625",
                                  "4294967305"}) {
    EXPECT_EQ(answerTo(pmd + serverBits + value, Deflate::shared()), "") << value;
    EXPECT_EQ(answerTo(pmd + clientBits + value, Deflate::shared()), "") << value;
  }
  for (int bits = 8; bits <= 15; ++bits) {
    const std::string value = std::to_string(bits);
    EXPECT_EQ(answerTo(pmd + serverBits + value, Deflate::shared()), pmd + forget + serverBits + value);
    EXPECT_EQ(answerTo(pmd + clientBits + value, Deflate::shared()), pmd + forget);
    // RFC 6455, 9.1: a value may be quoted if it is a token.
    EXPECT_EQ(answerTo(pmd + serverBits + '"' + value + '"', Deflate::shared()), pmd + forget + serverBits + value);
  }
}

TEST(AnOffer, IsOfPermessageDeflateAndNothingElse) {
  for (const char* field : {"x-webkit-deflate-frame", "Permessage-Deflate", "permessage-deflate-x", "permessage-bzip2",
                            "bbf-usp-protocol", "deflate"}) {
    EXPECT_EQ(answerTo(field, Deflate::shared()), "") << field;
  }
  EXPECT_EQ(answerTo("mux, x; server_max_window_bits=9, permessage-deflate", Deflate::shared()), pmd + forget);
}

TEST(TheFirstOfferThatFits, IsTaken) {
  EXPECT_EQ(answerTo(pmd + serverBits + "10, " + pmd + serverBits + "12", Deflate::shared()),
            pmd + forget + serverBits + "10");
  EXPECT_EQ(answerTo(pmd + serverBits + "16, " + pmd + "; x, " + pmd + serverBits + "12, " + pmd, Deflate::shared()),
            pmd + forget + serverBits + "12");
}

TEST(NoOffer, IsTakenWhereCompressionIsOff) {
  EXPECT_EQ(answerTo(pmd, Deflate::off()), "");
  EXPECT_EQ(answerTo(pmd + ", " + pmd + serverBits + "10", Deflate()), "");
}

TEST(NoOffers, AreNoAnswer) {
  EXPECT_FALSE(negotiateDeflate({}, Deflate::shared()));
}

// ---- What is agreed on

struct Row {
  std::string parameters;
  std::string answer;
  DeflateAgreement agreement;
};

constexpr DeflateSide remembers(std::uint8_t bits = 15) {
  return {.windowBits = bits, .takeover = true};
}
constexpr DeflateSide forgets(std::uint8_t bits = 15) {
  return {.windowBits = bits, .takeover = false};
}

void expectRows(const Deflate& ours, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    EXPECT_EQ(answerTo(pmd + row.parameters, ours), pmd + row.answer) << row.parameters;
    const DeflateAgreement agreement = agreementOn(pmd + row.parameters, ours);
    EXPECT_EQ(agreement, row.agreement) << row.parameters << ": server " << int{agreement.server.windowBits}
                                        << agreement.server.takeover << ", client " << int{agreement.client.windowBits}
                                        << agreement.client.takeover;
  }
}

const std::string serverForgets = "; server_no_context_takeover";
const std::string clientForgets = "; client_no_context_takeover";

TEST(AnAgreement, ForSharedStreamsForgetsBothWays) {
  expectRows(Deflate::shared(), {
                                    {"", forget, {forgets(), forgets()}},
                                    {serverForgets, forget, {forgets(), forgets()}},
                                    {clientForgets, forget, {forgets(), forgets()}},
                                    {clientForgets + serverForgets, forget, {forgets(), forgets()}},
                                    {"; client_max_window_bits", forget, {forgets(), forgets()}},
                                    {clientBits + "9", forget, {forgets(), forgets()}},
                                    {serverBits + "15", forget + serverBits + "15", {forgets(), forgets()}},
                                    {serverBits + "8", forget + serverBits + "8", {forgets(8), forgets()}},
                                });
}

TEST(AnAgreement, ForDedicatedStreamsRemembersUnlessAskedNotTo) {
  expectRows(Deflate::dedicated(),
             {
                 {"", "", {remembers(), remembers()}},
                 {serverForgets, serverForgets, {forgets(), remembers()}},
                 {clientForgets, clientForgets, {remembers(), forgets()}},
                 {clientForgets + serverForgets, forget, {forgets(), forgets()}},
                 {"; client_max_window_bits", "", {remembers(), remembers()}},
                 {clientBits + "15", "", {remembers(), remembers()}},
                 {clientBits + "14", clientBits + "14", {remembers(), remembers(14)}},
                 {clientBits + "8", clientBits + "8", {remembers(), remembers(8)}},
                 {clientBits + "9" + clientForgets, clientForgets, {remembers(), forgets()}},
                 {serverBits + "15", serverBits + "15", {remembers(), remembers()}},
                 {serverBits + "14", serverBits + "14", {remembers(14), remembers()}},
                 {serverBits + "8", serverBits + "8", {remembers(8), remembers()}},
                 {serverBits + "9" + serverForgets, serverForgets + serverBits + "9", {forgets(9), remembers()}},
             });
}

TEST(AnAgreement, KeepsBothWindowsWithinWhatIsConfigured) {
  const std::string most = serverBits + "12";
  expectRows(Deflate::dedicated({.windowBits = 12}),
             {
                 // A client that did not say that it can limit its window is made to forget.
                 {"", clientForgets + most, {remembers(12), forgets()}},
                 {"; client_max_window_bits", most + clientBits + "12", {remembers(12), remembers(12)}},
                 {clientBits + "13", most + clientBits + "12", {remembers(12), remembers(12)}},
                 {clientBits + "12", most + clientBits + "12", {remembers(12), remembers(12)}},
                 {clientBits + "11", most + clientBits + "11", {remembers(12), remembers(11)}},
                 {serverBits + "13", clientForgets + most, {remembers(12), forgets()}},
                 {serverBits + "11", clientForgets + serverBits + "11", {remembers(11), forgets()}},
                 {serverBits + "8; client_max_window_bits" + serverForgets,
                  serverForgets + serverBits + "8" + clientBits + "12",
                  {forgets(8), remembers(12)}},
             });
}

TEST(AnAnswer, NeverAllowsAWindowThatTheOfferDidNot) {
  for (int ours = 9; ours <= 15; ++ours) {
    for (int theirs = 8; theirs <= 15; ++theirs) {
      const std::string bits = std::to_string(theirs);
      const Deflate deflate = Deflate::dedicated({.windowBits = ours});
      const DeflateAgreement agreement = agreementOn(pmd + serverBits + bits + clientBits + bits, deflate);
      EXPECT_EQ(int{agreement.server.windowBits}, std::min(ours, theirs));
      EXPECT_EQ(int{agreement.client.windowBits}, std::min(ours, theirs));
    }
  }
}

// ---- In a handshake

TEST(AHandshake, CarriesTheAnswerToOffersInSeveralFields) {
  Request request(Method::get, "/chat");
  for (const auto& [name, value] :
       {std::pair("Host", "a"), std::pair("Upgrade", "websocket"), std::pair("Connection", "Upgrade"),
        std::pair("Sec-WebSocket-Version", "13"), std::pair("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
        std::pair("Sec-WebSocket-Extensions", "permessage-deflate; x"),
        std::pair("Sec-WebSocket-Extensions", "permessage-deflate; server_max_window_bits=10")}) {
    request.fields().add(name, value);
  }
  const auto answerFor = [&request](const Deflate& ours) {
    const HandshakeResult result = decideHandshake(request, false, {.compression = ours});
    return std::get<HandshakeAccepted>(result).deflate;
  };
  ASSERT_TRUE(answerFor(Deflate::shared()));
  EXPECT_EQ(answerFor(Deflate::shared())->text, pmd + forget + serverBits + "10");
  EXPECT_FALSE(answerFor(Deflate::off()));
}

}  // namespace
}  // namespace serinus::ws
