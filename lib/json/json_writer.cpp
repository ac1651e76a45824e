#include <serinus/json/binding/scalars.hpp>
#include <serinus/json/json_quote.hpp>
#include <serinus/json/json_writer.hpp>

#include <stdexcept>
#include <utility>

namespace serinus {

JsonWriter::JsonWriter() : open_{Next::document} {}

void JsonWriter::beforeValue() {
  switch (open_.back()) {
    case Next::document:
      open_.back() = Next::nothing;
      return;
    case Next::firstElement:
      open_.back() = Next::element;
      return;
    case Next::element:
      text_ += ',';
      return;
    case Next::memberValue:
      open_.back() = Next::key;
      return;
    case Next::firstKey:
    case Next::key:
      throw std::logic_error("JsonWriter: a value in an object needs its key first");
    case Next::nothing:
      throw std::logic_error("JsonWriter: the text is complete, a JSON text is one value");
  }
}

JsonWriter& JsonWriter::literal(std::string_view text) {
  beforeValue();
  text_ += text;
  return *this;
}

JsonWriter& JsonWriter::beginObject() {
  literal("{");
  open_.push_back(Next::firstKey);
  return *this;
}

JsonWriter& JsonWriter::endObject() {
  if (open_.back() == Next::memberValue) throw std::logic_error("JsonWriter: the last key of the object has no value");
  if (open_.back() != Next::firstKey && open_.back() != Next::key)
    throw std::logic_error("JsonWriter: endObject where no object is open");
  open_.pop_back();
  text_ += '}';
  return *this;
}

JsonWriter& JsonWriter::beginArray() {
  literal("[");
  open_.push_back(Next::firstElement);
  return *this;
}

JsonWriter& JsonWriter::endArray() {
  if (open_.back() != Next::firstElement && open_.back() != Next::element)
    throw std::logic_error("JsonWriter: endArray where no array is open");
  open_.pop_back();
  text_ += ']';
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  if (open_.back() == Next::memberValue) throw std::logic_error("JsonWriter: two keys without a value between them");
  if (open_.back() != Next::firstKey && open_.back() != Next::key)
    throw std::logic_error("JsonWriter: a key where no object is open");
  if (open_.back() == Next::key) text_ += ',';
  appendJsonQuoted(text_, name);
  text_ += ':';
  open_.back() = Next::memberValue;
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  beforeValue();
  appendJsonQuoted(text_, text);
  return *this;
}

JsonWriter& JsonWriter::value(double number) {
  beforeValue();
  json::binding::append(text_, number);
  return *this;
}

JsonWriter& JsonWriter::value(float number) {
  beforeValue();
  json::binding::append(text_, number);
  return *this;
}

JsonWriter& JsonWriter::integer(std::int64_t number) {
  beforeValue();
  json::binding::append(text_, number);
  return *this;
}

JsonWriter& JsonWriter::integer(std::uint64_t number) {
  beforeValue();
  json::binding::append(text_, number);
  return *this;
}

JsonWriter& JsonWriter::null() {
  return literal("null");
}

std::string_view JsonWriter::text() const {
  if (open_.back() == Next::document) throw std::logic_error("JsonWriter: nothing was written");
  if (open_.back() != Next::nothing) throw std::logic_error("JsonWriter: an array or object is still open");
  return text_;
}

std::string JsonWriter::take() {
  static_cast<void>(text());
  open_.back() = Next::document;
  return std::exchange(text_, {});
}

}  // namespace serinus
