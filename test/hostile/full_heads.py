"""Heads of one byte less than the limit, of as many fields as may be, that wait for their last line end until they are cut."""
from kit.arena import Hostile, main
from kit.crowd import Until
from kit.verdict import Budget

KIB = 1024
MOST_BYTES, MOST_FIELDS = 16 * KIB, 100
HEADER_SECONDS = 10


def head(size):
    """Without its last two bytes."""
    text = b"GET / HTTP/1.1\r\nHost: a\r\n"
    fields = MOST_FIELDS - 1
    for number in range(fields):
        room = (size - 2 - len(text)) // (fields - number)
        name = b"X-%d: " % number
        text += name + b"v" * (room - len(name) - 2) + b"\r\n"
    assert len(text) == size - 2, len(text)
    return text


FULL = head(MOST_BYTES - 1)


def full_head(peer):
    yield FULL
    yield peer.number % 50 / 5
    if peer.number % 50 < 40:  # by then there are 8 s over
        yield b"\r\n"
        answer = yield Until(b"\r\n\r\n")
        peer.met(f"status {answer[9:12].decode()}")
        return
    yield 60.0


FULL_HEADS = Hostile("full_heads", full_head, peers=1000, budget=Budget(each=MOST_BYTES * 12 // 10), cut_within=HEADER_SECONDS,
                     must_meet=("status 200",))

if __name__ == "__main__":
    main(FULL_HEADS)
