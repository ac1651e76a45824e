#include "base/what_threw.hpp"

#include <stdexcept>

namespace serinus {
namespace {

TEST(WhatThrew, SaysWhoAndWhat) {
  EXPECT_EQ(whatThrew("a handler", std::make_exception_ptr(std::runtime_error("no"))), "a handler threw: no");
  EXPECT_EQ(whatThrew("a handler", std::make_exception_ptr(7)), "a handler threw something that is no std::exception");
}

}  // namespace
}  // namespace serinus
