"""curl against the program of the README: plain requests, the event stream, and what must be refused."""
import subprocess
import threading

from harness import eventually, expect, expect_equal, need_program, run


def curl(*arguments, seconds=30):
    """Exit code, output and errors; line endings as they came."""
    done = subprocess.run(["curl", "-sS", "--max-time", str(seconds), *arguments], capture_output=True, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


class Answer:
    """Status, fields (names in lower case) and body of one request."""

    def __init__(self, *arguments):
        code, out, err = curl("-i", *arguments)
        expect_equal(code, 0, f"curl {' '.join(arguments)}: {err}")
        head, _, self.body = out.partition("\r\n\r\n")
        lines = head.split("\r\n")
        self.status = int(lines[0].split()[1])
        self.fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}


class Stream:
    """`curl -N` on an event stream, read in the background."""

    def __init__(self, url, *arguments):
        self.process = subprocess.Popen(["curl", "-sSN", "-i", *arguments, url], stdout=subprocess.PIPE)
        self.text = ""
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            self.text += line.decode()

    def wait_for(self, part):
        eventually(lambda: part in self.text, f"{part!r} on the stream, which said {self.text!r}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.reader.join()


def requests(server):
    refresh = Answer("-X", "POST", server.url("/notifications/refresh"))
    expect_equal(refresh.status, 200, "POST /notifications/refresh")
    expect_equal(refresh.body, "sent", "its body")
    expect_equal(refresh.fields.get("content-length"), "4", "its length")
    expect("date" in refresh.fields, "an answer has a Date")

    missing = Answer(server.url("/nowhere"))
    expect_equal(missing.status, 404, "GET /nowhere")
    expect(missing.fields.get("content-type", "").startswith("application/json"), f"errors are JSON, got {missing.fields}")

    wrong_method = Answer(server.url("/notifications/refresh"))
    expect_equal(wrong_method.status, 405, "GET of a POST route")
    expect("POST" in wrong_method.fields.get("allow", ""), f"Allow names POST, got {wrong_method.fields}")

    plain = Answer(server.url("/events"))
    expect_equal(plain.status, 426, "a plain GET of a gateway")
    expect_equal(plain.fields.get("sec-websocket-version"), "13", "the version it asks for")


def one_connection(server):
    """Two requests over one connection: curl tells how many it opened."""
    code, out, err = curl("-o", "/dev/null", "-o", "/dev/null", "-w", "%{num_connects}\\n", server.url("/nowhere"), server.url("/nowhere"))
    expect_equal(code, 0, f"two requests: {err}")
    expect_equal(out.split(), ["1", "0"], "connections opened by the first and the second request")


def stream(server):
    with Stream(server.url("/notifications/stream")) as events:
        events.wait_for("data: connected\n\n")
        events.wait_for("event: tick\ndata: now\n\n")
        head = events.text.partition("\r\n\r\n")[0].lower()
        for field in ("http/1.1 200", "content-type: text/event-stream", "cache-control: no-store", "x-accel-buffering: no"):
            expect(field in head, f"{field!r} in the head of the stream: {head!r}")
        Answer("-X", "POST", server.url("/notifications/refresh"))
        events.wait_for("data: refresh\n\n")


def stop_with_open_stream(server):
    """An orderly stop ends an open stream; curl sees a complete answer, not a cut connection."""
    with Stream(server.url("/notifications/stream")) as events:
        events.wait_for("data: connected\n\n")
        server.stop()
        expect_equal(events.process.wait(30), 0, "curl's exit code when the server stopped")


def main(programs):
    need_program("curl")
    with programs.realtime() as server:
        requests(server)
        one_connection(server)
        stream(server)
        stop_with_open_stream(server)


if __name__ == "__main__":
    run(main)
