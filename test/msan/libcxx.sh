#!/usr/bin/env bash
# libcxx.sh DIR : the C++ library and GoogleTest, built so that MemorySanitizer sees what they write.
#
# Debian ships neither like that. The C++ library is built from the sources of Debian's own compiler; they are looked for with a
# list of sources beside the system's, which stays as it is. DIR gets include/, lib/ and the .pc files of GoogleTest.
set -euo pipefail
dir=$(mkdir -p "$1" && cd "$1" && pwd)
version=19
flags='-fsanitize=memory -fsanitize-memory-track-origins -fno-omit-frame-pointer -g1 -O1'

fetch_sources() {
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
  (cd "$dir" && apt-get "${options[@]}" source --download-only "llvm-toolchain-$version")
}

[[ -f $dir/lib/libc++.a ]] || {
  compgen -G "$dir/llvm-toolchain-*.orig.tar.xz" >/dev/null || fetch_sources
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

gtest=/usr/src/googletest/googletest
build_gtest() {  # SOURCE LIBRARY
  # shellcheck disable=SC2086
  "clang++-$version" -std=c++20 $flags -nostdinc++ -isystem "$dir/include/c++/v1" -I"$gtest" -I"$gtest/include" \
    -c "$gtest/src/$1.cc" -o "$dir/$1.o"
  ar rcs "$dir/lib/$2.a" "$dir/$1.o"
}
[[ -f $dir/lib/libgtest.a ]] || build_gtest gtest-all libgtest
[[ -f $dir/lib/libgtest_main.a ]] || build_gtest gtest_main libgtest_main
for name in gtest gtest_main; do
  cat >"$dir/$name.pc" <<PC
Name: $name
Description: GoogleTest for MemorySanitizer
Version: $(sed -n 's/^set(GOOGLETEST_VERSION \(.*\))/\1/p' /usr/src/googletest/CMakeLists.txt)
Cflags: -I$gtest/include
Libs: -L$dir/lib -l$name$([[ $name == gtest ]] || echo ' -lgtest')
PC
done
