#pragma once

#include <serinus/json/json_parser.hpp>
#include <serinus/json/read.hpp>
#include <serinus/json/write.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>
