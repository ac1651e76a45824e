"""The notes as programs see them: accounts, sessions, what belongs to whom, conflicts, forged requests, live windows, a restart."""
import asyncio
import http.client
import json
import socket
import tempfile
import time
from pathlib import Path

from harness import expect, expect_equal, need, run

try:
    import websockets
except ImportError:
    websockets = None

SECONDS = 60
PASSWORD = "correct horse"


class Answer:
    def __init__(self, response):
        self.status, self.fields, self.text = response.status, response.headers, response.read().decode()

    @property
    def json(self):
        return json.loads(self.text)


class Visitor:
    """One browser: its cookie, and the origin that it says with what changes something. Each has an address of its own, too:
    accounts are limited by that."""
    addresses = iter(f"127.0.0.{number}" for number in range(2, 250))

    def __init__(self, server):
        self.server, self.cookie, self.address = server, None, next(self.addresses)

    def connection(self):
        return http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=SECONDS, source_address=(self.address, 0))

    def begin(self, method, path, body=None, origin=True, **fields):
        connection = self.connection()
        fields = {name.replace("_", "-"): value for name, value in fields.items()}
        if self.cookie:
            fields["Cookie"] = self.cookie
        if origin:
            fields["Origin"] = self.server.url()
        if body is not None:
            fields["Content-Type"] = "application/json"
        connection.request(method, f"/api{path}", json.dumps(body) if body is not None else None, fields)
        return connection

    def ask(self, method, path, body=None, **more):
        connection = self.begin(method, path, body, **more)
        response = connection.getresponse()
        answer = Answer(response)
        connection.close()
        given = answer.fields.get("Set-Cookie")
        if given:
            pair = given.split(";")[0]
            self.cookie = None if pair.endswith("=") else pair
        return answer

    def enter(self, door, name, password=PASSWORD):
        return self.ask("POST", f"/{door}", {"name": name, "password": password})

    def add(self, title, text=""):
        answer = self.ask("POST", "/notes", {"title": title, "text": text})
        expect_equal(answer.status, 201, f"a new note: {answer.text}")
        return answer.json

    def change(self, note, text, tag=None):
        return self.ask("PUT", f"/notes/{note['id']}", {"title": note["title"], "text": text},
                        If_Match=tag or f'"v{note["version"]}"')

    def titles(self):
        return [heading["title"] for heading in self.ask("GET", "/notes").json]

    def events(self):
        """What an event stream says, from its "ready" on."""
        connection = self.begin("GET", "/notes/events")
        response = connection.getresponse()
        expect_equal(response.status, 200, "the event stream")
        stream = events_of(response)
        expect_equal(next(stream)[0], "ready", "the first event")
        return stream

    def socket(self):
        fields = {"Cookie": self.cookie} if self.cookie else {}
        return websockets.connect(self.server.url("/api/live", "ws"), extra_headers=fields, origin=self.server.url())


def events_of(response):
    name = None
    while True:
        line = response.readline().decode().rstrip("\n")
        if line.startswith("event: "):
            name = line[7:]
        elif line.startswith("data: "):
            yield name, line[6:]
        elif not line and response.isclosed():
            return


def accounts(server):
    ada, stranger = Visitor(server), Visitor(server)
    for path in ("/me", "/notes", "/notes/1", "/notes/events"):
        expect_equal(stranger.ask("GET", path).status, 401, f"GET {path} without a session")
    for name, password, field in (("", PASSWORD, "$.name"), ("a b", PASSWORD, "$.name"), ("a" * 41, PASSWORD, "$.name"),
                                  ("ada", "short12", "$.password"), ("ada", "p" * 201, "$.password")):
        refused = stranger.enter("register", name, password)
        expect_equal((refused.status, refused.json["errors"][0]["path"]), (422, field), f"an account of {name!r}")
    joined = ada.enter("register", "ada")
    expect_equal((joined.status, joined.json), (200, {"name": "ada"}), "a new account")
    cookie = joined.fields["Set-Cookie"]
    expect(cookie.startswith("__Host-sid=") and "HttpOnly" in cookie and "; Secure" in cookie, f"its cookie: {cookie}")
    expect_equal(ada.ask("GET", "/me").json, {"name": "ada"}, "who one is")
    expect_equal(stranger.enter("register", "ADA").status, 409, "a name that is taken, in capitals")

    wrong, unknown = (stranger.enter("login", *pair) for pair in (("ada", "wrong horse"), ("nobody", PASSWORD)))
    expect_equal(wrong.status, 401, "a wrong password")
    expect_equal((wrong.status, wrong.text), (unknown.status, unknown.text), "a wrong password and an unknown name")
    again = Visitor(server)
    expect_equal(again.enter("login", "Ada").json, {"name": "ada"}, "the right password")
    kept = again.cookie
    expect_equal(again.ask("POST", "/logout").status, 204, "signing out")
    again.cookie = kept
    expect_equal(again.ask("GET", "/me").status, 401, "what the old cookie is worth")
    tried = [stranger.enter("login", "ada", "guess").status for _ in range(12)]
    expect_equal(tried[-1], 429, f"guessing: {tried}")
    return ada


def ownership(ada, ben):
    first = ada.add("first", "of ada")
    shown = ada.ask("GET", f"/notes/{first['id']}")
    expect_equal((shown.json, shown.fields["ETag"]), (first, '"v1"'), "one's own note")
    expect_equal(ada.ask("GET", f"/notes/{first['id']}", If_None_Match='"v1"').status, 304, "one that is known")
    expect_equal((ada.titles(), ben.titles()), (["first"], []), "the lists of both")
    mine = f"/notes/{first['id']}"
    for answer in (ben.ask("GET", mine), ben.change(first, "of ben"), ben.ask("DELETE", mine, If_Match="*")):
        expect_equal(answer.status, 404, "the note of somebody else")
    expect_equal(ada.ask("GET", mine).json["text"], "of ada", "the note is as it was")
    for title, text, status in (("", "", 422), ("t" * 201, "", 422), ("ü" * 200, "🐤" * 20_000, 201), ("t", "x" * 20_001, 422)):
        expect_equal(ada.ask("POST", "/notes", {"title": title, "text": text}).status, status,
                     f"{len(title)} characters of title, {len(text)} of text")
    hostile = ada.add("'; DROP TABLE notes; --", "<script>alert(1)</script>\0")
    expect_equal(ada.ask("GET", f"/notes/{hostile['id']}").json, hostile, "what is no SQL")


def conflicts(ada):
    note = ada.add("shared", "one")
    unsaid = ada.ask("PUT", f"/notes/{note['id']}", {"title": "shared", "text": "two"})
    expect_equal(unsaid.status, 428, "a change of no version")
    changed = ada.change(note, "two")
    expect_equal((changed.status, changed.json["version"], changed.fields["ETag"]), (200, 2, '"v2"'), "a change")
    for tag in ('"v1"', 'W/"v2"', '"v3"', "v2"):
        late = ada.change(note, "three", tag)
        expect_equal((late.status, late.fields["ETag"]), (412, '"v2"'), f"a change of {tag}")
    mine = f"/notes/{note['id']}"
    expect_equal(ada.ask("DELETE", mine, If_Match='"v1"').status, 412, "the deletion of another version")
    expect_equal(ada.ask("GET", mine).json["text"], "two", "nothing was lost")
    expect_equal(ada.ask("DELETE", mine, If_Match='"v2"').status, 204, "the deletion")
    expect_equal(ada.ask("GET", mine).status, 404, "what was deleted")


def forged(ada):
    before = ada.titles()
    for fields in ({}, {"Origin": "https://evil.example"}, {"Origin": "null"},
                   {"Origin": ada.server.url(), "Sec_Fetch_Site": "cross-site"}):
        for method, path in (("POST", "/notes"), ("POST", "/logout")):
            refused = ada.ask(method, path, {"title": "forged", "text": ""}, origin=False, **fields)
            expect_equal(refused.status, 403, f"{method} {path} with {fields}")
    expect_equal(ada.titles(), before, "the notes after forged requests")


async def live(ada, ben):
    """Two windows of ada's and one of ben's, on both transports."""
    for cookie, origin, status in ((None, ada.server.url(), 401), (ada.cookie, "https://evil.example", 403)):
        try:
            await websockets.connect(ada.server.url("/api/live", "ws"), extra_headers={"Cookie": cookie} if cookie else {},
                                     origin=origin)
            expect(False, f"a WebSocket of {origin} with {cookie}")
        except websockets.InvalidStatusCode as refused:
            expect_equal(refused.status_code, status, f"a WebSocket of {origin}")
    streams = ada.events(), ben.events()
    async with ada.socket() as one, ada.socket() as other, ben.socket() as his:
        async def heard(window):
            frame = json.loads(await asyncio.wait_for(window.recv(), SECONDS))
            return frame["event"], frame.get("data")

        note = ada.add("live", "one")
        changed = ada.change(note, "two").json
        ada.ask("DELETE", f"/notes/{note['id']}", If_Match='"v2"')
        heading = lambda of: {name: of[name] for name in ("id", "title", "version", "changed")}
        wanted = [("added", heading(note)), ("changed", heading(changed)), ("removed", {"note": note["id"]})]
        for window in (one, other):
            expect_equal([await heard(window) for _ in wanted], wanted, "what a window of ada's hears")
        expect_equal([(name, json.loads(data)) for name, data in (next(streams[0]) for _ in wanted)], wanted, "her stream")

        await one.send(json.dumps({"event": "typing", "data": {"note": 7}, "id": 1}))
        expect_equal(await heard(other), ("typing", {"note": 7}), "what the other window hears")
        expect_equal((await heard(one))[0], "reply", "what the typing one hears: its answer alone")
        await one.send(json.dumps({"event": "typing", "data": {"note": "x"}, "id": 2}))
        expect_equal((await heard(one))[1]["path"], "$.data.note", "no number")

        own = ben.add("of ben")
        expect_equal(await heard(his), ("added", heading(own)), "the first that ben hears")
        expect_equal(json.loads(next(streams[1])[1]), heading(own), "the first on his stream")

        expect_equal(ada.ask("POST", "/logout").status, 204, "signing out")
        for window in (one, other):
            await asyncio.wait_for(window.wait_closed(), SECONDS)
            expect_equal(window.close_code, 4401, "how a window ends that is signed out")
        expect_equal(next(streams[0], None), None, "her stream has ended")
        ben.add("still")
        expect_equal((await heard(his))[0], "added", "ben's goes on")


def guesses(server, count):
    """Connections that have sent a name and a wrong password, and wait."""
    body = json.dumps({"name": "ada", "password": "wrong horse"})
    head = (f"POST /api/login HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nOrigin: {server.url()}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n")
    sockets = [socket.create_connection(("127.0.0.1", server.port), SECONDS, (f"127.0.1.{1 + i}", 0)) for i in range(count)]
    for one in sockets:
        one.sendall((head + body).encode())
    return sockets


def lost_clients(server):
    """Those who leave while their password is computed, and more of them than may wait."""
    sockets = guesses(server, 80)
    stays = sockets[::2]
    for one in sockets[1::2]:
        one.close()
    codes = {int(one.recv(65536).split()[1]) for one in stays}
    expect(codes <= {401, 503} and 401 in codes, f"what those are answered who stay: {codes}")
    for one in stays:
        one.close()
    begun = time.monotonic()
    expect_equal(Visitor(server).enter("login", "ada").status, 200, "who comes afterwards")
    expect(time.monotonic() - begun < SECONDS, "and in time")


def main(programs):
    need(websockets, "python3-websockets")
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "notes.db"
        with programs.notes(database) as server:
            ada, ben = accounts(server), Visitor(server)
            expect_equal(ben.enter("register", "ben").status, 200, "another account")
            ownership(ada, ben)
            conflicts(ada)
            forged(ada)
            asyncio.run(live(ada, ben))
            lost_clients(server)
            titles = ben.titles()
            waiting = guesses(server, 8)  # the server stops while their passwords are computed, and ends well
            server.restart()
            for one in waiting:
                one.close()
            expect_equal(ben.ask("GET", "/notes").status, 401, "sessions end with the process")
            expect_equal(ben.enter("login", "ben").status, 200, "the account is still there")
            expect_equal(ben.titles(), titles, "and so are the notes")
        for file in Path(folder).iterdir():
            expect(PASSWORD.encode() not in file.read_bytes(), f"a password in {file.name}")
        with programs.notes(":memory:", "--plain-http") as server:
            cookie = Visitor(server).enter("register", "ada").fields["Set-Cookie"]
            expect(cookie.startswith("sid=") and "Secure" not in cookie, f"the cookie of plain http: {cookie}")


if __name__ == "__main__":
    run(main)
