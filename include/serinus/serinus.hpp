#pragma once

/// All of Serinus, but for Asio: `<serinus/asio.hpp>` is for those who use it themselves.

#include <serinus/app/application.hpp>
#include <serinus/app/lifecycle.hpp>
#include <serinus/app/module.hpp>
#include <serinus/app/sse_module.hpp>
#include <serinus/app/ws_module.hpp>
#include <serinus/base/console_logger.hpp>
#include <serinus/base/log.hpp>
#include <serinus/broker/presence.hpp>
#include <serinus/broker/topic.hpp>
#include <serinus/gateway/binary_event_codec.hpp>
#include <serinus/gateway/serializing_gateway.hpp>
#include <serinus/gateway/streaming_gateway.hpp>
#include <serinus/gateway/web_socket_gateway.hpp>
#include <serinus/http/byte_ranges.hpp>
#include <serinus/http/content_coding.hpp>
#include <serinus/http/entity_tag.hpp>
#include <serinus/http/form_parser.hpp>
#include <serinus/http/http_exception.hpp>
#include <serinus/http/multipart_ranges.hpp>
#include <serinus/http/preconditions.hpp>
#include <serinus/http/response.hpp>
#include <serinus/http/set_cookie.hpp>
#include <serinus/http/trusted_proxies.hpp>
#include <serinus/json/constraints.hpp>
#include <serinus/pipeline/controller.hpp>
#include <serinus/pipeline/cors.hpp>
#include <serinus/pipeline/roles_guard.hpp>
#include <serinus/routing/route.hpp>
#include <serinus/runtime/sleep.hpp>
#include <serinus/server/rate_limit_guard.hpp>
#include <serinus/sse_module/sse_controller.hpp>
#include <serinus/sse_module/sse_emitter.hpp>
#include <serinus/ws/ws_exception.hpp>
