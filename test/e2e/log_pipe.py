"""A log that nobody reads: a pipe that is full, and a disk that is full. Requests are answered as before, and the end is in time."""
import http.client
import os
import re
import signal
import subprocess
import time

from harness import LISTENING, STOP_SECONDS, expect, expect_equal, run

REQUESTS = 2_000  # each logged in 150 bytes or more: many times what a pipe holds
SLOWEST = 2.0  # seconds
PIPE = 65536


def listening(pipe):
    """The port, and nothing behind that line is read."""
    said = b""
    while not (match := re.search(LISTENING.pattern.encode() + rb"\n", said)):
        part = os.read(pipe, 1)
        expect(part, f"ended without listening: {said!r}")
        said += part
    return int(match[1])


def ask_often(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    slowest = 0.0
    for number in range(REQUESTS):
        begun = time.monotonic()
        connection.request("POST", "/echo", b"x", {"X-Tag": f"{number:0100}"})
        answer = connection.getresponse()
        expect_equal((answer.status, answer.read()), (200, f"{number:0100} x".encode()), "an answer")
        slowest = max(slowest, time.monotonic() - begun)
    connection.close()
    expect(slowest < SLOWEST, f"one answer took {slowest:.1f} s")
    return slowest


def stop(process):
    begun = time.monotonic()
    process.send_signal(signal.SIGTERM)
    code = process.wait(STOP_SECONDS)
    expect_equal(code, 0, "the exit code")
    return time.monotonic() - begun


def serve_and_stop(command, what, errors=None):
    """The pipe that the server's output went into, with what nobody has read of it."""
    reading, writing = os.pipe()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=writing, stderr=errors or writing)
    os.close(writing)
    try:
        slowest = ask_often(listening(reading))
        took = stop(process)
    finally:
        process.kill()
        process.wait()
    print(f"{what}: {REQUESTS} answers, the slowest in {slowest * 1000:.1f} ms, stopped in {took:.1f} s")
    return reading


def full_pipe(command):
    reading = serve_and_stop(command, "full pipe")
    left = b""
    while part := os.read(reading, PIPE):
        left += part
    os.close(reading)
    expect(len(left) >= PIPE // 2, f"the pipe was full, of {len(left)} bytes")


def full_disk(command):
    with open("/dev/full", "wb") as full:
        os.close(serve_and_stop(command, "full disk", full))


def main(programs):
    command = [programs.paths["conformance"], "--port", "0", "--role", "behind"]
    full_pipe(command)
    full_disk(command)


if __name__ == "__main__":
    run(main)
