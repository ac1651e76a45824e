#include <serinus/base/ascii.hpp>
#include <serinus/http/file_media_type.hpp>

#include <algorithm>
#include <array>

namespace serinus {

namespace {

struct Ending {
  std::string_view ending;
  std::string_view mediaType;
};

constexpr std::array endings{
    // pages and what they are made of (WHATWG HTML and MIME Sniffing; RFC 9239 for scripts)
    Ending{"html", "text/html; charset=utf-8"},
    Ending{"htm", "text/html; charset=utf-8"},
    Ending{"xhtml", "application/xhtml+xml"},
    Ending{"css", "text/css; charset=utf-8"},
    Ending{"js", "text/javascript; charset=utf-8"},
    Ending{"mjs", "text/javascript; charset=utf-8"},
    Ending{"cjs", "text/javascript; charset=utf-8"},
    Ending{"json", "application/json"},
    Ending{"map", "application/json"},
    Ending{"jsonld", "application/ld+json"},
    Ending{"geojson", "application/geo+json"},
    Ending{"webmanifest", "application/manifest+json"},
    Ending{"wasm", "application/wasm"},
    // texts
    Ending{"txt", "text/plain; charset=utf-8"},
    Ending{"log", "text/plain; charset=utf-8"},
    Ending{"md", "text/markdown; charset=utf-8"},
    Ending{"csv", "text/csv; charset=utf-8"},
    Ending{"tsv", "text/tab-separated-values; charset=utf-8"},
    Ending{"ics", "text/calendar; charset=utf-8"},
    Ending{"vcf", "text/vcard; charset=utf-8"},
    Ending{"vtt", "text/vtt; charset=utf-8"},
    Ending{"xml", "application/xml"},
    Ending{"xsl", "application/xslt+xml"},
    Ending{"rss", "application/rss+xml"},
    Ending{"atom", "application/atom+xml"},
    Ending{"yaml", "application/yaml"},
    Ending{"yml", "application/yaml"},
    Ending{"rtf", "application/rtf"},
    // pictures
    Ending{"png", "image/png"},
    Ending{"jpg", "image/jpeg"},
    Ending{"jpeg", "image/jpeg"},
    Ending{"gif", "image/gif"},
    Ending{"webp", "image/webp"},
    Ending{"avif", "image/avif"},
    Ending{"apng", "image/apng"},
    Ending{"svg", "image/svg+xml"},
    Ending{"ico", "image/x-icon"},
    Ending{"bmp", "image/bmp"},
    Ending{"tif", "image/tiff"},
    Ending{"tiff", "image/tiff"},
    // sound and video
    Ending{"mp3", "audio/mpeg"},
    Ending{"m4a", "audio/mp4"},
    Ending{"aac", "audio/aac"},
    Ending{"oga", "audio/ogg"},
    Ending{"ogg", "audio/ogg"},
    Ending{"opus", "audio/ogg"},
    Ending{"flac", "audio/flac"},
    Ending{"wav", "audio/wav"},
    Ending{"mp4", "video/mp4"},
    Ending{"m4v", "video/mp4"},
    Ending{"webm", "video/webm"},
    Ending{"ogv", "video/ogg"},
    Ending{"mov", "video/quicktime"},
    Ending{"ts", "video/mp2t"},
    Ending{"m3u8", "application/vnd.apple.mpegurl"},
    Ending{"mpd", "application/dash+xml"},
    // fonts
    Ending{"woff2", "font/woff2"},
    Ending{"woff", "font/woff"},
    Ending{"ttf", "font/ttf"},
    Ending{"otf", "font/otf"},
    // documents and archives
    Ending{"pdf", "application/pdf"},
    Ending{"epub", "application/epub+zip"},
    Ending{"zip", "application/zip"},
    Ending{"gz", "application/gzip"},
    Ending{"tar", "application/x-tar"},
    Ending{"7z", "application/x-7z-compressed"},
};

}  // namespace

std::string_view mediaTypeOfFile(std::string_view name) noexcept {
  const std::size_t dot = name.find_last_of("./");
  if (dot != std::string_view::npos && name[dot] == '.') {
    const std::string_view ending = name.substr(dot + 1);
    const auto found =
        std::ranges::find_if(endings, [&](const Ending& one) { return equalsIgnoreCase(one.ending, ending); });
    if (found != endings.end()) return found->mediaType;
  }
  return "application/octet-stream";
}

}  // namespace serinus
