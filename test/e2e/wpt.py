"""The handlers of the role `wpt`, as the web platform tests call them: over HTTP, with python websockets, and from a page of another
origin in headless Chromium."""
import asyncio
import contextlib
import http.client
import http.server
import threading
import time
from pathlib import Path
from urllib.parse import quote

from harness import expect, expect_equal, need, need_node, node, run

try:
    import websockets
except ImportError:
    websockets = None

RESOURCES = "/eventsource/resources"
ODD_LINES = b"data:msg\ndata: msg\n\n:\nfalsefield:msg\n\nfalsefield:msg\nData:data\n\ndata\n\ndata:end\n\n"


def fetch(server, path, **headers):
    """Status, reason, fields and body of a GET."""
    client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    with contextlib.closing(client):
        client.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = client.getresponse()
        return answer.status, answer.reason, answer.headers, answer.read()


def body_of(server, path, **headers):
    return fetch(server, RESOURCES + path, **headers)[3]


def bodies(server):
    raw = bytes([0xEF, 0xBB, 0xBF]) + b"data: a\rdata: b\0\xff"
    rows = [
        ("/message.py", {}, b"data: data\n\n\n"),
        ("/message.py?newline=none&message=data%3A%20x", {}, b"data: x\n"),
        ("/message.py?message=" + quote(raw), {}, raw + b"\n\n\n"),
        ("/last-event-id.py", {}, "id: \u2026\nretry: 200\ndata: hello\n\n".encode()),
        ("/last-event-id.py?idvalue=7", {}, b"id: 7\nretry: 200\ndata: hello\n\n"),
        ("/last-event-id.py", {"Last_Event_ID": "\u2026".encode()}, "data: \u2026\n\n".encode()),
        ("/last-event-id2.py?type=1", {}, b"id: 1\ndata: 1\n\ndata:2\n\n"),
        ("/last-event-id2.py?type=2", {}, b"id: 1\ndata: 1\n\nid: 2\ndata:2\n\ndata:3\n\n"),
        ("/last-event-id2.py?type=3", {}, b"id: 1\ndata: 1\n\nid:\ndata:2\n\ndata:3\n\n"),
        ("/accept.event_stream", {"Accept": "text/event-stream"}, b"data: text/event-stream\n\n"),
        ("/cache-control.event_stream", {"Cache_Control": "no-store"}, b"data: no-store\n\n"),
        ("/reconnect-fail.py?id=a", {}, b"retry: 2\ndata: opened\n\n"),
        ("/reconnect-fail.py?id=a", {"Cookie": "recon_fail_a=opened"}, b"data: reconnected\n\n"),
        ("/cors-cookie.py?ident=k", {"Origin": "http://o"}, b"id: 1\nretry: 200\ndata: first NO_COOKIE\n\n"),
        ("/cors-cookie.py?ident=k", {"Origin": "http://o", "Cookie": "k=1", "Last_Event_ID": "1"}, b"id: 2\ndata: second COOKIE\n\n"),
    ]
    for path, headers, expected in rows:
        expect_equal(body_of(server, path, **headers), expected, f"the body of {path} asked with {headers}")
    fields = fetch(server, RESOURCES + "/message.py?mime=text/x")[2]
    expect_equal(fields["Content-Type"], "text/x", "the media type that was asked for")


def statuses(server):
    for status in (204, 205, 210, 299, 404, 410, 503):
        code, reason, fields, body = fetch(server, f"{RESOURCES}/status-error.py?status={status}")
        expect_equal((code, reason), (status, "HAHAHAHA"), "the status that was asked for")
        expect_equal(body, b"" if status in (204, 205) else b"data: data\n\n", f"the body of {status}")
        expect_equal(fields["Content-Type"], "text/event-stream", f"the media type of {status}")
    code, _, fields, body = fetch(server, f"{RESOURCES}/status-reconnect.py?status=503&id=x&ok_first")
    expect_equal((code, body), (503, b"retry: 2\ndata: ok\n\n"), "the first of a reconnecting client")
    expect(fields["Set-Cookie"].startswith("requestx=503;"), "a cookie tells the second request from the first")
    code, _, fields, body = fetch(server, f"{RESOURCES}/status-reconnect.py?status=503&id=x", Cookie="requestx=503")
    expect_equal((code, body), (200, b"data: data\n\n"), "the second of a reconnecting client")
    expect("Max-Age=0" in fields["Set-Cookie"], "the cookie is taken back")
    expect_equal(fetch(server, f"{RESOURCES}/reconnect-fail.py?id=a", Cookie="recon_fail_a=reconnected")[0], 204, "the last status")
    for status in (301, 302, 303, 307):
        code, _, fields, _ = fetch(server, f"/common/redirect.py?status={status}&location=%2Fx%3Fy")
        expect_equal((code, fields["Location"]), (status, "/x?y"), "the redirection")
    fields = fetch(server, f"{RESOURCES}/cors.py?run=message&origin=http%3A%2F%2Fa.example&credentials=false")[2]
    expect_equal(fields["Access-Control-Allow-Origin"], "http://a.example", "the origin that was asked for")
    expect_equal(fields["Access-Control-Allow-Credentials"], "false", "the credentials that were asked for")
    fields = fetch(server, "/websockets/cookies/support/set-cookie.py?" + quote("a=b; Path=/"))[2]
    expect_equal(fields["Set-Cookie"], "a=b; Path=/", "the cookie that was asked for")
    expect_equal(fetch(server, "/websockets/security/check.py")[3], b"PASS", "a request without a key")
    expect_equal(fetch(server, "/websockets/security/check.py", Sec_WebSocket_Key="k")[3], b"FAIL", "a request with a key")


def odd_lines(server):
    client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    with contextlib.closing(client):
        client.request("GET", RESOURCES + "/message2.py")
        answer = client.getresponse()
        expect_equal(answer.read(2 * len(ODD_LINES)), 2 * ODD_LINES, "the odd lines, twice")


async def said(server, path, *messages, **options):
    """All that the server says to `messages`, and its close code."""
    async with websockets.connect(server.url(path, "ws"), max_size=None, **options) as socket:
        for message in messages:
            await socket.send(message)
        answers = []
        try:
            while True:
                answers.append(await socket.recv())
        except websockets.ConnectionClosed:
            return answers, socket.close_code, socket.close_reason


async def sockets(server):
    rows = [
        ("/echo", ["a", b"b", "Goodbye"], {}, (["a", b"b", "Goodbye"], 1000, "")),
        ("/empty-message", [""], {}, (["pass"], 1000, "")),
        ("/empty-message", ["x"], {}, (["fail"], 1000, "")),
        ("/echo_exit", ["a", "Goodbye"], {}, ([], 1000, "")),
        ("/echo_close_data", ["Goodbye"], {}, ([], 1000, "")),
        ("/echo-query?a=%20b", [], {}, (["a=%20b"], 1000, "")),
        ("/echo-query_v13?", [], {}, ([""], 1000, "")),
        ("/echo-cookie", [], {}, (["(none)"], 1000, "")),
        ("/echo-cookie", [], {"extra_headers": {"Cookie": "a=b"}}, (["a=b"], 1000, "")),
        ("/origin", [], {"origin": "http://o.example"}, (["http://o.example"], 1000, "")),
        ("/referrer", [], {}, (["MISSING AS PER FETCH"], 1000, "")),
        ("/protocol", [], {"subprotocols": ["x", "y"]}, (["x"], 1000, "")),
        ("/protocol_array", [], {"subprotocols": ["y", "x"]}, (["y"], 1000, "")),
        ("/handshake_no_extensions", [], {}, ([], 1000, "")),
        ("/handshake_sleep_2", [], {}, ([], 1000, "")),
        ("/remote-close?code=3999&reason=gone", [], {}, ([], 3999, "gone")),
        ("/remote-close", [], {}, ([], 1005, "")),
        ("/remote-close?abrupt=1", [], {}, ([], 1006, "")),
    ]
    for path, messages, options, expected in rows:
        expect_equal(await said(server, path, *messages, **options), expected, f"what {path} says to {messages}")

    async with websockets.connect(server.url("/echo", "ws"), subprotocols=["other", "echo"]) as socket:
        expect_equal(socket.subprotocol, "echo", "the subprotocol of /echo")
    async with websockets.connect(server.url("/handshake_no_protocol", "ws"), subprotocols=["x"]) as socket:
        expect_equal(socket.subprotocol, None, "the subprotocol of /handshake_no_protocol")
    for path, more in (("/set-cookie?s", ""), ("/set-cookie_http?s", "; HttpOnly")):
        async with websockets.connect(server.url(path, "ws")) as socket:
            expect_equal(socket.response_headers["Set-Cookie"], "ws_test_s=test; Path=/" + more, f"the cookie of {path}")


async def refusals(server):
    for path, status in (("/", 404), ("/nothing", 404), ("/basic_auth", 401)):
        try:
            async with websockets.connect(server.url(path, "ws")):
                expect(False, f"{path} let a client in")
        except websockets.InvalidStatusCode as refused:
            expect_equal(refused.status_code, status, f"the status of {path}")
    async with websockets.connect(server.url("/basic_auth", "ws"), extra_headers={"Authorization": "Basic Zm9vOmJhcg=="}):
        pass
    code, _, fields, _ = fetch(server, "/websockets/opening-handshake/resources/redirect_response.py", Connection="Upgrade",
                               Upgrade="websocket", Sec_WebSocket_Version="13", Sec_WebSocket_Key="dGhlIHNhbXBsZSBub25jZQ==")
    expect_equal((code, fields["Location"]), (301, "/echo"), "an upgrade that is moved")


async def backpressure(server):
    async with websockets.connect(server.url("/receive-many-with-backpressure", "ws"), compression=None) as socket:
        for size in (1, 70_000, 3):
            await socket.send(b"x" * size)
        expect_equal([await socket.recv() for _ in range(3)], ["1", "70000", "3"], "the lengths, in order")
    async with websockets.connect(server.url("/send-backpressure", "ws"), max_size=None, compression=None) as socket:
        expect_equal(await socket.recv(), b"", "the first message")
        for _ in range(16):
            expect_equal(len(await socket.recv()), 1 << 20, "a piece")
        expect(float(await socket.recv()) >= 0, "the seconds")


async def late_goodbye(server):
    socket = await websockets.connect(server.url("/delayed-passive-close", "ws"))
    begin = time.monotonic()
    await socket.close(3000, "bye")
    taken = time.monotonic() - begin
    expect_equal((socket.close_code, socket.close_reason), (3000, "bye"), "the answer to the Close")
    expect(taken >= 0.95, f"the answer comes a second late, not after {taken:.2f} s")


class EmptyPage(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()

    def log_message(self, *_):
        pass


def browser(server):
    """From a page of another origin, as the suite serves its own."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), EmptyPage) as pages:
        threading.Thread(target=pages.serve_forever, daemon=True).start()
        try:
            node("wpt.mjs", f"http://127.0.0.1:{pages.server_port}/", server.url())
        finally:
            pages.shutdown()


def main(programs):
    need(websockets, "python3-websockets")
    need(Path("/usr/bin/chromium").exists(), "chromium")
    need_node("playwright-core")
    with programs.conformance("wpt") as server:
        bodies(server)
        statuses(server)
        odd_lines(server)
        for part in (sockets, refusals, backpressure, late_goodbye):
            asyncio.run(part(server))
        browser(server)


if __name__ == "__main__":
    run(main)
