"""The PROXY protocol as HAProxy speaks it: versions 1 and 2, beneath TLS, of health checks, and with TLS ended at the proxy."""
import json
import re
import socket
import tempfile

from curl import Stream, curl
from haproxy import Haproxy
from harness import eventually, expect, expect_equal, need_program, run
from tls import Certificates
from wire import connect, receive_exactly, text_frame

CONFIGURATION = """
listen first
  mode tcp
  bind {first}
  server app 127.0.0.1:PLAIN send-proxy
listen second
  mode tcp
  bind {second}
  server app 127.0.0.1:PLAIN send-proxy-v2
listen checked
  mode tcp
  bind {checked}
  option httpchk GET /who
  http-check expect status 200
  server app 127.0.0.1:PLAIN send-proxy-v2 check check-send-proxy inter 100ms
listen ended
  mode tcp
  bind {ended} ssl crt CERTIFICATE
  server app 127.0.0.1:PLAIN send-proxy-v2-ssl
listen passed
  mode tcp
  bind {passed}
  server app 127.0.0.1:SECURE send-proxy-v2
"""

CLIENT = "127.0.0.5"  # an address of its own, so that it is not the proxy's


def ask(url, *arguments):
    code, out, err = curl("--interface", CLIENT, "-k", *arguments, url)
    expect_equal(code, 0, f"curl {url}: {err}")
    return out


def requests(proxy):
    for name in ("first", "second"):
        for _ in range(20):
            expect_equal(ask(proxy.url(name, "/who")), f"{CLIENT} http\n", f"the client through {name}")
        body = "b" * 100_000
        expect_equal(ask(proxy.url(name, "/echo"), "-H", "X-Tag: t", "-d", body), "t " + body, f"a body through {name}")
        with Stream(proxy.url(name, "/events"), "-H", "X-Tag: live") as events:
            events.wait_for("data: live\n\n")
        with connect(proxy.port(name), "/socket") as client:
            client.sendall(text_frame(b"hi"))
            expect_equal(receive_exactly(client, 4), b"\x81\x02hi", f"a message through {name}")
    expect_equal(ask(proxy.url("ended", "/who", "https")), f"{CLIENT} https\n", "the client whose TLS ends at the proxy")
    expect_equal(ask(proxy.url("passed", "/who", "https")), f"{CLIENT} https\n", "the client whose TLS passes the proxy")


def strangers(server):
    for said in (b"GET /who HTTP/1.1\r\nHost: a\r\n\r\n", b"PROXY TCP4 192.0.2.1\r\n", b"\r\n\r\n\0\r\nQUIT\n\x31"):
        with socket.create_connection(("127.0.0.1", server.port), timeout=30) as client:
            client.sendall(said)
            try:
                expect_equal(client.recv(100), b"", f"what is said to {said!r}")
            except ConnectionResetError:
                pass
    with socket.create_connection(("127.0.0.1", server.port), timeout=30, source_address=("127.0.0.9", 0)) as client:
        try:
            expect_equal(client.recv(100), b"", "what is said to somebody who is not trusted")
        except ConnectionResetError:
            pass


def logged(server):
    return [json.loads(match[0]) for match in map(re.compile(r"\{.*\}").search, list(server.output)) if match]


def main(programs):
    need_program("curl")
    need_program("openssl")
    with tempfile.TemporaryDirectory() as folder:
        certificate = Certificates(folder).issue("localhost.pem", "localhost", "localhost")
        required = ("--proxy-protocol", "required")
        with programs.conformance("behind", extra=required) as plain, \
             programs.conformance("behind", extra=(*required, "--certificate", str(certificate))) as secure:
            configuration = CONFIGURATION.replace("PLAIN", str(plain.port)).replace("SECURE", str(secure.port)) \
                                         .replace("CERTIFICATE", str(certificate))
            with Haproxy(configuration, "first", "second", "checked", "ended", "passed") as proxy:
                requests(proxy)
                strangers(plain)
                eventually(lambda: any(line.get("client") == "127.0.0.1" and line["status"] == 200 for line in logged(plain)),
                           "a health check of HAProxy is answered, and counts as the proxy's own")
                expect(any(line.get("client") == CLIENT for line in logged(plain)), f"the log names the client: {plain.text()}")
                expect_equal(ask(proxy.url("checked", "/who")), f"{CLIENT} http\n", "the client through a server that is checked")


if __name__ == "__main__":
    run(main)
