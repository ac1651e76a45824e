#include <serinus/pipeline/streamed.hpp>

#include <memory>

namespace serinus {

Response streamed(AsyncGenerator<std::string> pieces, std::string_view mediaType, std::optional<std::uint64_t> size) {
  Response response;
  response.header("Content-Type", mediaType);
  response.body(std::make_shared<pipeline::GeneratedBody>(std::move(pieces), size));
  return response;
}

}  // namespace serinus
