"""The ticker as a person sees it, whose connection is cut fifty times: nothing is lost, and nothing comes twice."""
import json
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

from harness import eventually, expect, expect_equal, need, need_node, node_dialogue, run

WAIT = 60


def a_wrong_port_is_a_clear_error(programs):
    for arguments in (["--port"], ["--port", "x"], ["--port", "65536"]):
        done = subprocess.run([programs.paths["ticker"], *arguments], capture_output=True, text=True, check=False, timeout=WAIT)
        expect_equal(done.returncode, 2, f"the exit code with {arguments}")
        expect("usage: ticker [--port N]" in done.stderr, f"the error with {arguments}: {done.stderr}")


def the_page_trusts_nobody_else(server):
    with urllib.request.urlopen(server.url("/"), timeout=WAIT) as answer:
        expect("default-src 'none'; script-src 'self'" in answer.headers["Content-Security-Policy"], "the policy of the page")


def who_does_not_say_which_page_it_is_gets_nothing(server):
    for method, path in (("GET", "/quotes"), ("GET", "/trades?page="), ("GET", "/trades?page=" + 65 * "x"), ("POST", "/cut")):
        try:
            urllib.request.urlopen(urllib.request.Request(server.url(path), method=method), timeout=WAIT)
            status = 200
        except urllib.error.HTTPError as refusal:
            status = refusal.code
        expect_equal(status, 400, f"the status of {method} {path}")


def cut(server, page):
    with urllib.request.urlopen(urllib.request.Request(server.url(f"/cut?page={page}"), method="POST"), timeout=WAIT) as answer:
        return json.load(answer)["connections"]


def a_page_is_cut_and_no_other(server):
    streams = {page: urllib.request.urlopen(server.url(f"/trades?page={page}"), timeout=WAIT) for page in ("ada", "grace")}
    for stream in streams.values():
        expect_equal(stream.readline(), b"retry: 200\n", "how long a stream has its reader wait")
    expect_equal(cut(server, "nobody"), 0, "the connections of nobody")
    expect_equal(cut(server, "ada"), 1, "the connections of ada")
    expect(streams["ada"].read() is not None, "ada's stream ends")
    eventually(lambda: cut(server, "ada") == 0, "ada's connection is forgotten")
    expect_equal(cut(server, "grace"), 1, "the connections of grace")
    expect(streams["grace"].read() is not None, "grace's stream ends")


def main(programs):
    a_wrong_port_is_a_clear_error(programs)
    with programs.ticker() as server:
        the_page_trusts_nobody_else(server)
        who_does_not_say_which_page_it_is_gets_nothing(server)
        a_page_is_cut_and_no_other(server)
        need(Path("/usr/bin/chromium").exists(), "chromium")
        need_node("playwright-core")
        node_dialogue("ticker_page.mjs", server.url(), restart=server.restart)


if __name__ == "__main__":
    run(main)
