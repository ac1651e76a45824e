#pragma once

#include <serinus/broker/topic_request.hpp>
#include <serinus/pipeline/context.hpp>

#include <string>
#include <string_view>

/// What a page says in the query of its address, on either transport.
namespace ticker {

/// `page`: who it is, so that it can have its own connections cut. @throws BadRequestException  when it does not say so
[[nodiscard]] std::string pageOf(const serinus::Context& context);

/// `every`: milliseconds between two deliveries of quotes, 0 to 2,000; 50 when it does not say so.
[[nodiscard]] serinus::Duration paceOf(const serinus::Context& context);

/// The cursor of a topic that it goes on behind; empty for none.
[[nodiscard]] std::string cursorOf(const serinus::Context& context, std::string_view topic);

}  // namespace ticker
