"""The page of the notes, in two windows and for two people, over a restart of the server."""
import tempfile
from pathlib import Path

from harness import need, need_node, node_dialogue, run


def main(programs):
    need(Path("/usr/bin/chromium").exists(), "chromium")
    need_node("playwright-core")
    with tempfile.TemporaryDirectory() as folder, programs.notes(Path(folder) / "notes.db") as server:
        node_dialogue("notes_page.mjs", server.url().replace("127.0.0.1", "localhost"), restart=server.restart)


if __name__ == "__main__":
    run(main)
