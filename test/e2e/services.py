"""curl against the sample with a configuration, a job, health checks, a log of requests and providers of one request."""
import json
import os
import re
import subprocess

from harness import Server, eventually, expect, expect_equal, need_program, run


def ask(url, *arguments):
    """Status, fields (names in lower case) and body."""
    done = subprocess.run(["curl", "-sS", "-i", "--max-time", "30", *arguments, url], capture_output=True, check=False)
    expect_equal(done.returncode, 0, f"curl {url}: {done.stderr.decode()}")
    head, _, body = done.stdout.decode().partition("\r\n\r\n")
    lines = head.split("\r\n")
    fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    return int(lines[0].split()[1]), fields, body


def configured(server):
    expect_equal(ask(server.url("/greeting"))[2], "good day", "the greeting of the environment")
    expect_equal(ask(server.url("/languages"))[2], '["en","de"]', "the languages of the environment")


def job(server):
    eventually(lambda: int(ask(server.url("/beats"))[2]) >= 2, "the job runs again and again")


def logged(server):
    _, fields, _ = ask(server.url("/greeting?token=hunter2"), "-H", "X-Request-Id: e2e-1", "-A", 'x"y')
    expect_equal(fields.get("x-request-id"), "e2e-1", "the id in the answer")
    eventually(lambda: "greeted in request e2e-1" in server.text(), "the provider of the request ends with it")
    line = r'127\.0\.0\.1 - - \[.*\] "GET /greeting\?token=\*\*\* HTTP/1\.1" 200 8 "-" "x\\"y"'
    eventually(lambda: re.search(line, server.text()), f"{line} in the log:\n{server.text()}")
    expect("hunter2" not in server.text(), "a secret in the log")

    status, fields, body = ask(server.url("/broken"))
    request = fields.get("x-request-id", "")
    expect_equal(status, 500, "GET /broken")
    expect_equal(json.loads(body).get("requestId"), request, "the id in the body")
    eventually(lambda: f"a handler threw (request {request}): no such greeting" in server.text(), "the same in the log")


def healthy(server):
    expect_equal(ask(server.url("/health/live"))[::2], (200, '{"status":"ok"}'), "GET /health/live")
    status, fields, body = ask(server.url("/health/ready"))
    expect_equal((status, json.loads(body)), (200, {"status": "ok", "checks": {"heart": {"status": "ok"}}}), "readiness")
    expect_equal(fields.get("cache-control"), "no-store", "Cache-Control of readiness")
    expect_equal(ask(server.url("/stop"), "-X", "POST")[0], 204, "POST /stop")
    status, _, body = ask(server.url("/health/ready"))
    expect_equal((status, json.loads(body)["status"]), (503, "down"), "readiness of one that is down")


def stopping(server):
    """Readiness turns while the port is still open."""
    server.process.terminate()
    eventually(lambda: "stopping" in ask(server.url("/health/ready"))[2], "readiness says that it stops")
    expect_equal(ask(server.url("/health/live"))[0], 200, "all else goes on meanwhile")
    server.process.wait(30)


def misconfigured(path):
    """All that is wrong is told, and no value is."""
    wrong = {"GREETER_BEAT": "hunter2", "GREETER_GREETING": "hunter2" * 9, "PORT": "0"}
    done = subprocess.run([path], env=dict(os.environ, **wrong), capture_output=True, text=True, timeout=60, check=False)
    said = done.stdout + done.stderr
    expect_equal(done.returncode, 1, f"the exit code of one that is misconfigured:\n{said}")
    for part in ("AppConfig: GREETER_BEAT (environment): wants a time", "AppConfig: GREETER_GREETING (environment): wants"):
        expect(part in said, f"{part!r} in:\n{said}")
    expect("hunter2" not in said, f"a value in:\n{said}")


def main(programs):
    need_program("curl")
    path = programs.paths["services"]
    environment = {"PORT": "{port}", "HOST": "127.0.0.1", "GREETER_GREETING": "good day", "GREETER_LANGUAGES": "en, de",
                   "GREETER_BEAT": "50ms"}
    with Server([path], environment=environment) as server:
        for part in (configured, job, logged, healthy, stopping):
            part(server)
    misconfigured(path)


if __name__ == "__main__":
    run(main)
