"""Headless Chromium's own WebSocket and EventSource against the program of the README, over a restart of the server."""
from pathlib import Path

from harness import need, need_node, node_dialogue, run


def main(programs):
    need(Path("/usr/bin/chromium").exists(), "chromium")
    need_node("playwright-core")
    with programs.realtime() as server:
        node_dialogue("browser.mjs", server.url(), restart=server.restart)


if __name__ == "__main__":
    run(main)
