#include <serinus/http/request_id.hpp>

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <thread>

namespace serinus {
namespace {

TEST(RequestId, IsWellFormed) {
  for (const std::string& id : {std::string("a"), std::string("0198c0de-7e57-7000-8000-00000000002a"),
                                std::string("A_b.c-9"), std::string(64, 'a')})
    EXPECT_TRUE(isRequestId(id)) << id;
}

TEST(RequestId, IsNone) {
  for (const std::string& id :
       {std::string(), std::string("a b"), std::string("a\"b"), std::string("a\n"), std::string("a\0b", 3),
        std::string("\xC3\xA4"), std::string("a,b"), std::string("a/b"), std::string(65, 'a')})
    EXPECT_FALSE(isRequestId(id)) << id;
}

TEST(RequestId, IsAnotherOneEachTime) {
  std::set<std::string> ids;
  for (int i = 0; i < 20; ++i) ids.insert(makeRequestId());
  std::thread([&ids] { ids.insert(makeRequestId()); }).join();
  EXPECT_EQ(ids.size(), 21U);
  for (const std::string& id : ids) EXPECT_TRUE(isRequestId(id)) << id;
}

TEST(RequestId, IsSaidInAnAnswerThatSaysNone) {
  Request request(Method::get, "/");
  Response response;
  sayRequestId(request, response);
  EXPECT_FALSE(response.header("X-Request-Id"));
  request.setId("a");
  sayRequestId(request, response);
  EXPECT_EQ(response.header("X-Request-Id"), "a");
  request.setId("b");
  sayRequestId(request, response);
  EXPECT_EQ(response.header("X-Request-Id"), "a");
  request.clear();
  EXPECT_EQ(request.id(), "");
}

}  // namespace
}  // namespace serinus
