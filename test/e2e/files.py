"""curl and Node's fetch against a directory of files: ranges, a download that goes on, conditions, codings, uploads."""
import gzip
import json
import os
import subprocess
import tempfile
from pathlib import Path

from harness import expect, expect_equal, need_program, node, run

LARGE = 3_000_001
SECRET = "what nobody is to see"


def curl(*arguments):
    done = subprocess.run(["curl", "-sS", "--max-time", "60", *map(str, arguments)], capture_output=True, check=False)
    expect_equal(done.returncode, 0, f"curl {' '.join(map(str, arguments))}: {done.stderr.decode()}")
    return done.stdout


class Answer:
    """Status, fields (names in lower case) and body of one request."""

    def __init__(self, *arguments):
        head, _, self.body = curl("-i", "--raw", *arguments).partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        self.status = int(lines[0].split()[1])
        self.fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}


def site(root):
    """@returns the bytes of its large file"""
    large = bytes((i * 2654435761 >> 13) & 0xFF for i in range(LARGE))
    (root / "assets").mkdir()
    (root / "index.html").write_text("<!doctype html><title>Files</title>" + "<p>paragraph" * 500)
    (root / "assets/app.4f2a.js").write_text("// script\n" * 1000)
    (root / "assets/app.4f2a.js.gz").write_bytes(gzip.compress(b"// script\n" * 1000))
    (root / "movie.mp4").write_bytes(large)
    (root / ".env").write_text(SECRET)
    (root.parent / "secret.txt").write_text(SECRET)
    long_ago = 1_700_000_000
    for file in root.rglob("*"):
        os.utime(file, (long_ago, long_ago))
    return large


def ranges(server, large, folder):
    part = Answer("-r", "1000-1999", server.url("/movie.mp4"))
    expect_equal((part.status, part.fields["content-range"]), (206, f"bytes 1000-1999/{LARGE}"), "a part")
    expect(part.body == large[1000:2000], "its bytes")
    parts = Answer("-r", "0-1,-2", server.url("/movie.mp4"))
    expect_equal(parts.status, 206, "two parts")
    expect(parts.fields["content-type"].startswith("multipart/byteranges"), f"their type: {parts.fields}")
    expect(large[:2] in parts.body and large[-2:] in parts.body, "their bytes")
    expect_equal(Answer("-r", f"{LARGE}-", server.url("/movie.mp4")).status, 416, "a part behind the end")

    begun = folder / "begun.mp4"
    begun.write_bytes(large[:1_234_567])
    curl("-C", "-", "-o", begun, server.url("/movie.mp4"))
    expect(begun.read_bytes() == large, "a download that goes on")


def conditions(server):
    first = Answer(server.url("/movie.mp4"), "-I")
    again = Answer("-H", f"If-None-Match: {first.fields['etag']}", server.url("/movie.mp4"))
    expect_equal((again.status, again.body), (304, b""), "a file that is known by its tag")
    again = Answer("-z", first.fields["last-modified"], server.url("/movie.mp4"))
    expect_equal(again.status, 304, "and by its date")
    greeting = Answer(server.url("/lists/greeting"))
    again = Answer("-H", f"If-None-Match: {greeting.fields['etag']}", server.url("/lists/greeting"))
    expect_equal(again.status, 304, "an answer that is known")


def codings(server):
    for coding in ("gzip", "deflate", "br"):
        page = Answer("-H", f"Accept-Encoding: {coding}", server.url("/"))
        if page.fields.get("content-encoding") is None:
            expect_equal(coding, "br", "a coding that was not built in")
            continue
        expect_equal(page.fields.get("content-encoding"), coding, "the coding of the page")
        expect(page.fields["etag"].startswith('W/"'), "its tag is weak")
        expect("accept-encoding" in page.fields["vary"].lower(), "it varies")
    plain = curl(server.url("/"))
    expect(curl("--compressed", server.url("/")) == plain, "the same page, coded and not")
    squares = curl("--compressed", server.url("/lists/squares/20000"))
    expect(squares.endswith(b"20000,400000000\n") and squares.count(b"\n") == 20000, "a coded stream")
    script = Answer("-H", "Accept-Encoding: gzip", server.url("/assets/app.4f2a.js"))
    expect_equal(gzip.decompress(script.body), b"// script\n" * 1000, "what was compressed beforehand")
    expect_equal(script.fields["cache-control"], "public, max-age=31536000, immutable", "it is kept")


def hostile(server):
    for path in ("/.env", "/%2eenv", "/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/assets/..%5c..%5csecret.txt",
                 "/%c0%ae%c0%ae/secret.txt", "/%252e%252e/secret.txt", "//secret.txt", "/assets/../../secret.txt"):
        answer = Answer("--path-as-is", server.url(path))
        expect(answer.status in (400, 404) and SECRET.encode() not in answer.body, f"{path}: {answer.status}")
    expect_equal(Answer(server.url("/assets")).status, 404, "a directory without an index")


def application_page(server):
    page = curl(server.url("/"))
    expect(curl("-H", "Accept: text/html", server.url("/users/7")) == page, "a page that the script shows")
    expect_equal(Answer("-H", "Accept: text/html", server.url("/users/7.js")).status, 404, "a script that is missing")
    expect_equal(Answer(server.url("/users/7")).status, 404, "what is not asked for by a navigation")


def downloads(server, folder):
    saved = Answer("-I", server.url("/lists/saved"))
    expect_equal(saved.fields["content-disposition"],
                 "attachment; filename=\"Seite f_r alle.html\"; filename*=UTF-8''Seite%20f%C3%BCr%20alle.html", "its name")
    curl("-OJ", "--output-dir", folder, server.url("/lists/saved"))
    expect(Path(folder, "Seite f_r alle.html").read_bytes() == curl(server.url("/")), "what curl has saved")


def uploads(server, large, folder):
    small = Path(folder, "small.txt")
    small.write_text("small")
    movie = Path(folder, "movie.mp4")
    movie.write_bytes(large)
    told = json.loads(curl("-F", "title=Für alle", "-F", f"a=@{small}", "-F", f"b=@{movie};filename=../b", server.url("/uploads")))
    expect_equal(told, {"title": "Für alle", "files": [{"name": "small.txt", "size": 5, "onDisk": False},
                                                       {"name": "../b", "size": LARGE, "onDisk": True}]}, "a form with files")
    for fields in ([], ["-H", "Transfer-Encoding: chunked"]):
        told = json.loads(curl(*fields, "-T", movie, server.url("/uploads/movie")))
        expect_equal((told["name"], told["size"]), ("movie", LARGE), f"a body as it comes {fields}")
    coded = Path(folder, "movie.gz")
    coded.write_bytes(gzip.compress(large))
    for fields in ([], ["-H", "Transfer-Encoding: chunked"]):
        told = json.loads(curl(*fields, "-H", "Content-Encoding: gzip", "-T", coded, server.url("/uploads/movie")))
        expect_equal(told["size"], LARGE, f"a body that is coded {fields}")
    coded.write_bytes(gzip.compress(bytes(15_000_000)))
    refused = Answer("-H", "Expect:", "-H", "Content-Encoding: gzip", "-T", coded, server.url("/uploads/bomb"))
    expect_equal(refused.status, 413, "a little that becomes very much")
    refused = Answer("-H", "Content-Encoding: br", "-d", "x", server.url("/uploads"))
    expect_equal((refused.status, refused.fields["accept-encoding"]), (415, "gzip, deflate"), "another coding")
    huge = Path(folder, "huge")
    with open(huge, "wb") as file:
        file.truncate(16_000_001)
    refused = Answer("-H", "Expect: 100-continue", "-T", huge, server.url("/uploads/huge"))
    expect_equal(refused.status, 413, "a body that is announced as too large")
    refused = Answer("-H", "Transfer-Encoding: chunked", "-H", "Expect:", "-T", huge, server.url("/uploads/huge"))
    expect_equal(refused.status, 413, "a body that turns out to be")
    expect_equal(Answer("-d", "title=x", server.url("/uploads")).status, 415, "a form of the other kind")


def main(programs):
    need_program("curl")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "site")
        root.mkdir()
        large = site(root)
        with programs.files(root) as server:
            ranges(server, large, Path(folder))
            conditions(server)
            codings(server)
            hostile(server)
            application_page(server)
            downloads(server, folder)
            uploads(server, large, folder)
            need_program("node")
            node("files.mjs", server.url())


if __name__ == "__main__":
    run(main)
