#include "applications.hpp"

#include <gtest/gtest.h>

#include <unistd.h>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <vector>

using namespace serinus;
using namespace std::chrono_literals;

namespace {

enum class Mode { development, production };

struct Limits {
  int most = 10;
  std::chrono::milliseconds patience{500};
};
struct Database {
  std::string host = "localhost";
  std::uint16_t port = 5432;
  Limits limits;
};
struct AppConfig {
  std::string secret;
  int maxUploads = 4;
  bool verbose = false;
  double ratio = 0.5;
  Mode mode = Mode::development;
  std::optional<std::string> proxy;
  std::optional<int> workers;
  std::vector<std::string> origins;
  std::vector<int> ports{80, 443};
  std::map<std::string, int> weights;
  Database db;
  std::chrono::seconds timeout{30};

  static constexpr std::string_view required[] = {"secret"};
  static void constrain(Constraints<AppConfig>& on) {
    on.field(&AppConfig::maxUploads).between(1, 64);
    on.field(&AppConfig::secret).matches("[a-z]+", "a word");
  }
};

using Faults = std::vector<std::string>;

/// A file with this text while it lives.
class TemporaryFile {
public:
  explicit TemporaryFile(const std::string& text) {
    const int file = ::mkstemp(name_.data());
    if (file < 0 || ::write(file, text.data(), text.size()) != static_cast<ssize_t>(text.size())) std::abort();
    ::close(file);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() { ::unlink(name_.c_str()); }
  [[nodiscard]] const std::string& name() const noexcept { return name_; }

private:
  std::string name_ = "/tmp/serinus-config-XXXXXX";
};

using Variables = std::map<std::string, std::string>;

template <class T>
std::pair<T, Faults> readFrom(const Variables& environment, const std::string& file = {},
                              const std::string& json = "{}") {
  app::SettingSources sources{"APP_"};
  sources.environment = [&](const std::string& name) -> std::optional<std::string> {
    const auto found = environment.find(name);
    return found != environment.end() ? std::optional(found->second) : std::nullopt;
  };
  sources.fileName = ".env";
  sources.file = EnvFile::parse(file);
  sources.jsonName = "app.json";
  auto parsed = parseJson(json);
  sources.json = std::get<0>(std::move(parsed));
  const auto settings = app::settingsOf<T>();
  app::SettingValues values(settings, sources);
  auto result = json::tryRead<T>(values.json());
  for (int i = 0; i < 3; ++i) {
    if (const auto* fault = std::get_if<json::ReadFault>(&result)) static_cast<void>(values.learn(*fault));
    result = json::tryRead<T>(values.json());
  }
  return {values.faults().empty() ? std::get<0>(std::move(result)) : T{}, values.faults()};
}
Faults faultsFrom(const Variables& environment, const std::string& file = {}, const std::string& json = "{}") {
  return readFrom<AppConfig>(environment, file, json).second;
}

TEST(Config, NamesItsVariables) {
  std::vector<std::string> names;
  for (const auto& setting : app::settingsOf<AppConfig>())
    names.push_back(setting.variable("APP_") + ' ' + setting.dotted());
  EXPECT_EQ(names,
            (std::vector<std::string>{"APP_SECRET secret", "APP_MAX_UPLOADS maxUploads", "APP_VERBOSE verbose",
                                      "APP_RATIO ratio", "APP_MODE mode", "APP_PROXY proxy", "APP_WORKERS workers",
                                      "APP_ORIGINS origins", "APP_PORTS ports", "APP_WEIGHTS weights",
                                      "APP_DB_HOST db.host", "APP_DB_PORT db.port", "APP_DB_LIMITS_MOST db.limits.most",
                                      "APP_DB_LIMITS_PATIENCE db.limits.patience", "APP_TIMEOUT timeout"}));
}

TEST(Config, StaysAsItWasInitialised) {
  const auto [config, faults] = readFrom<AppConfig>({{"APP_SECRET", "word"}});
  EXPECT_EQ(faults, Faults{});
  EXPECT_EQ(config.secret, "word");
  EXPECT_EQ(config.maxUploads, 4);
  EXPECT_EQ(config.ratio, 0.5);
  EXPECT_EQ(config.mode, Mode::development);
  EXPECT_EQ(config.proxy, std::nullopt);
  EXPECT_EQ(config.ports, (std::vector<int>{80, 443}));
  EXPECT_EQ(config.db.host, "localhost");
  EXPECT_EQ(config.db.limits.patience, 500ms);
  EXPECT_EQ(config.timeout, 30s);
}

TEST(Config, IsReadFromVariables) {
  const auto [config, faults] = readFrom<AppConfig>({{"APP_SECRET", "word"},
                                                     {"APP_MAX_UPLOADS", "64"},
                                                     {"APP_VERBOSE", "Yes"},
                                                     {"APP_RATIO", "2"},
                                                     {"APP_MODE", "production"},
                                                     {"APP_PROXY", "true"},
                                                     {"APP_WORKERS", "3"},
                                                     {"APP_ORIGINS", "a, b c ,d"},
                                                     {"APP_PORTS", "1,2"},
                                                     {"APP_WEIGHTS", R"({"a":1})"},
                                                     {"APP_DB_HOST", "10"},
                                                     {"APP_DB_PORT", "65535"},
                                                     {"APP_DB_LIMITS_MOST", "-1"},
                                                     {"APP_DB_LIMITS_PATIENCE", "1m"},
                                                     {"APP_TIMEOUT", "2m"}});
  EXPECT_EQ(faults, Faults{});
  EXPECT_EQ(config.maxUploads, 64);
  EXPECT_TRUE(config.verbose);
  EXPECT_EQ(config.ratio, 2.0);
  EXPECT_EQ(config.mode, Mode::production);
  EXPECT_EQ(config.proxy, "true");
  EXPECT_EQ(config.workers, 3);
  EXPECT_EQ(config.origins, (std::vector<std::string>{"a", "b c", "d"}));
  EXPECT_EQ(config.ports, (std::vector<int>{1, 2}));
  EXPECT_EQ(config.weights.at("a"), 1);
  EXPECT_EQ(config.db.host, "10");
  EXPECT_EQ(config.db.port, 65535);
  EXPECT_EQ(config.db.limits.most, -1);
  EXPECT_EQ(config.db.limits.patience, 60s);
  EXPECT_EQ(config.timeout, 120s);
}

TEST(Config, PrefersTheEnvironmentThenTheFileThenJson) {
  const std::string json = R"({"secret":"json","maxUploads":3,"db":{"host":"json","limits":{"most":7}}})";
  const auto [config, faults] = readFrom<AppConfig>({{"APP_SECRET", "environment"}, {"APP_DB_HOST", ""}},
                                                    "APP_SECRET=file\nAPP_DB_HOST=file\nAPP_TIMEOUT=", json);
  EXPECT_EQ(faults, Faults{});
  EXPECT_EQ(config.secret, "environment");
  EXPECT_EQ(config.db.host, "file");
  EXPECT_EQ(config.maxUploads, 3);
  EXPECT_EQ(config.db.limits.most, 7);
  EXPECT_EQ(config.timeout, 30s);
}

struct Flag {
  bool flag = false;
};
TEST(Config, ReadsFlags) {
  for (const char* text : {"true", "TRUE", "yes", "on", "1"})
    EXPECT_TRUE(readFrom<Flag>({{"APP_FLAG", text}}).first.flag) << text;
  for (const char* text : {"false", "No", "off", "0"})
    EXPECT_EQ(readFrom<Flag>({{"APP_FLAG", text}}).second, Faults{}) << text;
  for (const char* text : {"2", "maybe", " true"})
    EXPECT_EQ(readFrom<Flag>({{"APP_FLAG", text}}).second, Faults{"APP_FLAG (environment): wants true or false"});
}

TEST(Config, TellsAllFaultsAtOnceAndNoValue) {
  EXPECT_EQ(faultsFrom({{"APP_RATIO", "hunter2"}, {"APP_DB_PORT", "65536"}, {"APP_PORTS", "1,hunter2"}},
                       "APP_SECRET=hunter2\nAPP_MODE=hunter2", R"({"maxUploads":65,"timeout":"1500ms"})"),
            (Faults{"APP_RATIO (environment): wants a number",
                    "APP_MODE (line 2 of .env): wants one of \"development\", \"production\"",
                    "APP_PORTS (environment) at [1]: wants an integer from -2147483648 to 2147483647",
                    "APP_DB_PORT (environment): wants an integer from 0 to 65535",
                    "timeout (app.json): wants a time such as \"15s\", \"250ms\" or \"1h30m\"",
                    "maxUploads (app.json): wants at most 64", "APP_SECRET (line 1 of .env): wants a word"}));
}

TEST(Config, TellsWhatIsMissingAndCannotBeRead) {
  EXPECT_EQ(faultsFrom({{"APP_WEIGHTS", "a=1"}, {"APP_PROXY", "\xFF"}}),
            (Faults{"APP_SECRET is missing: set it in the environment, or in .env, or as secret in app.json",
                    "APP_PROXY (environment) is not UTF-8", "APP_WEIGHTS (environment) wants JSON"}));
}

TEST(Config, TellsWhatNobodyReads) {
  EXPECT_EQ(
      faultsFrom({{"APP_SECRET", "word"}}, "APP_SECRTE=hunter2\nOTHER=1\nAPP_DB_HOST=a",
                 R"({"secrte":"hunter2","weights":{"a":1},"db":{"prot":1,"host":"b","limits":{"x":{}}}})"),
      (Faults{"APP_SECRTE (line 1 of .env): there is no such setting", "secrte (app.json): there is no such setting",
              "db.prot (app.json): there is no such setting", "db.limits.x (app.json): there is no such setting"}));
  EXPECT_EQ(faultsFrom({{"APP_SECRET", "word"}}, "", R"({"db":"hunter2"})"), Faults{"db (app.json): wants an object"});
}

struct Twins {
  Limits db;
  int dbMost = 0;
};
TEST(Config, TellsOfTwoFieldsWithOneVariable) {
  EXPECT_EQ(readFrom<Twins>({}).second, Faults{"db.most and dbMost are both APP_DB_MOST"});
}

// ---- In an application

struct Banner {
  explicit Banner(const AppConfig& config) : text(config.secret + '@' + config.db.host) {}
  std::string text;
};
struct BannerModule : Module {
  BannerModule() {
    providers<Banner>();
    exports<Banner>();
  }
};
inline std::string envFile;  // NOLINT
struct ConfiguredModule : Module {
  ConfiguredModule() {
    imports(ConfigModule<AppConfig>({.file = envFile, .prefix = "CONFIGTEST_"}));
    imports<BannerModule>();
  }
};

TEST(ConfigModule, ProvidesItEverywhere) {
  const TemporaryFile file("CONFIGTEST_SECRET=file\nCONFIGTEST_DB_HOST=db.example\n");
  const test::Variable secret("CONFIGTEST_SECRET", "environment");
  envFile = file.name();
  auto app = Application::create<ConfiguredModule>(test::onLoopback());
  app.start();
  EXPECT_EQ(app.use<Banner>().text, "environment@db.example");
  EXPECT_EQ(app.use<const AppConfig>().db.host, "db.example");
}

TEST(ConfigModule, KeepsTheApplicationFromStarting) {
  const TemporaryFile file("CONFIGTEST_VERBOSE=2\nnonsense\n");
  envFile = file.name();
  EXPECT_EQ(test::faultsOf<ConfiguredModule>(),
            (Faults{"AppConfig: line 2 of " + envFile + ": is not NAME=value",
                    "AppConfig: CONFIGTEST_SECRET is missing: set it in the environment, or in " + envFile,
                    "AppConfig: CONFIGTEST_VERBOSE (line 1 of " + envFile + "): wants true or false"}));
}

TEST(ReadConfig, TakesAFileThatIsNotThereForAnEmptyOne) {
  EXPECT_EQ(readConfig<Flag>({.file = "/nowhere/.env", .json = "/nowhere/app.json"}).flag, false);
  try {
    static_cast<void>(readConfig<Flag>({.file = "/nowhere/.env", .json = "/nowhere/app.json", .filesMustExist = true}));
    FAIL();
  } catch (const InitializationError& error) {
    EXPECT_EQ(error.faults(), (Faults{"Flag: /nowhere/.env cannot be read: No such file or directory",
                                      "Flag: /nowhere/app.json cannot be read: No such file or directory"}));
  }
}

Faults faultsOfJson(const TemporaryFile& file) {
  try {
    static_cast<void>(readConfig<Flag>({.file = "", .json = file.name()}));
  } catch (const InitializationError& error) {
    return error.faults();
  }
  return {};
}

TEST(ReadConfig, RefusesAFileThatIsNoJsonObject) {
  const TemporaryFile broken(R"({"flag":)");
  const TemporaryFile list("[]");
  EXPECT_EQ(faultsOfJson(broken),
            Faults{"Flag: " + broken.name() + " is no JSON: the JSON text ends early, at byte 8, in /flag"});
  EXPECT_EQ(faultsOfJson(list), Faults{"Flag: " + list.name() + " holds no JSON object"});
}

}  // namespace
