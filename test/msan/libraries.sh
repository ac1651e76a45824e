#!/usr/bin/env bash
# libraries.sh DIR : the C++ library, simdjson and GoogleTest, built so that MemorySanitizer sees what they write.
#
# Debian ships none of them like that. They are built from its own sources, which are looked for with a list of sources beside the
# system's, which stays as it is. DIR gets include/, lib/ and the .pc files of simdjson and GoogleTest.
set -euo pipefail
dir=$(mkdir -p "$1" && cd "$1" && pwd)
version=19
flags='-fsanitize=memory -fsanitize-memory-track-origins -fno-omit-frame-pointer -g1 -O1'

fetch_sources() {  # PACKAGE
  local apt=$dir/apt
  mkdir -p "$apt/parts" "$apt/lists/partial" "$apt/cache"
  if [[ -f /etc/apt/sources.list.d/debian.sources ]]; then
    sed 's/^Types: deb$/Types: deb-src/' /etc/apt/sources.list.d/debian.sources >"$apt/parts/debian.sources"
  else
    sed -n 's/^deb /deb-src /p' /etc/apt/sources.list >"$apt/parts/debian.list"
  fi
  local options=(-qq -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$apt/parts"
    -o "Dir::State::lists=$apt/lists" -o "Dir::Cache=$apt/cache")
  apt-get "${options[@]}" update
  (cd "$dir" && apt-get "${options[@]}" source --download-only "$1")
}

[[ -f $dir/lib/libc++.a ]] || {
  compgen -G "$dir/llvm-toolchain-*.orig.tar.xz" >/dev/null || fetch_sources "llvm-toolchain-$version"
  mkdir -p "$dir/llvm"
  tar xJf "$dir"/llvm-toolchain-*.orig.tar.xz -C "$dir/llvm" --strip-components 1 --exclude '*/test/*' --wildcards \
    '*/libcxx/*' '*/libcxxabi/*' '*/runtimes/*' '*/cmake/*' '*/llvm/utils/*'
  cmake -G Ninja -S "$dir/llvm/runtimes" -B "$dir/build" -DCMAKE_BUILD_TYPE=Release "-DCMAKE_INSTALL_PREFIX=$dir" \
    "-DCMAKE_C_COMPILER=clang-$version" "-DCMAKE_CXX_COMPILER=clang++-$version" \
    '-DLLVM_ENABLE_RUNTIMES=libcxx;libcxxabi' -DLLVM_USE_SANITIZER=MemoryWithOrigins -DLLVM_INCLUDE_TESTS=OFF \
    -DLIBCXX_ENABLE_SHARED=OFF -DLIBCXX_ENABLE_STATIC_ABI_LIBRARY=ON -DLIBCXX_INCLUDE_TESTS=OFF -DLIBCXX_INCLUDE_BENCHMARKS=OFF \
    -DLIBCXXABI_ENABLE_SHARED=OFF -DLIBCXXABI_USE_LLVM_UNWINDER=OFF -DLIBCXXABI_INCLUDE_TESTS=OFF >"$dir/cmake.log"
  ninja -C "$dir/build" install-cxx install-cxxabi
}

compile() {  # LIBRARY SOURCE FLAG... : the library of this one source
  local library=$1 source=$2
  shift 2
  # shellcheck disable=SC2086
  "clang++-$version" -std=c++20 $flags -nostdinc++ -isystem "$dir/include/c++/v1" "$@" -c "$source" -o "$dir/$library.o"
  ar rcs "$dir/lib/$library.a" "$dir/$library.o"
}

describe() {  # NAME VERSION CFLAGS LIBS : for pkg-config
  cat >"$dir/$1.pc" <<PC
Name: $1
Description: $1 for MemorySanitizer
Version: $2
Cflags: $3
Libs: -L$dir/lib $4
PC
}

# Without its kernels for instruction sets, which load whole registers from beyond the text and mask them: of those instructions
# MemorySanitizer knows too little.
simdjson_flags='-DSIMDJSON_IMPLEMENTATION_FALLBACK=1'
for kernel in ICELAKE HASWELL WESTMERE; do simdjson_flags+=" -DSIMDJSON_IMPLEMENTATION_$kernel=0"; done
[[ -f $dir/lib/libsimdjson.a ]] || {
  compgen -G "$dir/simdjson_*.orig.tar.gz" >/dev/null || fetch_sources simdjson
  mkdir -p "$dir/simdjson"
  tar xzf "$dir"/simdjson_*.orig.tar.gz -C "$dir/simdjson" --strip-components 1 --wildcards '*/singleheader/simdjson.*'
  # shellcheck disable=SC2086
  compile libsimdjson "$dir/simdjson/singleheader/simdjson.cpp" $simdjson_flags
}
describe simdjson "$(sed -n 's/^#define SIMDJSON_VERSION "*\([0-9.]*\)"*$/\1/p' "$dir/simdjson/singleheader/simdjson.h" | head -n 1)" \
  "-isystem $dir/simdjson/singleheader $simdjson_flags" -lsimdjson

gtest=/usr/src/googletest/googletest
gtest_version=$(sed -n 's/^set(GOOGLETEST_VERSION \(.*\))/\1/p' /usr/src/googletest/CMakeLists.txt)
[[ -f $dir/lib/libgtest.a ]] || compile libgtest "$gtest/src/gtest-all.cc" "-I$gtest" "-I$gtest/include"
[[ -f $dir/lib/libgtest_main.a ]] || compile libgtest_main "$gtest/src/gtest_main.cc" "-I$gtest/include"
describe gtest "$gtest_version" "-I$gtest/include" -lgtest
describe gtest_main "$gtest_version" "-I$gtest/include" '-lgtest_main -lgtest'
