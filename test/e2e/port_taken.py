"""A port that somebody else has: one sentence that names it, exit code 1, and nothing that was begun is left over."""
import socket
import subprocess

from harness import expect, expect_equal, run


def main(programs):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        for threads in (1, 2):
            command = [programs.paths["conformance"], "--port", str(port), "--role", "bench", "--threads", str(threads)]
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
            expect_equal(done.returncode, 1, f"the exit code with {threads} threads\n{done.stdout}{done.stderr}")
            expect_equal(done.stdout, "", "nothing was served")
            expect_equal(len(done.stderr.splitlines()), 1, f"lines of the reason:\n{done.stderr}")
            expect(f"127.0.0.1:{port}" in done.stderr and "in use" in done.stderr, f"the reason: {done.stderr}")


if __name__ == "__main__":
    run(main)
