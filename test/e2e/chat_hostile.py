"""The chat under attack on one port: whatever a client does, it is told why it is closed, and others are served as before.

Each attack is a connection of its own: what it sends past the handshake, and the close code that it must be answered with. After
each of them an honest client, connected all the time, is answered.
"""
import json
import socket
import struct

from harness import expect, expect_equal, run
from wire import connect, frame, receive_exactly, receive_head

MAX_MESSAGE = 16 * 1024  # of the chat
TEXT, CONTINUATION, BINARY, CLOSE, PING = 1, 0, 2, 8, 9


def close(code=None, reason=b""):
    return frame(CLOSE, b"" if code is None else struct.pack("!H", code) + reason)


# What is sent → the code of the Close that comes back (RFC 6455, 7.4.1).
ATTACKS = {
    "a message announced too large": (frame(TEXT, b"", announced=MAX_MESSAGE + 1), 1009),
    "a message of 2^63 - 1 bytes": (frame(BINARY, b"", announced=2**63 - 1), 1009),
    "a length with its first bit set": (frame(BINARY, b"", announced=2**63), 1002),
    "fragments that are too large together": (
        frame(TEXT, b"x" * 10_000, fin=False) + frame(CONTINUATION, b"", fin=False, announced=10_000), 1009),
    "empty fragments without end": (frame(TEXT, fin=False) + frame(CONTINUATION, fin=False) * 2_000, 1008),
    "a flood of pings": (frame(PING, b"x") * 1_000, 1008),
    "no mask": (frame(TEXT, b"hello", masked=False), 1002),
    "RSV1 without an extension": (frame(TEXT, b"hello", rsv=4), 1002),
    "RSV2": (frame(TEXT, b"hello", rsv=2), 1002),
    "RSV3": (frame(TEXT, b"hello", rsv=1), 1002),
    "opcode 3": (frame(3, b"hello"), 1002),
    "opcode 11": (frame(11, b"hello"), 1002),
    "a length of 16 bits for 5 bytes": (frame(TEXT, b"hello", length=2), 1002),
    "a length of 64 bits for 200 bytes": (frame(TEXT, b"x" * 200, length=8), 1002),
    "a ping of 126 bytes": (frame(PING, b"x" * 126), 1002),
    "a ping in fragments": (frame(PING, b"x", fin=False), 1002),
    "a continuation of nothing": (frame(CONTINUATION, b"hello"), 1002),
    "a message within a message": (frame(TEXT, b"a", fin=False) + frame(TEXT, b"b"), 1002),
    "text that is no UTF-8": (frame(TEXT, b"\xff"), 1007),
    "text in an overlong form": (frame(TEXT, b"\xc0\xaf"), 1007),
    "text with a surrogate": (frame(TEXT, b"\xed\xa0\x80"), 1007),
    "text that ends in a character": (frame(TEXT, b"\xc3"), 1007),
    "wrong text in an unfinished message": (frame(TEXT, b"\xce\xba\xf5", fin=False), 1007),
    "a Close of one byte": (frame(CLOSE, b"\x03"), 1002),
    "a Close whose reason is no UTF-8": (close(1000, b"\xff"), 1007),
    **{f"a Close with {code}": (close(code), 1002) for code in (0, 999, 1004, 1005, 1006, 1015, 1016, 2000, 2999, 5000, 65535)},
    **{f"a Close with {code}, which may be": (close(code), code) for code in (1000, 1001, 1011, 3000, 4999)},
}

# What is no event, or not as it should be → the code of the error frame. The client stays.
MESSAGES = {
    "no JSON": (b"{", "malformed"),
    "nothing": (b"", "malformed"),
    "a number": (b"1e999", "malformed"),
    "deep nesting": (b'{"event":"say","data":' + b"[" * 5_000 + b"]" * 5_000 + b"}", "malformed"),
    "a name that is no text": (b'{"event":{}}', "malformed"),
    "the name twice": (b'{"event":"say","event":"say"}', "malformed"),
    "an unknown event": (b'{"event":"__proto__"}', "unknownEvent"),
    "a payload of another type": (b'{"event":"say","data":7}', "invalidPayload"),
    "a text with half a surrogate pair": (b'{"event":"say","data":{"text":"\\ud800","key":"k"}}', "malformed"),
}

# Answers a call that there was not.
UNANSWERED = b'{"event":"reply","id":"s1","data":1} '

UPGRADE = {"Host": "127.0.0.1:{port}", "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
           "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}
# Changed fields → the status.
HANDSHAKES = {
    "another site": ({"Origin": "https://evil.example"}, 403),
    "another site whose name ends alike": ({"Origin": "http://evil127.0.0.1:{port}"}, 403),
    "a file": ({"Origin": "null"}, 403),
    "this site": ({"Origin": "http://127.0.0.1:{port}"}, 101),
    "version 12": ({"Sec-WebSocket-Version": "12"}, 426),
    "no version": ({"Sec-WebSocket-Version": None}, 426),
    "no key": ({"Sec-WebSocket-Key": None}, 400),
    "a short key": ({"Sec-WebSocket-Key": "c2hvcnQ="}, 400),
    "a key that is no base64": ({"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZ!=="}, 400),
    "no host": ({"Host": None}, 400),
    "a body": ({"Content-Length": "5"}, 400),
    "an offer out of range": ({"Sec-WebSocket-Extensions": "permessage-deflate; server_max_window_bits=7"}, 101),
    "an offer with a parameter twice": (
        {"Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits; client_max_window_bits"}, 101),
    "an offer of 4,000 extensions": ({"Sec-WebSocket-Extensions": ",".join(["a"] * 4_000)}, 101),
}


def receive_frame(stream):
    first, second = receive_exactly(stream, 2)
    size = second & 0x7F
    expect(not second & 0x80, "the server masked a frame")
    if size == 126:
        size = struct.unpack("!H", receive_exactly(stream, 2))[0]
    return first & 0x0F, receive_exactly(stream, size)


def close_code(stream):
    """The code of the Close that ends a connection; other frames before it are pongs."""
    while True:
        opcode, payload = receive_frame(stream)
        if opcode == CLOSE:
            return struct.unpack("!H", payload[:2])[0]
        expect_equal(opcode, 10, "a frame before the Close")


def ask(stream, message):
    stream.sendall(frame(TEXT, message))
    opcode, payload = receive_frame(stream)
    expect_equal(opcode, TEXT, f"the answer to {message[:60]!r}")
    return json.loads(payload)


class Honest:
    def __init__(self, port):
        self.stream, self.asked = connect(port, "/chat"), 0

    def check(self, after):
        self.asked += 1
        answer = ask(self.stream, b'{"event":"nobodyHandlesThis","id":%d}' % self.asked)
        expect_equal((answer["event"], answer["id"]), ("error", self.asked), f"what an honest client is told after {after}")


def handshake(port, changed):
    fields = dict(UPGRADE, **changed)
    head = "GET /chat HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in fields.items() if v is not None) + "\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=30) as stream:
        stream.sendall(head.format(port=port).encode())
        return receive_head(stream)


def main(programs):
    with programs.chat() as server:
        honest = Honest(server.port)
        for name, (changed, status) in HANDSHAKES.items():
            answer = handshake(server.port, changed)
            expect_equal(int(answer.split(b" ")[1]), status, f"the handshake of {name}: {answer!r}")
            expect(b"sec-websocket-extensions" not in answer.lower(), f"{name}: an extension was agreed on: {answer!r}")
            expect(status != 426 or b"sec-websocket-version: 13" in answer.lower(), f"{name}: no version is told: {answer!r}")
            honest.check(name)
        for name, (attack, code) in ATTACKS.items():
            with connect(server.port, "/chat") as stream:
                try:
                    stream.sendall(attack)
                except (BrokenPipeError, ConnectionResetError):
                    pass  # closed before the end was sent: as it should be
                expect_equal(close_code(stream), code, f"the Close for {name}")
            honest.check(name)
        with connect(server.port, "/chat") as stream:
            for name, (message, code) in MESSAGES.items():
                answer = ask(stream, message)
                expect_equal((answer["event"], answer["data"]["code"]), ("error", code), f"the answer to {name}")
            stream.sendall(frame(TEXT, UNANSWERED))
            answer = ask(stream, b'{"event":"nobodyHandlesThis","id":1}')
            expect_equal((answer["event"], answer.get("id")), ("error", 1), "the client that sent nonsense goes on")
        for _ in range(200):  # gone in the middle of a frame, without a goodbye
            stream = connect(server.port, "/chat")
            stream.sendall(frame(TEXT, b"hello")[:4])
            stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            stream.close()
        honest.check("200 lost clients")
        honest.stream.sendall(close(1000))
        expect_equal(close_code(honest.stream), 1000, "the Close of the honest client")


if __name__ == "__main__":
    run(main)
