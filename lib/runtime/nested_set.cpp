#include "runtime/nested_set.hpp"

#include <memory>
#include <system_error>

namespace serinus::runtime {

#ifdef SERINUS_STANDING_REACTOR_OPERATION

class NestedSet::Registration {
public:
  Registration(asio::io_context& io, int descriptor, Callback callback, void* argument)
      : reactor_(asio::use_service<asio::detail::reactor>(io)), descriptor_(descriptor) {
    reactor_.init_task();
    auto operation = std::make_unique<Operation>(callback, argument);
    const int error =
        reactor_.register_internal_descriptor(asio::detail::reactor::read_op, descriptor_, state_, operation.get());
    static_cast<void>(operation.release());  // the reactor has it, whatever came of it
    if (error != 0) throw std::system_error(error, std::generic_category(), "cannot nest the epoll set");
  }

  // Deregistering destroys the operations that are still queued, ours among them.
  ~Registration() {
    reactor_.deregister_internal_descriptor(descriptor_, state_);
    reactor_.cleanup_descriptor_data(state_);
  }

private:
  class Operation final : public asio::detail::reactor_op {
  public:
    Operation(Callback callback, void* argument)
        : reactor_op(asio::error_code(), &Operation::perform, &Operation::complete),
          callback_(callback),
          argument_(argument) {}

  private:
    static status perform(reactor_op* base) {
      auto* self = static_cast<Operation*>(base);
      self->callback_(self->argument_);
      return not_done;  // stays queued: the next edge calls again
    }
    static void complete(void*, asio::detail::operation* base, const asio::error_code&, std::size_t) {
      delete static_cast<Operation*>(base);  // only ever called to destroy, with a null owner
    }
    Callback callback_;
    void* argument_;
  };

  asio::detail::reactor& reactor_;
  int descriptor_;
  asio::detail::reactor::per_descriptor_data state_{};
};

#else

class NestedSet::Registration {
public:
  Registration(asio::io_context& io, int descriptor, Callback callback, void* argument)
      : set_(io.get_executor(), descriptor), callback_(callback), argument_(argument) {
    wait();
  }
  ~Registration() { set_.release(); }  // the descriptor is the poller's

private:
  void wait() {
    set_.async_wait(asio::posix::descriptor_base::wait_read, [this](const asio::error_code& error) {
      if (error) return;
      callback_(argument_);
      wait();
    });
  }
  asio::posix::basic_stream_descriptor<Executor> set_;
  Callback callback_;
  void* argument_;
};

#endif

NestedSet::NestedSet(asio::io_context& io, int descriptor, Callback callback, void* argument)
    : registration_(std::make_unique<Registration>(io, descriptor, callback, argument)) {}
NestedSet::~NestedSet() = default;

}  // namespace serinus::runtime
