"""Compiles types that cannot be read or written, and looks for the sentence that says why.

  refused.py COMPILER FLAG...
"""
import concurrent.futures
import os
import subprocess
import sys

OPENING = """
#include <serinus/json/read.hpp>
#include <map>
#include <vector>
using namespace serinus;
"""

# name → (declarations, the type to read, a part of the error; None: compiles)
TYPES = {
    "a plain struct": ("struct T { int a; };", "T", None),
    "a character": ("struct T { char a; };", "T", "char is neither text nor number"),
    "a class": ("struct T { T() {} int a; };", "T", "make it a plain struct"),
    "private members": ("class T { int a; };", "std::vector<T>", "make it a plain struct"),
    "a pointer": ("struct T { int* a; };", "T", "make it a plain struct"),
    "a map by numbers": ("", "std::map<int, int>", "maps have std::string keys"),
    "a long double": ("", "long double", "make it a plain struct"),
    "a const field": ("struct T { const int a = 0; };", "T", "a field that is const cannot be read"),
    "a base class": ("struct B { int b; }; struct T : B { int a; };", "T", "make the base a field"),
    "32 fields": ("struct T { int " + ",".join(f"f{i}" for i in range(32)) + "; };", "T", None),
    "33 fields": ("struct T { int " + ",".join(f"f{i}" for i in range(33)) + "; };", "T", "a struct can have 32 fields"),
    "a wrong name in jsonNames": (
        'struct T { int a; static constexpr json::FieldName jsonNames[] = {{"b", "c"}}; };', "T",
        "names a field that the struct does not have"),
    "a wrong name in jsonOptional": (
        'struct T { int a; static constexpr std::string_view jsonOptional[] = {"b"}; };', "T",
        "names a field that the struct does not have"),
    "a name twice": (
        'struct T { int a; int b; static constexpr json::FieldName jsonNames[] = {{"b", "a"}}; };', "T",
        "the names of a struct's fields must differ"),
    "a view from a text": ("struct T { std::string_view a; };", "std::vector<T>", "would outlive the text's memory"),
    "a value from a text": ("struct T { std::map<std::string, JsonValue> a; };", "T", "would outlive the text's memory"),
    "a view from a recursive struct": (
        "struct T { std::vector<T> more; std::optional<std::string_view> a; };", "T", "would outlive the text's memory"),
    "a validate() of bool": ("struct T { int a; bool validate() const { return true; } };", "T",
                             "returns std::optional<std::string>"),
    "a validate() that is not const": (
        "struct T { int a; std::optional<std::string> validate() { return {}; } };", "T", "validate() is const"),
    "two structs with one tag": (
        'struct A {}; struct B { static constexpr std::string_view jsonTag = "A"; };', "std::variant<A, B>",
        "can never be chosen"),
    "an integer behind a number": ("", "std::variant<double, int>", "can never be chosen"),
    "a number behind an integer": ("", "std::variant<int, double>", None),
    "a struct behind a map": ("struct A {};", "std::variant<std::map<std::string, int>, A>", "can never be chosen"),
    "a field with the name of the tag": ("struct A { int type; };", "std::variant<A>", "a field with the name of the tag"),
    "two tag fields": ('struct A { static constexpr std::string_view jsonTagField = "x"; }; struct B {};',
                       "std::variant<A, B>", "the same jsonTagField"),
    "a template without tag": ("template <class U> struct A { U u; };", "std::variant<A<int>>", "needs a jsonTag"),
    "an enum without underlying type": ("enum E { a };", "E", "give the enum an underlying type"),
    "an enum far away": ("enum class E { a = 1000 };", "E", "specialise json::EnumNames"),
}


def check(name, command):
    declarations, type_, sentence = TYPES[name]
    source = f"{OPENING}{declarations}\n{type_} example() {{ return json::read<{type_}>(\"\"); }}\n"
    done = subprocess.run(command + ["-fsyntax-only", "-x", "c++", "-"], input=source, capture_output=True, text=True,
                          check=False)
    if sentence is None:
        return None if done.returncode == 0 else f"{name}: does not compile\n{done.stderr}"
    if done.returncode != 0 and sentence in done.stderr:
        return None
    return f"{name}: does not say '{sentence}'\n{done.stderr}"


def main(command):
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        faults = [fault for fault in pool.map(lambda name: check(name, command), TYPES) if fault]
    print("\n".join(faults + [f"refused types: {len(TYPES)} looked at, {len(faults)} wrong"]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
