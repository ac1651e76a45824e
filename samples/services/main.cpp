// What an application needs beside its routes: configuration, jobs, health checks, a log of requests, and providers
// that live as long as one request.
#include <serinus/serinus.hpp>

#include <atomic>
#include <optional>
#include <string>
#include <vector>

using namespace serinus;

struct AppConfig {
  std::string greeting = "hello";            // GREETER_GREETING
  std::chrono::milliseconds beat{200};       // GREETER_BEAT=1s
  std::vector<std::string> languages{"en"};  // GREETER_LANGUAGES=en,de
  std::optional<std::string> secret;         // GREETER_SECRET

  static void constrain(Constraints<AppConfig>& on) {
    on.field(&AppConfig::greeting).length(1, 40);
    on.field(&AppConfig::languages).count(1, 8);
  }
};

/// Counts its beats; a heart that was told to stop is down.
class Heart : public HealthIndicator {
public:
  Heart(Schedule& schedule, const AppConfig& config) {
    schedule.every(config.beat, [this] { ++beats_; }, {.name = "heart"});
  }

  std::string_view name() const noexcept override { return "heart"; }
  Task<Health> check() override { co_return beats_ >= 0 ? Health::up() : Health::down("it was told to stop"); }

  int beats() const noexcept { return beats_; }
  void stop() noexcept { beats_ = -1'000'000; }

private:
  std::atomic<int> beats_ = 0;
};

/// What one request has to say, in the end, to the log.
class Remarks {
public:
  explicit Remarks(Logger& logger) : logger_(logger) {}
  ~Remarks() {
    for (const std::string& line : lines_) logger_.info("remarks", line);
  }
  void add(std::string line) { lines_.push_back(std::move(line)); }

private:
  Logger& logger_;
  std::vector<std::string> lines_;
};

class GreeterController : public Controller {
public:
  GreeterController(const AppConfig& config, Heart& heart) {
    on(Route::get("/greeting"), [&config](RequestContext& context) {
      context.use<Remarks>().add("greeted in request " + std::string(context.requestId()));
      return config.greeting;
    });
    on(Route::get("/languages"), [&config] { return config.languages; });
    on(Route::get("/beats"), [&heart] { return std::to_string(heart.beats()); });
    on(Route::post("/stop"), [&heart] { heart.stop(); });
    on(Route::get("/broken"), []() -> std::string { throw std::runtime_error("no such greeting"); });
  }
};

class GreeterModule : public Module {
public:
  GreeterModule() {
    imports<ScheduleModule>();
    imports(ConfigModule<AppConfig>({.prefix = "GREETER_"}));
    imports(HealthModule({.details = true}));
    imports(RequestLogModule({.format = RequestLogFormat::combined, .quietPaths = {"/health/live"}}));
    providers<Heart>();
    providers<Remarks>(Scope::request);
    controllers<GreeterController>();
  }
};

int main() {
  auto app = Application::create<GreeterModule>({.port = 3000, .timeouts = {.drainDelay = std::chrono::seconds(1)}});
  return app.run();
}
