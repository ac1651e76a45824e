"""The chat as people see it: two browsers that talk to each other, lose the server and find it again."""
import subprocess
import urllib.request
from pathlib import Path

from harness import expect, expect_equal, need, need_node, node_dialogue, run


def a_wrong_port_is_a_clear_error(programs):
    for arguments in (["--port"], ["--port", "x"], ["--port", "65536"], ["--port", "-1"], ["--prot", "1"], ["1"]):
        done = subprocess.run([programs.paths["chat"], *arguments], capture_output=True, text=True, check=False, timeout=60)
        expect_equal(done.returncode, 2, f"the exit code with {arguments}")
        expect("usage: chat [--port N]" in done.stderr, f"the error with {arguments}: {done.stderr}")


def the_page_trusts_nobody_else(server):
    for path, kind in (("/", "text/html"), ("/style.css", "text/css"), ("/app.js", "text/javascript")):
        with urllib.request.urlopen(server.url(path), timeout=60) as answer:
            expect_equal(answer.headers["Content-Type"], f"{kind}; charset=utf-8", f"the type of {path}")
            expect("default-src 'none'; script-src 'self'" in answer.headers["Content-Security-Policy"], f"the policy of {path}")


def main(programs):
    a_wrong_port_is_a_clear_error(programs)
    need(Path("/usr/bin/chromium").exists(), "chromium")
    need_node("playwright-core")
    with programs.chat() as server:
        the_page_trusts_nobody_else(server)
        node_dialogue("chat_page.mjs", server.url(), stop=server.stop, start=server.start_again)


if __name__ == "__main__":
    run(main)
