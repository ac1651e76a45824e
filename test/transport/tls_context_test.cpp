#include "transport/tls_context.hpp"

#include "tls_world.hpp"

namespace serinus::transport {
namespace {

using namespace std::chrono_literals;
using Handshake = SecureStream::Handshake;
using test::CertificateAuthority;
using test::TlsClientOptions;

/// `open`, or why not: the server's fault and the client's.
std::string outcomeOf(const TlsOptions& options, const TlsClientOptions& client = {}) {
  TlsPair pair(contextOf(options), client);
  pair.open();
  if (pair.isOpen()) return "open";
  return std::string(pair.server.stream->fault()) + " / " + pair.client.fault();
}

// ---- Versions, ciphers, signatures

TEST(TlsRules, TakeTls12AndNewer) {
  EXPECT_EQ(outcomeOf(onlyLocalhost(), {.least = TLS1_2_VERSION, .most = TLS1_2_VERSION}), "open");
  EXPECT_EQ(outcomeOf(onlyLocalhost(), {.least = TLS1_3_VERSION}), "open");
  EXPECT_EQ(outcomeOf(onlyLocalhost(), {.least = TLS1_VERSION, .most = TLS1_1_VERSION}),
            "unsupported protocol / tlsv1 alert protocol version");
}

TEST(TlsRules, MayTakeTls13Alone) {
  TlsOptions options = onlyLocalhost();
  options.leastVersion = TlsVersion::v13;
  EXPECT_EQ(outcomeOf(options), "open");
  EXPECT_EQ(outcomeOf(options, {.most = TLS1_2_VERSION}), "unsupported protocol / tlsv1 alert protocol version");
}

TEST(TlsRules, TakeCiphersThatAreForwardSecretAndAuthenticated) {
  const auto with = [](const char* ciphers, bool isRsa = false) {
    const test::Issued issued = authority().issue({.rsaBits = isRsa ? 2048 : 0});
    return outcomeOf({.certificates = {shown(issued)}}, {.most = TLS1_2_VERSION, .ciphers = ciphers});
  };
  const std::string refused = "no shared cipher / sslv3 alert handshake failure";
  EXPECT_EQ(with("ECDHE-ECDSA-AES128-GCM-SHA256"), "open");
  EXPECT_EQ(with("ECDHE-ECDSA-AES256-GCM-SHA384"), "open");
  EXPECT_EQ(with("ECDHE-ECDSA-CHACHA20-POLY1305"), "open");
  EXPECT_EQ(with("ECDHE-RSA-AES128-GCM-SHA256", true), "open");
  EXPECT_EQ(with("ECDHE-ECDSA-AES128-SHA256"), refused) << "CBC";
  EXPECT_EQ(with("ECDHE-ECDSA-AES128-CCM8"), refused) << "a short tag";
  EXPECT_EQ(with("AES128-GCM-SHA256", true), refused) << "not forward secret";
  EXPECT_EQ(with("DHE-RSA-AES128-GCM-SHA256", true), refused);
}

TEST(TlsRules, ChooseTheCipherThemselves) {
  TlsPair pair(contextOf(onlyLocalhost()),
               {.most = TLS1_2_VERSION, .ciphers = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384"});
  EXPECT_EQ(pair.open().server.stream->peer().tls()->cipher, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
}

TEST(TlsRules, SignNothingWithSha1) {
  EXPECT_EQ(outcomeOf(onlyLocalhost(), {.most = TLS1_2_VERSION, .signatures = "ECDSA+SHA1"}),
            "no shared signature algorithms / sslv3 alert handshake failure");
}

// ---- Application protocols (RFC 7301)

TEST(TlsProtocols, AreHttp11AndNothingElse) {
  const auto offering = [](std::vector<std::string> names) {
    return outcomeOf(onlyLocalhost(), {.alpn = std::move(names)});
  };
  EXPECT_EQ(offering({}), "open");
  EXPECT_EQ(offering({"http/1.1"}), "open");
  EXPECT_EQ(offering({"h2", "http/1.1"}), "open");
  EXPECT_EQ(offering({"h2"}), "no application protocol / tlsv1 alert no application protocol");
  EXPECT_EQ(offering({"http/1.0", "HTTP/1.1", "http/1.10", "ttp/1.1"}),
            "no application protocol / tlsv1 alert no application protocol");
}

// ---- Certificates by host name (RFC 6066, 3)

TEST(TlsCertificates, AreChosenByTheHostThatIsAskedFor) {
  const auto issued = [](const char* commonName, std::vector<std::string> names) {
    return shown(authority().issue({.commonName = commonName, .names = std::move(names)}));
  };
  TlsCertificate listed = issued("listed", {"ignored.example"});
  listed.names = {"listed.example", "*.listed.example"};
  const auto context =
      contextOf({.certificates = {issued("first", {"first.example"}), issued("wild", {"*.example.com", "example.com"}),
                                  issued("whole", {"api.example.com"}), listed, issued("common.example", {})}});
  const auto certificateFor = [&](const char* host) {
    TlsPair pair(context, {.host = host});
    pair.open();
    EXPECT_TRUE(pair.isOpen()) << host;
    return pair.client.serverName();
  };
  EXPECT_EQ(certificateFor("first.example"), "first");
  EXPECT_EQ(certificateFor("example.com"), "wild");
  EXPECT_EQ(certificateFor("www.example.com"), "wild");
  EXPECT_EQ(certificateFor("API.example.com"), "whole");
  EXPECT_EQ(certificateFor("listed.example"), "listed");
  EXPECT_EQ(certificateFor("a.listed.example"), "listed");
  EXPECT_EQ(certificateFor("common.example"), "common.example");
  EXPECT_EQ(certificateFor("ignored.example"), "first") << "the names that are given count";
  EXPECT_EQ(certificateFor("unknown.example"), "first");
  EXPECT_EQ(certificateFor(""), "first");
}

TEST(TlsCertificates, AreShownWithTheirChain) {
  const CertificateAuthority other("Another");
  test::Issued issued = authority().issue();
  issued.certificate += other.pem();
  TlsPair pair(contextOf({.certificates = {shown(issued)}}), {.authority = authority().pem()});
  pair.open();
  ASSERT_TRUE(pair.isOpen());
  EXPECT_EQ(sk_X509_num(SSL_get_peer_cert_chain(pair.client.ssl())), 2);
}

TEST(TlsCertificates, AreRefusedByClientsThatTrustOthers) {
  const CertificateAuthority other("Another");
  EXPECT_EQ(outcomeOf(onlyLocalhost(), {.authority = other.pem()}),
            "tlsv1 alert unknown ca / certificate verify failed");
}

// ---- Certificates of clients

TlsOptions asking(ClientCertificates which) {
  TlsOptions options = onlyLocalhost();
  options.clients = {.certificates = which, .authorityText = authority().pem()};
  return options;
}

/// With TLS 1.3 a client hears only later that it is not let in: what the server says counts.
std::string verdictOn(ClientCertificates which, const TlsClientOptions& client) {
  TlsPair pair(contextOf(asking(which)), client);
  pair.open();
  if (pair.server.state == Handshake::failed) return std::string(pair.server.stream->fault());
  const PeerCertificate* const certificate = pair.server.stream->peer().certificate();
  return certificate == nullptr ? "nobody" : certificate->subject;
}

class ClientCertificate : public testing::TestWithParam<int> {
protected:
  static TlsClientOptions with(const test::Issued& issued) {
    return {.certificate = issued, .least = GetParam(), .most = GetParam()};
  }
};

TEST_P(ClientCertificate, IsVerified) {
  const test::Issued ada = authority().issue({.commonName = "ada", .names = {}});
  const test::Issued stranger = CertificateAuthority("Strangers").issue({.commonName = "ada"});
  const test::Issued late = authority().issue({.commonName = "late", .firstDay = -9, .lastDay = -1});
  const auto required = ClientCertificates::required;
  const auto optional = ClientCertificates::optional;
  EXPECT_EQ(verdictOn(required, with(ada)), "CN=ada");
  EXPECT_EQ(verdictOn(optional, with(ada)), "CN=ada");
  EXPECT_EQ(verdictOn(required, with({})), "peer did not return a certificate");
  EXPECT_EQ(verdictOn(optional, with({})), "nobody");
  for (const auto which : {optional, required}) {
    EXPECT_EQ(verdictOn(which, with(stranger)), "certificate verify failed: unable to get local issuer certificate");
    EXPECT_EQ(verdictOn(which, with(late)), "certificate verify failed: certificate has expired");
  }
}

TEST_P(ClientCertificate, IsNotAskedForUnlessItIsWanted) {
  TlsPair pair(contextOf(onlyLocalhost()), with(authority().issue({.commonName = "ada"})));
  pair.open();
  EXPECT_TRUE(pair.isOpen());
  EXPECT_EQ(pair.server.stream->peer().certificate(), nullptr);
}

TEST_P(ClientCertificate, IsDescribed) {
  const test::Issued ada = authority().issue({.commonName = "ada \xC3\xA9, \"x\"", .names = {}});
  TlsPair pair(contextOf(asking(ClientCertificates::required)), with(ada));
  const PeerAddress peer = pair.open().server.stream->peer();
  ASSERT_NE(peer.certificate(), nullptr);
  EXPECT_EQ(peer.certificate()->subject, R"(CN=ada \C3\A9\, \"x\")");
  EXPECT_EQ(peer.certificate()->issuer, "CN=Test Authority");
  EXPECT_EQ(peer.certificate()->fingerprint.size(), 64U);
  EXPECT_EQ(peer.certificate()->fingerprint.find_first_not_of("0123456789abcdef"), std::string::npos);
  const auto left = peer.certificate()->expires - std::chrono::system_clock::now();
  EXPECT_GT(left, 24h * 29);
  EXPECT_LT(left, 24h * 31);
}

TEST_P(ClientCertificate, IsKnownAgainWithATicket) {
  const auto context = contextOf(asking(ClientCertificates::required));
  TlsClientOptions options = with(authority().issue({.commonName = "ada"}));
  TlsPair first(context, options);
  first.open();
  options.session = first.client.session();
  TlsPair second(context, options);
  second.open();
  EXPECT_TRUE(second.client.isResumed());
  ASSERT_NE(second.server.stream->peer().certificate(), nullptr);
  EXPECT_EQ(second.server.stream->peer().certificate()->fingerprint,
            first.server.stream->peer().certificate()->fingerprint);
}

TEST_P(ClientCertificate, OfAnAuthorityThatIsListedNoMoreIsNotKnownByATicket) {
  const auto tickets = std::make_shared<TicketKeys>(2h);
  TlsClientOptions options = with(authority().issue({.commonName = "ada"}));
  TlsPair first(contextOf(asking(ClientCertificates::required), tickets), options);
  first.open();
  options.session = first.client.session();
  ASSERT_TRUE(options.session);
  TlsOptions others = asking(ClientCertificates::required);
  others.clients.authorityText = CertificateAuthority("Others").pem();
  TlsPair second(contextOf(others, tickets), options);
  second.open();
  EXPECT_FALSE(second.client.isResumed());
  EXPECT_EQ(second.server.state, Handshake::failed);
}

INSTANTIATE_TEST_SUITE_P(, ClientCertificate, testing::Values(TLS1_2_VERSION, TLS1_3_VERSION),
                         [](const auto& row) { return row.param == TLS1_3_VERSION ? "Tls13" : "Tls12"; });

// ---- Tickets

class Tickets : public testing::TestWithParam<int> {
protected:
  TlsClientOptions client(test::TlsSession session = {}) const {
    return {.least = GetParam(), .most = GetParam(), .session = std::move(session)};
  }
  test::TlsSession sessionWith(const std::shared_ptr<const TlsContext>& context) const {
    TlsPair pair(context, client());
    pair.open();
    EXPECT_FALSE(pair.client.isResumed());
    return pair.client.session();
  }
  bool goesOn(const test::TlsSession& session, const std::shared_ptr<const TlsContext>& context) const {
    TlsPair pair(context, client(session));
    pair.open();
    EXPECT_TRUE(pair.isOpen());
    return pair.client.isResumed();
  }
};

TEST_P(Tickets, SaveAClientTheHandshake) {
  const auto context = contextOf(onlyLocalhost());
  const test::TlsSession session = sessionWith(context);
  ASSERT_TRUE(session);
  EXPECT_TRUE(goesOn(session, context));
}

TEST_P(Tickets, LeadFromEachConnectionToTheNext) {
  const auto context = contextOf(onlyLocalhost());
  test::TlsSession session = sessionWith(context);
  for (int i = 0; i < 5; ++i) {
    TlsPair pair(context, client(session));
    pair.open();
    ASSERT_TRUE(pair.client.isResumed()) << i;
    session = pair.client.session();
  }
}

TEST_P(Tickets, AreGoodWithOtherCertificatesAndTheSameKeys) {
  const auto tickets = std::make_shared<TicketKeys>(2h);
  const test::TlsSession session = sessionWith(contextOf(onlyLocalhost(), tickets));
  EXPECT_TRUE(goesOn(session, contextOf({.certificates = {shown(authority().issue())}}, tickets)));
  EXPECT_FALSE(goesOn(session, contextOf(onlyLocalhost()))) << "other keys";
}

/// The name of the key that a session's ticket was made with.
std::string keyNameOf(const test::TlsSession& session) {
  const unsigned char* ticket = nullptr;
  std::size_t size = 0;
  SSL_SESSION_get0_ticket(session.get(), &ticket, &size);
  return {reinterpret_cast<const char*>(ticket), std::min<std::size_t>(size, 16)};
}

TEST_P(Tickets, AreReplacedWhenTheirKeyIs) {
  const auto tickets = std::make_shared<TicketKeys>(2h);
  const auto context = contextOf(onlyLocalhost(), tickets);
  const test::TlsSession session = sessionWith(context);
  static_cast<void>(tickets->current(Clock::now() + 2h));
  TlsPair pair(context, client(session));
  pair.open();
  EXPECT_TRUE(pair.client.isResumed());
  EXPECT_NE(keyNameOf(pair.client.session()), keyNameOf(session));
  static_cast<void>(tickets->current(Clock::now() + 4h));
  EXPECT_FALSE(goesOn(session, context));
}

TEST_P(Tickets, AreNotGivenWhereNoneAreWanted) {
  TlsOptions options = onlyLocalhost();
  options.ticketLifetime = {};
  const auto context = contextOf(options);
  const test::TlsSession session = sessionWith(context);
  EXPECT_FALSE(session && SSL_SESSION_has_ticket(session.get()) == 1);
  if (session) {
    EXPECT_FALSE(goesOn(session, context));
  }
}

INSTANTIATE_TEST_SUITE_P(, Tickets, testing::Values(TLS1_2_VERSION, TLS1_3_VERSION),
                         [](const auto& row) { return row.param == TLS1_3_VERSION ? "Tls13" : "Tls12"; });

// ---- What is no TLS

TEST(PlainHttp, IsToldThatThisPortSpeaksTls) {
  for (const char* const request :
       {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "POST /x HTTP/1.1\r\n", "CONNECT a:443 HTTP/1.1\r\n"}) {
    TlsPair pair(contextOf(onlyLocalhost()));
    pair.server.start();
    pair.peer.send(request);
    pair.time.settle();
    EXPECT_EQ(pair.server.state, Handshake::failed);
    EXPECT_TRUE(pair.peer.received().starts_with("HTTP/1.1 400 Bad Request\r\n")) << pair.peer.received();
    EXPECT_TRUE(pair.peer.received().ends_with("\r\n\r\nThis port speaks TLS: use https.\n"));
    EXPECT_TRUE(pair.peer.sawEnd());
  }
}

TEST(Garbage, EndsTheHandshakeWheneverItComes) {
  TlsPair measured(contextOf(onlyLocalhost()));
  const std::string hello = measured.client.take();
  std::size_t refused = 0;
  for (std::size_t at = 0; at < hello.size(); ++at) {
    TlsPair pair(contextOf(onlyLocalhost()));
    pair.server.start();
    std::string changed = pair.client.take();
    changed[at] = static_cast<char>(changed[at] ^ 0x80);
    pair.peer.send(changed);
    pair.peer.end();
    pair.time.settle();
    ASSERT_EQ(pair.server.state, Handshake::failed) << at;
    if (pair.peer.received().size() == 7) ++refused;  // an alert
  }
  EXPECT_GT(refused, 20U);
}

}  // namespace
}  // namespace serinus::transport
