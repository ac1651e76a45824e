"""The chat as a program without a page sees it: its events, its answers, and each of its errors, over python `websockets`."""
import asyncio
import itertools
import json

from harness import expect, expect_equal, need, run

try:
    import websockets
except ImportError:
    websockets = None

KEPT_MESSAGES, KEPT_ROOMS, MOST_PEOPLE = 50, 100, 100
LONGEST_NAME, LONGEST_ROOM, LONGEST_TEXT = 24, 32, 1000
SECONDS = 60
keys = (f"key {number:06}" for number in itertools.count())
sessions = (f"session {number:012}" for number in itertools.count())


class Refused(Exception):
    def __init__(self, data):
        super().__init__(data)
        self.data = data


class Client:
    """Asks and is answered; what comes in between waits in `events`."""

    def __init__(self, socket):
        self.socket, self.events, self.session, self.ids = socket, [], next(sessions), itertools.count(1)

    async def frame(self):
        return json.loads(await asyncio.wait_for(self.socket.recv(), SECONDS))

    async def ask(self, event, data=None):
        number = next(self.ids)
        await self.socket.send(json.dumps({"event": event, "data": data, "id": number}))
        return await self.answer(number)

    async def answer(self, number):
        while True:
            frame = await self.frame()
            if frame.get("id") != number:
                self.events.append((frame["event"], frame.get("data")))
            elif frame["event"] == "error":
                raise Refused(frame["data"])
            else:
                return frame.get("data")

    async def refusal(self, event, data=None):
        try:
            answer = await self.ask(event, data)
        except Refused as refused:
            return refused.data
        return expect(False, f"{event} {data} was answered with {answer}")

    async def join(self, room, name, **more):
        return await self.ask("join", {"room": room, "name": name, "session": self.session, **more})

    async def say(self, room, text, key=None):
        return await self.ask("say", {"room": room, "text": text, "key": key or next(keys)})

    async def heard(self, *names):
        """What has come until now, of these events: an answer comes after all that was said before it was asked for."""
        await self.ask("rooms")
        events, self.events = self.events, []
        return [(name, data) for name, data in events if name in names]


class Chat:
    """Clients of one server, all of which are closed at the end, before others come."""

    def __init__(self, server):
        self.server, self.sockets = server, []

    async def client(self):
        socket = await websockets.connect(self.server.url("/chat", "ws"), compression=None, max_queue=None)
        self.sockets.append(socket)
        return Client(socket)

    async def __aenter__(self):
        return self

    async def __aexit__(self, *_):
        watcher = await self.client()
        await asyncio.gather(*(socket.close() for socket in self.sockets[:-1]))
        while await watcher.ask("rooms"):  # each question waits for an answer: no busy loop, and no sleep
            pass
        await watcher.socket.close()


async def frames_that_are_wrong(chat):
    client = await chat.client()
    expect_equal(await client.refusal("shout"), {"code": "unknownEvent", "event": "shout", "message": "nothing handles this event"},
                 "an unknown event")
    expect((await client.refusal("joins"))["message"].endswith('did you mean "join"?'), "a slip of the pen is recognised")
    expect_equal(await client.refusal("say", {"room": "lobby", "text": 5, "key": "12345678"}),
                 {"code": "invalidPayload", "event": "say", "message": "wants a string, got 5", "path": "$.data.text"},
                 "a number for a text")
    wrong = await client.refusal("join", {"room": "lobby", "name": "Anna", "session": client.session, "after": "x"})
    expect_equal((wrong["code"], wrong["path"]), ("invalidPayload", "$.data.after"), "a text for a number")
    wrong = await client.refusal("join", {"room": "lobby", "session": client.session})
    expect_equal((wrong["path"], wrong["message"]), ("$.data.name", "is missing"), "a join without a name")
    for text in ("", "hello", "[]", '{"event":5}', '{"event":"say"', '{"event":"say","event":"say"}'):
        await client.socket.send(text)
        frame = await client.frame()
        expect_equal((frame["event"], frame["data"]["code"]), ("error", "malformed"), f"what answers {text!r}")
    await client.join("lobby", "still here")


async def rules_for_texts(chat):
    client = await chat.client()
    join = {"room": "lobby", "name": "Anna", "session": client.session}
    say = {"room": "lobby", "text": "hello", "key": "12345678"}
    rows = (
        ("join", join, "name", "badName", 1, LONGEST_NAME),
        ("join", join, "room", "badRoom", 1, LONGEST_ROOM),
        ("join", join, "session", "badSession", 16, 48),
        ("say", say, "text", "badText", 1, LONGEST_TEXT),
        ("say", say, "key", "badKey", 8, 64),
    )
    for event, data, field, code, shortest, longest in rows:
        await client.ask("join", join)
        for good in ("x" * shortest, "x" * longest, "ü" * longest, "🐤" * longest, f" \n{'x' * longest}\t "):
            await client.ask(event, {**data, field: good})
        await client.ask("join", join)
        for bad, why in (("x" * (longest + 1), f"{longest + 1} characters, {longest} at most"),
                         ("🐤" * (longest + 1), f"{longest + 1} characters, {longest} at most"),
                         (" \n\t", "is empty"), ("", "is empty"), ("x" * 20 + "\x00", "control character"),
                         ("x" * 20 + "\x7f", "control character"), *[("x" * (shortest - 1), "too short")] * (shortest > 1)):
            refusal = await client.refusal(event, {**data, field: bad})
            expect_equal(refusal["code"], code, f"the code for {field} {bad!r}")
            expect(why in refusal["message"], f"why {field} {bad!r} is refused: {refusal['message']}")
    expect("line break" in (await client.refusal("join", {**join, "name": "An\nna"}))["message"], "a name has one line")
    await client.say("lobby", "two\nlines\tand a tab")


async def rooms_and_people(chat):
    anna, ben = await chat.client(), await chat.client()
    expect_equal((await anna.refusal("say", {"room": "lobby", "text": "hi", "key": next(keys)}))["code"], "notInRoom",
                 "to speak before the first join")
    welcome = await anna.join(" Lobby ", " Anna ")
    expect_equal((welcome["room"], welcome["name"], welcome["members"], welcome["gap"]), ("lobby", "Anna", ["Anna"], False),
                 "the welcome of the first")
    for name in ("Anna", "anna"):
        expect_equal((await ben.refusal("join", {"room": "lobby", "name": name, "session": ben.session}))["message"],
                     f'somebody in "lobby" is called {name} already', "a name that is taken")
    expect_equal((await ben.join("lobby", "Ben"))["members"], ["Anna", "Ben"], "the members of the room")
    expect_equal(await anna.heard("joined", "room"),
                 [("room", {"name": "lobby", "members": 1}), ("joined", {"name": "Ben"}), ("room", {"name": "lobby", "members": 2})],
                 "what Anna heard of it")

    said = await ben.say("lobby", " hello ", "key of Ben")
    message = {"id": said["id"], "time": said["time"], "from": "Ben", "text": "hello", "key": "key of Ben"}
    await ben.socket.send('{"event":"typing"}')
    expect_equal(await ben.heard("message", "typing"), [], "what Ben hears of himself")
    expect_equal(await anna.heard("message", "typing"), [("message", message), ("typing", {"name": "Ben"})], "what Anna heard")

    await ben.join("garden", "Ben")
    expect_equal((await ben.refusal("say", {"room": "lobby", "text": "hi", "key": next(keys)}))["message"],
                 'join "lobby" before you speak there', "to speak in the room before")
    await ben.say("garden", "only flowers here")
    await anna.say("lobby", "nobody here")
    expect_equal(await anna.heard("left", "message"), [("left", {"name": "Ben"})], "what is heard of who has left")
    expect_equal(await ben.heard("message"), [], "what is said in a room that was left")
    expect_equal(await anna.ask("rooms"), [{"name": "garden", "members": 1}, {"name": "lobby", "members": 1}], "the rooms")

    await ben.join("garden", "Benjamin")
    expect_equal((await ben.join("garden", "Benjamin"))["members"], ["Benjamin"], "who changes their name is there once")
    await ben.socket.close()
    while ("room", {"name": "garden", "members": 0}) not in await anna.heard("room"):
        pass
    expect_equal(await anna.ask("rooms"), [{"name": "lobby", "members": 1}], "an empty room has vanished")


async def what_was_missed(chat):
    anna, ben = await chat.client(), await chat.client()
    await anna.join("missed", "Anna")
    await ben.join("missed", "Ben")
    first = await anna.say("missed", "first", "key of Anna")
    expect_equal(await anna.say("missed", "first", "key of Anna"), first, "the answer to a message that is sent again")
    await ben.say("missed", "mine", "key of Anna")  # another sender's keys are others
    expect_equal([data["text"] for _, data in await ben.heard("message")], ["first"], "what Ben hears of both")

    async def texts_after(number):
        welcome = await anna.join("missed", "Anna", after=number)
        return [message["text"] for message in welcome["messages"]], welcome["gap"]

    expect_equal(await texts_after(first["id"] - 1), (["first", "mine"], False), "after none of them")
    expect_equal(await texts_after(first["id"]), (["mine"], False), "after the first")
    expect_equal(await texts_after(None), (["first", "mine"], False), "without a last one")
    said = [await ben.say("missed", str(number)) for number in range(KEPT_MESSAGES - 1)]
    kept = ["mine", *map(str, range(KEPT_MESSAGES - 1))]
    expect_equal(await texts_after(first["id"]), (kept, False), "as many as are kept")
    expect_equal(await texts_after(first["id"] - 1), (kept, True), "one more than is kept")
    expect_equal(await texts_after(None), (kept, False), "all for a newcomer")
    expect_equal(await texts_after(said[-1]["id"]), ([], False), "after the last")
    expect(all(a["id"] < b["id"] for a, b in itertools.pairwise([first, *said])), "ids grow")

    for number in range(KEPT_ROOMS - 1):
        await ben.join(f"room {number}", "Ben")
        await ben.say(f"room {number}", "hello")
    expect_equal(len((await texts_after(None))[0]), KEPT_MESSAGES, "as many rooms as are kept")
    await ben.join("one more", "Ben")
    await ben.say("one more", "hello")
    expect_equal(await texts_after(None), ([], False), "the room in which nobody has spoken for longest")


async def a_session_that_returns(chat):
    anna, again, ben = await chat.client(), await chat.client(), await chat.client()
    again.session = anna.session
    await ben.join("lobby", "Ben")
    await anna.join("lobby", "Anna")
    await ben.heard()
    expect_equal((await again.join("lobby", "Anna"))["members"], ["Ben", "Anna"], "nobody is there twice")
    await asyncio.wait_for(anna.socket.wait_closed(), SECONDS)
    expect_equal((anna.socket.close_code, anna.socket.close_reason), (4001, "this conversation goes on in another window"),
                 "how the connection before ends")
    await again.say("lobby", "here I am")
    expect_equal([name for name, _ in await ben.heard("joined", "left", "message")], ["message"], "what Ben hears of it")


async def a_full_room(chat):
    clients = [await chat.client() for _ in range(MOST_PEOPLE + 1)]
    for number, client in enumerate(clients[:-1]):
        await client.join("full", f"person {number}")
    expect_equal((await clients[-1].refusal("join", {"room": "full", "name": "late", "session": next(sessions)}))["message"],
                 f'"full" is full: it takes {MOST_PEOPLE} people', "one too many")
    await clients[0].join("elsewhere", "person 0")
    expect_equal(len((await clients[-1].join("full", "late"))["members"]), MOST_PEOPLE, "the one who takes a place")


async def a_message_too_big(chat):
    client = await chat.client()
    await client.join("lobby", "Anna")
    await client.socket.send(json.dumps({"event": "say", "data": "x" * 16 * 1024}))
    await asyncio.wait_for(client.socket.wait_closed(), SECONDS)
    expect_equal(client.socket.close_code, 1009, "the close code of a message too big")


async def all_of(server):
    for part in (frames_that_are_wrong, rules_for_texts, rooms_and_people, what_was_missed, a_session_that_returns, a_full_room,
                 a_message_too_big):
        async with Chat(server) as chat:
            await part(chat)


async def next_id(server):
    async with Chat(server) as chat:
        client = await chat.client()
        await client.join("lobby", "Anna")
        return (await client.say("lobby", "hello"))["id"]


def main(programs):
    need(websockets, "python3-websockets")
    with programs.chat() as server:
        asyncio.run(all_of(server))
        before = asyncio.run(next_id(server))
        server.restart()
        after = asyncio.run(next_id(server))
        expect(after > before, f"ids grow over a restart: {before}, then {after}")


if __name__ == "__main__":
    run(main)
