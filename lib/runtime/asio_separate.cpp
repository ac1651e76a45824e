// Asio's own bodies, compiled once for everybody (ASIO_SEPARATE_COMPILATION).
#include <asio/impl/src.hpp>
