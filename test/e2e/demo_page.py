"""The demo as two people see it: a chat between two windows, the event stream, and a restart that both survive."""
import subprocess
from pathlib import Path

from harness import expect, need, need_node, node_dialogue, run


def a_taken_port_is_a_clear_error(programs, server):
    done = subprocess.run([programs.paths["demo"], "--port", str(server.port)], capture_output=True, text=True, check=False,
                          timeout=60)
    expect(done.returncode != 0, "a second demo on the same port ended well")
    expect(str(server.port) in done.stdout + done.stderr, f"the error names the port, got {done.stdout}{done.stderr}")
    expect("Sanitizer" not in done.stderr, f"a sanitizer spoke: {done.stderr}")


def main(programs):
    with programs.demo() as server:
        a_taken_port_is_a_clear_error(programs, server)
        need(Path("/usr/bin/chromium").exists(), "chromium")
        need_node("playwright-core")
        node_dialogue("demo_page.mjs", server.url(), restart=server.restart)


if __name__ == "__main__":
    run(main)
