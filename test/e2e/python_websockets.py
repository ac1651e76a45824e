"""The python library `websockets` against the program of the README and the conformance echo."""
import asyncio
import json
import socket as sockets
import struct

from harness import expect, expect_equal, need, run

try:
    import websockets
    from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory
except ImportError:
    websockets = None

DEFAULT_LIMIT = 64 * 1024
TEXTS = ["", "hello", "grüße 🐤", "x" * 125, "x" * 126, "x" * 60_000]


async def realtime(server):
    async with websockets.connect(server.url("/events", "ws"), max_size=None) as socket:
        for text in TEXTS:
            await socket.send(text)
            expect_equal(await socket.recv(), "echo: " + text, f"the echo of {len(text)} characters")
        await socket.send(["in ", "three ", "fragments"])
        expect_equal(await socket.recv(), "echo: in three fragments", "the echo of a fragmented message")
        await asyncio.wait_for(await socket.ping(b"are you there"), 30)
        await socket.close(1000, "bye")
        expect_equal(socket.close_code, 1000, "the close code that came back")

    async with websockets.connect(server.url("/events", "ws")) as socket:
        await socket.send("x" * (DEFAULT_LIMIT + 1))
        try:
            await socket.recv()
            expect(False, "a message above the limit was answered")
        except websockets.ConnectionClosed:
            expect_equal(socket.close_code, 1009, "the close code of a message too big")

    for path, status in (("/nowhere", 404),):
        try:
            async with websockets.connect(server.url(path, "ws")):
                expect(False, f"a handshake at {path} was accepted")
        except websockets.InvalidStatusCode as refused:
            expect_equal(refused.status_code, status, f"the status of a handshake at {path}")


async def stop_tells(server):
    """An orderly stop closes with 1001."""
    async with websockets.connect(server.url("/events", "ws")) as socket:
        await socket.send("still here")
        await socket.recv()
        await asyncio.get_running_loop().run_in_executor(None, server.stop)
        await socket.wait_closed()
        expect_equal(socket.close_code, 1001, "the close code of a server that goes away")


async def echo(server):
    async with websockets.connect(server.url("/anything", "ws"), max_size=None, compression=None) as socket:
        for size in (0, 1, 125, 126, 65_535, 65_536, 1 << 20, 16 << 20):
            data = bytes(size)
            await socket.send(data)
            answer = await socket.recv()
            expect(answer == data, f"{size} bytes come back as they were, got {type(answer).__name__} of {len(answer)}")

    async def client(number):
        async with websockets.connect(server.url("/anything", "ws"), compression=None) as socket:
            for turn in range(20):
                await socket.send(f"{number}/{turn}")
                expect_equal(await socket.recv(), f"{number}/{turn}", "an echo among 50 clients")

    await asyncio.gather(*(client(number) for number in range(50)))


async def compressed(server):
    """With the library's own offer, and with each parameter of permessage-deflate."""
    offers = (
        {},
        {"server_no_context_takeover": True, "client_no_context_takeover": True},
        {"server_max_window_bits": 8},
        {"server_max_window_bits": 9, "client_max_window_bits": 9},
        {"client_max_window_bits": 12, "compress_settings": {"memLevel": 1}},
    )
    for path in ("/anything", "/dedicated"):
        for offer in offers:
            extensions = [ClientPerMessageDeflateFactory(**{"client_max_window_bits": True, **offer})]
            async with websockets.connect(server.url(path, "ws"), max_size=None, extensions=extensions,
                                          compression=None) as socket:
                expect_equal([extension.name for extension in socket.extensions], ["permessage-deflate"],
                             f"what was agreed on {path} with {offer}")
                for text in TEXTS + TEXTS + ["grüße 🐤 " * 20_000]:
                    await socket.send(text)
                    expect(await socket.recv() == text, f"{len(text)} characters come back as they were: {path} {offer}")
                await socket.send(["in ", "three ", "fragments " * 1000])
                expect_equal(await socket.recv(), "in three " + "fragments " * 1000, "the echo of a fragmented message")
    async with websockets.connect(server.url("/anything", "ws")) as socket:
        expect_equal(len(socket.extensions), 1, "extensions agreed on with the library's own offer")


class Session:
    """A client that comes back: what it is told of its session, and answers to what it asks."""

    def __init__(self, socket, told):
        self.socket, self.token, self.recovered = socket, told["token"], told["recovered"]
        self.id, self.reason = told["id"], told.get("reason")

    @classmethod
    async def open(cls, server, token=""):
        socket = await websockets.connect(server.url("/recovery" + (token and "?recover=" + token), "ws"))
        frame = json.loads(await asyncio.wait_for(socket.recv(), 30))
        expect_equal(frame["event"], "session", "the first thing that a client is told")
        return cls(socket, frame["data"])

    async def ask(self, event, data=None):
        await self.socket.send(json.dumps({"event": event, "data": data, "id": 1}))
        while True:
            frame = json.loads(await asyncio.wait_for(self.socket.recv(), 30))
            if frame.get("id") == 1:
                expect_equal(frame["event"], "reply", f"what {event} is answered with: {frame}")
                return frame.get("data")

    def lose(self):
        """By a reset, as when a machine forgets its connections."""
        raw = self.socket.transport.get_extra_info("socket")
        raw.setsockopt(sockets.SOL_SOCKET, sockets.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.transport.abort()


async def recovery(server):
    """A client whose connection is reset, or forgotten, comes back as who it was, as often as it is lost."""
    client = await Session.open(server)
    expect_equal((client.recovered, client.reason), (False, None), "a client that is new")
    await client.ask("join", "blue")
    first, tokens = client.id, {client.token}
    for number in range(10):
        await client.ask("say", f"word {number}")
        if number % 2:
            client.lose()
        old, client = client, await Session.open(server, client.token)
        expect_equal((client.recovered, client.id), (True, first), f"what comes back the time number {number}")
        expect(client.token not in tokens, "a token was used twice")
        tokens.add(client.token)
        if not number % 2:
            await old.socket.wait_closed()
            expect_equal(old.socket.close_code, 1006, "how the connection ends that another one takes over")
        expect_equal(await client.ask("list"), [f"word {i}" for i in range(number + 1)], "what it had said")
    other = await Session.open(server)
    await other.ask("tell", "to the room")
    frame = json.loads(await asyncio.wait_for(client.socket.recv(), 30))
    expect_equal(frame, {"event": "told", "data": "to the room"}, "what its room is told")
    for token in (other.token[:-1], "x" * 32, "x" * 4000, sorted(tokens - {client.token})[0]):
        stranger = await Session.open(server, token)
        expect_equal((stranger.recovered, stranger.reason), (False, "unknown"), f"who comes with {token[:40]}")
        await stranger.socket.close()
    await client.socket.close()
    gone = await Session.open(server, client.token)
    expect_equal((gone.recovered, gone.reason), (False, "unknown"), "a client that had said goodbye")
    await gone.socket.close()
    await other.socket.close()


def main(programs):
    need(websockets, "python3-websockets")
    with programs.realtime() as server:
        asyncio.run(realtime(server))
        asyncio.run(stop_tells(server))
    with programs.conformance("echo") as server:
        asyncio.run(echo(server))
        asyncio.run(compressed(server))
    with programs.conformance("recovery") as server:
        asyncio.run(recovery(server))


if __name__ == "__main__":
    run(main)
