"""Starts a sample the way a person does, waits until it listens, and stops it the way a service manager does.

A script of this folder is `main(run)`: it imports this module, does its checks with plain `expect`, and ends by an exception or
not at all. Exit codes: 0 passed, 1 failed, 77 skipped (a client is not installed; never in CI, where that is a failure).
"""
import collections
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
LISTENING = re.compile(r"listening on \S*?:(\d+)\b")
START_SECONDS = 60  # a sanitizer build on a loaded machine
STOP_SECONDS = 30
SKIPPED = 77


class Failed(Exception):
    pass


def expect(condition, what):
    if not condition:
        raise Failed(what)


def expect_equal(actual, expected, what):
    expect(actual == expected, f"{what}: expected {expected!r}, got {actual!r}")


def eventually(condition, what, seconds=30, state=lambda: ""):
    """Polls for what another process does; returns the condition's value. `state()` is told where it does not come."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() >= deadline:
            raise Failed(f"not within {seconds} s: {what} {state()}".rstrip())
        time.sleep(0.02)


class Server:
    """A running sample. `port` is known once it is constructed; `output` holds the last lines it printed, `kept` of them."""

    def __init__(self, command, port=0, environment=None, wrapper=(), kept=400):
        self.command, self.environment, self.wrapper = list(command), environment or {}, list(wrapper)
        self.output = collections.deque(maxlen=kept)
        self._start(port)

    def _start(self, port):
        command = self.wrapper + [part.format(port=port) for part in self.command]
        environment = dict(os.environ, **{key: value.format(port=port) for key, value in self.environment.items()})
        self.process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True, errors="replace")
        self._listening = threading.Event()
        self.port = None
        self._reader = threading.Thread(target=self._read, args=(self.process.stdout,), daemon=True)
        self._reader.start()
        if not self._listening.wait(START_SECONDS) or self.port is None:
            self.process.kill()
            raise Failed(f"{' '.join(command)} printed no 'listening on ...:PORT':\n{self.text()}")
        expect(port in (0, self.port), f"asked for port {port}, got {self.port}")

    def _read(self, stream):
        for line in stream:
            self.output.append(line)
            match = LISTENING.search(line)
            if match and self.port is None:
                self.port = int(match[1])
                self._listening.set()
        self._listening.set()  # the end, whether or not it ever listened

    def text(self):
        return "".join(self.output)

    def url(self, path="", scheme="http"):
        return f"{scheme}://127.0.0.1:{self.port}{path}"

    def stop(self, pid=None):
        """SIGTERM, an orderly end, exit code 0, and no sanitizer report."""
        if self.process.poll() is None:
            os.kill(pid or self.process.pid, signal.SIGTERM)
        try:
            code = self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise Failed(f"did not end within {STOP_SECONDS} s of SIGTERM:\n{self.text()}") from None
        self._reader.join()
        expect(not re.search(r"Sanitizer|runtime error:", self.text()), f"a sanitizer spoke:\n{self.text()}")
        expect_equal(code, 0, f"exit code after SIGTERM\n{self.text()}")

    def restart(self):
        """Stops and starts again on the same port, as an upgrade does."""
        self.stop()
        self.start_again()

    def start_again(self):
        """After `stop`, on the same port."""
        self._start(self.port)

    def __enter__(self):
        return self

    def __exit__(self, kind, fault, trace):
        if kind is None:
            self.stop()
            return
        self.process.kill()
        self.process.wait()
        sys.stderr.write(f"--- {self.command[0]} said:\n{self.text()}---\n")


class Programs:
    """The samples by name, from arguments like `demo=build/samples/demo/demo`."""

    def __init__(self, arguments):
        self.paths = dict(argument.split("=", 1) for argument in arguments)

    def chat(self):
        return Server([self.paths["chat"], "--port", "{port}"])

    def demo(self):
        return Server([self.paths["demo"], "--port", "{port}"])

    def files(self, directory):
        return Server([self.paths["files"], str(directory), "--port", "{port}"])

    def notes(self, database, *extra):
        return Server([self.paths["notes"], "--port", "{port}", "--database", str(database), *extra])

    def realtime(self):
        return Server([self.paths["realtime"]], environment={"PORT": "{port}", "HOST": "127.0.0.1"})

    def ticker(self):
        return Server([self.paths["ticker"], "--port", "{port}"])

    def conformance(self, role, threads=1, extra=(), **options):
        return Server([self.paths["conformance"], "--port", "{port}", "--role", role, "--threads", str(threads), *extra], **options)


def need(condition, what):
    """Ends the test as skipped without `what`, or as failed in CI, which must have everything."""
    if condition:
        return
    ci = bool(os.environ.get("CI"))
    print(f"{what} is not installed" + (": CI must have it" if ci else ""))
    sys.exit(1 if ci else SKIPPED)


def need_program(name):
    need(shutil.which(name), name)


def find_server_program(name):
    """Where a program is that Debian puts where users do not look."""
    found = shutil.which(name) or shutil.which(name, path="/usr/local/sbin:/usr/sbin")
    need(found, name)
    return found


def need_node(package):
    need_program("node")
    need((HERE / "node_modules" / package).is_dir(), f"npm {package} (npm ci in test/e2e)")


def node(script, *arguments, seconds=120):
    """Runs a Node script of this folder to its end."""
    done = subprocess.run(["node", str(HERE / script), *map(str, arguments)], capture_output=True, text=True, check=False,
                          timeout=seconds)
    expect(done.returncode == 0, f"{script} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def node_dialogue(script, *arguments, seconds=180, **commands):
    """Runs a Node script that says the name of a command to have it done, `restart` say, and waits for `done`.

    Each command must have been asked for once at least.
    """
    process = subprocess.Popen(["node", str(HERE / script), *map(str, arguments)], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    killer = threading.Timer(seconds, process.kill)
    killer.start()
    said = []
    try:
        for line in process.stdout:
            said.append(line)
            if line.strip() in commands:
                commands[line.strip()]()
                process.stdin.write("done\n")
                process.stdin.flush()
        code = process.wait()
    finally:
        killer.cancel()
        process.kill()
    expect(code == 0, f"{script} failed ({code}):\n{''.join(said)}")
    for command in commands:
        expect(f"{command}\n" in said, f"{script} never asked for '{command}':\n{''.join(said)}")


def run(main):
    try:
        main(Programs(sys.argv[1:]))
    except Failed as failure:
        print(f"FAILED: {failure}")
        sys.exit(1)
    print("passed")
