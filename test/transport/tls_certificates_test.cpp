#include "transport/tls_server.hpp"

#include "support/capturing_logger.hpp"
#include "tls_world.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>

#include <unistd.h>

namespace serinus::transport {
namespace {

using Strings = std::vector<std::string>;

/// A folder of its own that goes with the test.
class Folder {
public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "serinus-tls-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path_); }

  [[nodiscard]] std::string path(const std::string& name) const { return path_ + "/" + name; }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name)) << text;
    return path(name);
  }

private:
  std::string path_;
};

class TlsFiles : public testing::Test {
protected:
  [[nodiscard]] Strings faultsOf(const TlsOptions& options) {
    TlsServer server(options, logger);
    return server.load();
  }
  [[nodiscard]] Strings faultsOf(const TlsCertificate& certificate) {
    return faultsOf(TlsOptions{.certificates = {certificate}});
  }

  Folder folder;
  std::shared_ptr<test::CapturingLogger> logger = std::make_shared<test::CapturingLogger>();
  std::string chain = folder.write("cert.pem", localhost().certificate);
  std::string key = folder.write("key.pem", localhost().key);
  const std::string place = "tls.certificates[0]: ";
};

TEST_F(TlsFiles, AreRead) {
  EXPECT_EQ(faultsOf({.chainFile = chain, .keyFile = key}), Strings{});
  EXPECT_EQ(faultsOf({.chainFile = chain, .keyText = localhost().key}), Strings{});
  const std::string both = folder.write("both.pem", localhost().key + localhost().certificate);
  EXPECT_EQ(faultsOf({.chainFile = both}), Strings{});
  EXPECT_EQ(logger->lines(), Strings{});
}

TEST_F(TlsFiles, ThatAreNotThereAreNamed) {
  const std::string missing = folder.path("missing.pem");
  EXPECT_EQ(faultsOf({.chainFile = missing, .keyFile = missing}),
            (Strings{place + "cannot read the certificate \"" + missing + "\": No such file or directory",
                     place + "cannot read the key \"" + missing + "\": No such file or directory"}));
  EXPECT_EQ(faultsOf({.chainFile = folder.path(""), .keyFile = key}),
            Strings{place + "cannot read the certificate \"" + folder.path("") + "\": Is a directory"});
}

TEST_F(TlsFiles, MustBePem) {
  const std::string garbage = folder.write("garbage", "garbage");
  const std::string empty = folder.write("empty", "");
  EXPECT_EQ(faultsOf({.chainFile = garbage, .keyFile = empty}),
            (Strings{place + '"' + garbage + "\" holds no certificate in PEM",
                     place + '"' + empty + "\" holds no private key in PEM"}));
  EXPECT_EQ(faultsOf({.chainFile = key, .keyFile = chain}),
            (Strings{place + '"' + key + "\" holds no certificate in PEM",
                     place + '"' + chain + "\" holds no private key in PEM"}));
  EXPECT_EQ(faultsOf({.chainFile = chain}), Strings{place + '"' + chain + "\" holds no private key in PEM"});
  EXPECT_EQ(faultsOf({.chainText = "none", .keyText = "none"}),
            (Strings{place + "chainText holds no certificate in PEM", place + "keyText holds no private key in PEM"}));
  std::string cut = localhost().certificate;
  cut.resize(cut.size() / 2);
  EXPECT_EQ(faultsOf({.chainText = cut, .keyFile = key}), Strings{place + "chainText holds no certificate in PEM"});
}

TEST_F(TlsFiles, MustNotBeEndless) {
  EXPECT_EQ(faultsOf({.chainFile = "/dev/zero", .keyFile = key}),
            Strings{place + "cannot read the certificate \"/dev/zero\": it has more than 4 MiB"});
}

TEST_F(TlsFiles, MustBelongTogether) {
  const std::string other = folder.write("other.pem", authority().issue().key);
  EXPECT_EQ(faultsOf({.chainFile = chain, .keyFile = other}),
            Strings{place + "the key in \"" + other + "\" does not belong to the certificate in \"" + chain +
                    "\", which must be the first one there"});
}

TEST_F(TlsFiles, MayHoldAKeyThatIsEncrypted) {
  const test::Issued issued = authority().issue({.keyPassword = "sesame"});
  const std::string encrypted = folder.write("encrypted.pem", issued.key);
  const auto with = [&](const char* password) {
    return faultsOf({.chainText = issued.certificate, .keyFile = encrypted, .keyPassword = password});
  };
  EXPECT_EQ(with("sesame"), Strings{});
  EXPECT_EQ(with(""), Strings{place + "the key in \"" + encrypted + "\" is encrypted: give keyPassword"});
  EXPECT_EQ(with("open"), Strings{place + "keyPassword does not open the key in \"" + encrypted + '"'});
}

TEST_F(TlsFiles, AreGivenOnceEach) {
  EXPECT_EQ(faultsOf(TlsCertificate{}),
            Strings{place + "give chainFile or chainText: the certificate, and those that vouch for it"});
  EXPECT_EQ(faultsOf({.chainFile = chain, .chainText = localhost().certificate, .keyFile = key}),
            Strings{place + "give chainFile or chainText, not both"});
  EXPECT_EQ(faultsOf({.chainFile = chain, .keyFile = key, .keyText = localhost().key}),
            Strings{place + "give keyFile or keyText, not both"});
}

TEST_F(TlsFiles, AreWarnedOfWhenTheirTimeIsOverOrHasNotCome) {
  const auto load = [&](int firstDay, int lastDay) {
    const test::Issued issued = authority().issue({.firstDay = firstDay, .lastDay = lastDay});
    EXPECT_EQ(faultsOf(shown(issued)), Strings{});
    return logger->lines().empty() ? std::string() : logger->lines().back();
  };
  const std::string over = load(-10, -1);
  EXPECT_TRUE(over.starts_with("warning serinus: " + place + "the certificate in chainText expired on 20")) << over;
  EXPECT_TRUE(over.ends_with(" UTC: clients will refuse it")) << over;
  const std::string early = load(1, 10);
  EXPECT_TRUE(early.starts_with("warning serinus: " + place + "the certificate in chainText is valid from 20"));
}

TEST_F(TlsFiles, OfEveryCertificateAreReported) {
  const TlsCertificate good{.chainFile = chain, .keyFile = key};
  const TlsCertificate bad{.chainFile = chain, .keyText = "none"};
  EXPECT_EQ(faultsOf(TlsOptions{.certificates = {good, bad, good, bad}}),
            (Strings{"tls.certificates[1]: keyText holds no private key in PEM",
                     "tls.certificates[3]: keyText holds no private key in PEM"}));
}

TEST_F(TlsFiles, MustHoldAKeyThatIsStrongEnough) {
  const test::Issued weak = authority().issue({.rsaBits = 512});
  const Strings faults = faultsOf(shown(weak));
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_EQ(faults[0], place + "OpenSSL does not take the certificate in chainText: ee key too small");
}

TEST_F(TlsFiles, AreForNamesOfHosts) {
  TlsCertificate certificate{.chainFile = chain, .keyFile = key};
  certificate.names = {"example.com", "https://example.com", "*.example.com", "*"};
  EXPECT_EQ(faultsOf(certificate),
            (Strings{place + "names: \"https://example.com\" is no host name: give example.com or *.example.com",
                     place + "names: \"*\" is no host name: give example.com or *.example.com"}));
}

TEST_F(TlsFiles, OfAuthoritiesAreReadWhereClientsShowCertificates) {
  const auto with = [&](const TlsClients& clients) {
    TlsOptions options = onlyLocalhost();
    options.clients = clients;
    return faultsOf(options);
  };
  const auto required = ClientCertificates::required;
  const std::string authorities = folder.write("authorities.pem", authority().pem() + authority().pem());
  EXPECT_EQ(with({.certificates = required, .authorityFile = authorities}), Strings{});
  EXPECT_EQ(with({.certificates = required}),
            Strings{"tls.clients: give authorityFile or authorityText: who signs the clients' certificates"});
  EXPECT_EQ(with({.authorityFile = authorities}),
            Strings{"tls.clients: an authority is given, but certificates is off"});
  EXPECT_EQ(with({.certificates = required, .authorityFile = key}),
            Strings{"tls.clients: \"" + key + "\" holds no certificate in PEM"});
  EXPECT_EQ(with({.certificates = required, .authorityFile = folder.path("missing")}),
            Strings{"tls.clients: cannot read the certificates of the authorities \"" + folder.path("missing") +
                    "\": No such file or directory"});
}

TEST_F(TlsFiles, ComeWithRulesThatOpenSslKnows) {
  TlsOptions options{.certificates = {shown(localhost()), shown(localhost())}};
  options.ciphers = "ROT13";
  options.groups = "X25519:triangle";
  EXPECT_EQ(faultsOf(options), (Strings{"tls.ciphers: OpenSSL knows none of \"ROT13\"",
                                        "tls.groups: OpenSSL does not know all of \"X25519:triangle\""}));
}

// ---- Reading again

class Reloading : public TlsFiles {
protected:
  /// The name in the certificate that a new client is shown.
  std::string shownName() {
    test::ManualLoop time;
    test::MemoryPeer peer(time.loop());
    test::TlsClient client;
    auto stream = server.accept(peer.stream(), time.loop().core());
    peer.send(client.take());
    static_cast<void>(stream->handshake());
    time.settle();
    client.receive(peer.take());
    return client.serverName();
  }
  void issue(const char* name) {
    const test::Issued issued = authority().issue({.commonName = name});
    folder.write("cert.pem", issued.certificate);
    folder.write("key.pem", issued.key);
  }

  TlsServer server{TlsOptions{.certificates = {{.chainFile = chain, .keyFile = key}}}, logger};
};

TEST_F(Reloading, TakesWhatIsInTheFilesNow) {
  EXPECT_EQ(server.load(), Strings{});
  EXPECT_EQ(shownName(), "localhost");
  issue("renewed");
  EXPECT_EQ(shownName(), "localhost");
  EXPECT_EQ(server.load(), Strings{});
  EXPECT_EQ(shownName(), "renewed");
}

TEST_F(Reloading, KeepsWhatThereWasWhenItFails) {
  EXPECT_EQ(server.load(), Strings{});
  folder.write("key.pem", "half a ke");
  EXPECT_EQ(server.load(), Strings{place + '"' + key + "\" holds no private key in PEM"});
  EXPECT_EQ(shownName(), "localhost");
}

TEST_F(Reloading, MayTakeOtherCertificates) {
  EXPECT_EQ(server.load(), Strings{});
  EXPECT_EQ(server.load({shown(authority().issue({.commonName = "given"}))}), Strings{});
  EXPECT_EQ(shownName(), "given");
  EXPECT_EQ(server.load(), Strings{}) << "and these from now on";
  EXPECT_EQ(shownName(), "given");
  EXPECT_EQ(server.load({{.chainFile = "/missing"}}).size(), 1U);
  EXPECT_EQ(server.load(std::vector<TlsCertificate>{}), Strings{"tls.certificates: give at least one"});
  EXPECT_EQ(shownName(), "given");
}

}  // namespace
}  // namespace serinus::transport
