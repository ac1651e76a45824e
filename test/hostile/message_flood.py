"""The smallest messages, as many as the server takes: none of those that wait is read before its turn, and other clients have theirs."""
from kit.arena import Hostile, main
from kit.frames import TEXT, frame, upgrade
from kit.verdict import Budget

KIB = 1024
EMPTY = frame(TEXT) * 50_000


def flood(peer):
    yield from upgrade(peer)
    while True:
        yield EMPTY


MESSAGE_FLOOD = Hostile("message_flood", flood, peers=10, budget=Budget(each=512 * KIB), must_meet=("status 101",))

if __name__ == "__main__":
    main(MESSAGE_FLOOD)
