// Types that cannot be read from JSON text.
#include <serinus/json/read.hpp>

#include <map>
#include <vector>

using namespace serinus;

template <class T>
void readFrom(std::string_view text) {
  static_cast<void>(json::read<T>(text));
}

struct Good {
  int f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15;
  int f16, f17, f18, f19, f20, f21, f22, f23, f24, f25, f26, f27, f28, f29, f30, f31;
};
struct Named {
  int first;
  int second;
  static constexpr json::FieldName jsonNames[] = {{"second", "2nd"}};
  static constexpr std::string_view jsonOptional[] = {"first"};
};
template void readFrom<Good>(std::string_view);
template void readFrom<Named>(std::string_view);
template void readFrom<std::variant<int, double, Named>>(std::string_view);

// REFUSED: char is neither text nor number
struct WithCharacter {
  char letter;
};
template void readFrom<WithCharacter>(std::string_view);

// REFUSED: make it a plain struct (no constructors, no private members), or specialise json::Codec
struct WithConstructor {
  WithConstructor() {}
  int number;
};
template void readFrom<std::vector<WithConstructor>>(std::string_view);

// REFUSED: make it a plain struct (no constructors, no private members), or specialise json::Codec
class WithPrivateMembers {
  int number;
};
template void readFrom<WithPrivateMembers>(std::string_view);

// REFUSED: make it a plain struct (no constructors, no private members), or specialise json::Codec
struct WithPointer {
  int* number;
};
template void readFrom<WithPointer>(std::string_view);

// REFUSED: maps have std::string keys
template void readFrom<std::map<int, int>>(std::string_view);

// REFUSED: json: a field that is const cannot be read
struct WithConst {
  const int number = 0;
};
template void readFrom<WithConst>(std::string_view);

// REFUSED: json: a plain struct has no base class; make the base a field
struct WithBase : Named {
  int third;
};
template void readFrom<WithBase>(std::string_view);

// REFUSED: json: a struct can have 32 fields; group some of them in a struct of their own
struct WithManyFields {
  int f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16;
  int f17, f18, f19, f20, f21, f22, f23, f24, f25, f26, f27, f28, f29, f30, f31, f32;
};
template void readFrom<WithManyFields>(std::string_view);

// REFUSED: json: jsonNames or jsonOptional names a field that the struct does not have
struct WithWrongName {
  int number;
  static constexpr json::FieldName jsonNames[] = {{"nmber", "no"}};
};
template void readFrom<WithWrongName>(std::string_view);

// REFUSED: json: jsonNames or jsonOptional names a field that the struct does not have
struct WithWrongOptional {
  int number;
  static constexpr std::string_view jsonOptional[] = {"nmber"};
};
template void readFrom<WithWrongOptional>(std::string_view);

// REFUSED: json: the names of a struct's fields must differ and need no escaping
struct WithOneNameTwice {
  int number;
  int other;
  static constexpr json::FieldName jsonNames[] = {{"other", "number"}};
};
template void readFrom<WithOneNameTwice>(std::string_view);

// REFUSED: json: a std::string_view or JsonValue inside would outlive the text's memory
struct WithView {
  std::vector<WithView> more;
  std::optional<std::string_view> text;
};
template void readFrom<WithView>(std::string_view);

// REFUSED: json: a std::string_view or JsonValue inside would outlive the text's memory
template void readFrom<std::map<std::string, JsonValue>>(std::string_view);

// REFUSED: json: validate() is const and returns std::optional<std::string>: what is wrong, or nothing
struct ValidatesByBool {
  int number;
  bool validate() const { return number > 0; }
};
template void readFrom<ValidatesByBool>(std::string_view);

// REFUSED: json: validate() is const and returns std::optional<std::string>: what is wrong, or nothing
struct ValidatesByChange {
  int number;
  std::optional<std::string> validate() { return std::nullopt; }
};
template void readFrom<ValidatesByChange>(std::string_view);

// REFUSED: json: an alternative of a variant can never be chosen: those before it take all that it takes, or have its
// tag
struct TaggedLikeNamed {
  static constexpr std::string_view jsonTag = "Named";
};
template void readFrom<std::variant<Named, TaggedLikeNamed>>(std::string_view);

// REFUSED: json: an alternative of a variant can never be chosen: those before it take all that it takes, or have its
// tag
template void readFrom<std::variant<double, int>>(std::string_view);

// REFUSED: json: an alternative of a variant can never be chosen: those before it take all that it takes, or have its
// tag
template void readFrom<std::variant<std::map<std::string, int>, Named>>(std::string_view);

// REFUSED: json: a struct in a variant has a field with the name of the tag
struct WithType {
  std::string type;
};
template void readFrom<std::variant<Named, WithType>>(std::string_view);

// REFUSED: json: the structs of a variant must have the same jsonTagField
struct TaggedElsewhere {
  static constexpr std::string_view jsonTagField = "kind";
};
template void readFrom<std::variant<Named, TaggedElsewhere>>(std::string_view);

// REFUSED: json: an alternative that is a template needs a jsonTag
template <class T>
struct Box {
  T content;
};
template void readFrom<std::variant<Box<int>>>(std::string_view);

// REFUSED: json: give the enum an underlying type (enum E : int), or make it an enum class
enum Untyped { low, high };
template void readFrom<Untyped>(std::string_view);

// REFUSED: json: no enumerator lies from -128 to 255; specialise json::EnumNames
enum class FarAway { here = 1000 };
template void readFrom<FarAway>(std::string_view);
