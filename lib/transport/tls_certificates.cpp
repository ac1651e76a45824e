#include "transport/tls_certificates.hpp"

#include "transport/pem_source.hpp"
#include "transport/server_names.hpp"

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>
#include <cstring>
#include <ctime>
#include <utility>

namespace serinus::transport {

namespace {

BioHandle bioOf(const std::string& text) {
  return BioHandle(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

struct Password {
  const std::string* text;
  bool wasAsked = false;
};

int givePassword(char* into, int size, int, void* argument) {
  auto& password = *static_cast<Password*>(argument);
  password.wasAsked = true;
  if (password.text->empty() || password.text->size() > static_cast<std::size_t>(size)) return -1;
  std::memcpy(into, password.text->data(), password.text->size());  // NOLINT(bugprone-not-null-terminated-result)
  return static_cast<int>(password.text->size());
}

std::vector<CertificateHandle> certificatesIn(const std::string& text) {
  const BioHandle bio = bioOf(text);
  const std::string none;
  Password password{&none};
  std::vector<CertificateHandle> all;
  while (X509* const one = PEM_read_bio_X509_AUX(bio.get(), nullptr, &givePassword, &password)) all.emplace_back(one);
  ERR_clear_error();  // "no start line" ends every file
  return all;
}

/// @returns null, with a fault
KeyHandle keyIn(const PemSource& source, const std::string& text, const std::string& place,
                std::vector<std::string>& faults) {
  const BioHandle bio = bioOf(source.text);
  Password password{&text};
  KeyHandle key(PEM_read_bio_PrivateKey(bio.get(), nullptr, &givePassword, &password));
  ERR_clear_error();
  if (key != nullptr) return key;
  if (!password.wasAsked) {
    faults.push_back(place + ": " + source.name + " holds no private key in PEM");
  } else if (text.empty()) {
    faults.push_back(place + ": the key in " + source.name + " is encrypted: give keyPassword");
  } else {
    faults.push_back(place + ": keyPassword does not open the key in " + source.name);
  }
  return nullptr;
}

std::string commonNameOf(X509* certificate) {
  std::array<char, 256> text{};
  const int size =
      X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, text.data(), text.size());
  return size <= 0 ? std::string() : std::string(text.data(), static_cast<std::size_t>(size));
}

/// RFC 6125, 6.4.4: the common name counts where there is no DNS name alone.
std::vector<std::string> namesOf(X509* certificate) {
  std::vector<std::string> names;
  auto* const all = static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
  for (int i = 0; i < sk_GENERAL_NAME_num(all); ++i) {
    const GENERAL_NAME* const name = sk_GENERAL_NAME_value(all, i);
    if (name->type != GEN_DNS) continue;
    const auto* const data = reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.dNSName));
    names.emplace_back(data, static_cast<std::size_t>(ASN1_STRING_length(name->d.dNSName)));
  }
  GENERAL_NAMES_free(all);
  if (names.empty()) names.push_back(commonNameOf(certificate));
  std::erase_if(names, [](const std::string& name) { return !ServerNames::isName(name); });
  return names;
}

std::string dateOf(const ASN1_TIME* time) {
  std::tm parts{};
  std::array<char, 32> text{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return "an unknown time";
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S UTC", &parts)};
}

void warnOfTime(X509* certificate, std::chrono::sys_seconds now, const std::string& place, const std::string& source,
                TlsFindings& findings) {
  std::time_t time = std::chrono::system_clock::to_time_t(now);
  const std::string which = place + ": the certificate in " + source;
  if (X509_cmp_time(X509_get0_notAfter(certificate), &time) < 0)
    findings.warnings.push_back(which + " expired on " + dateOf(X509_get0_notAfter(certificate)) +
                                ": clients will refuse it");
  if (X509_cmp_time(X509_get0_notBefore(certificate), &time) > 0)
    findings.warnings.push_back(which + " is valid from " + dateOf(X509_get0_notBefore(certificate)) +
                                " on: clients will refuse it until then");
}

/// @returns whether all of them are names
bool takeNames(const std::vector<std::string>& wanted, const std::string& place, TlsCredential& credential,
               std::vector<std::string>& faults) {
  credential.names = wanted.empty() ? namesOf(credential.certificate.get()) : wanted;
  bool isGood = true;
  for (const std::string& name : credential.names) {
    if (ServerNames::isName(name)) continue;
    isGood = false;
    faults.push_back(place + ": names: \"" + name + "\" is no host name: give example.com or *.example.com");
  }
  return isGood;
}

}  // namespace

std::optional<TlsCredential> readCredential(const TlsCertificate& wanted, std::size_t index,
                                            std::chrono::sys_seconds now, TlsFindings& findings) {
  std::vector<std::string>& faults = findings.faults;
  const std::string place = "tls.certificates[" + std::to_string(index) + "]";
  if (wanted.chainFile.empty() && wanted.chainText.empty())
    faults.push_back(place + ": give chainFile or chainText: the certificate, and those that vouch for it");
  const auto chain = readPem(wanted.chainFile, wanted.chainText, place, "chain", "certificate", faults);
  const bool isApart = !wanted.keyFile.empty() || !wanted.keyText.empty();
  const auto apart = readPem(wanted.keyFile, wanted.keyText, place, "key", "key", faults);
  if (!chain || (isApart && !apart)) return std::nullopt;

  TlsCredential credential;
  credential.source = chain->name;
  credential.chain = certificatesIn(chain->text);
  if (credential.chain.empty()) faults.push_back(place + ": " + chain->name + " holds no certificate in PEM");
  const PemSource& key = isApart ? *apart : *chain;
  credential.key = keyIn(key, wanted.keyPassword, place, faults);
  if (credential.chain.empty() || credential.key == nullptr) return std::nullopt;

  credential.certificate = std::move(credential.chain.front());
  credential.chain.erase(credential.chain.begin());
  if (X509_check_private_key(credential.certificate.get(), credential.key.get()) != 1) {
    ERR_clear_error();
    faults.push_back(place + ": the key in " + key.name + " does not belong to the certificate in " + chain->name +
                     ", which must be the first one there");
    return std::nullopt;
  }
  if (!takeNames(wanted.names, place, credential, faults)) return std::nullopt;
  warnOfTime(credential.certificate.get(), now, place, chain->name, findings);
  return credential;
}

std::vector<CertificateHandle> readAuthorities(const TlsClients& clients, TlsFindings& findings) {
  const std::string place = "tls.clients";
  const bool isGiven = !clients.authorityFile.empty() || !clients.authorityText.empty();
  if (clients.certificates == ClientCertificates::off) {
    if (isGiven) findings.faults.push_back(place + ": an authority is given, but certificates is off");
    return {};
  }
  if (!isGiven) {
    findings.faults.push_back(place + ": give authorityFile or authorityText: who signs the clients' certificates");
    return {};
  }
  const auto source = readPem(clients.authorityFile, clients.authorityText, place, "authority",
                              "certificates of the authorities", findings.faults);
  if (!source) return {};
  std::vector<CertificateHandle> authorities = certificatesIn(source->text);
  if (authorities.empty()) findings.faults.push_back(place + ": " + source->name + " holds no certificate in PEM");
  return authorities;
}

}  // namespace serinus::transport
