#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace serinus::json {

/// One step of a path as `ReadFault` writes it: `.name` for what could be a name in a program, `["a b"]` for the rest.
/// What is longer than 64 bytes is cut and ends in `…`, for keys are the sender's and paths go into logs and answers.
void appendStep(std::string& path, std::string_view key);
void appendStep(std::string& path, std::size_t index);

/// The first bytes of a text, up to `limit` and no part of a character, `…` behind them if it goes on.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t limit);

}  // namespace serinus::json
