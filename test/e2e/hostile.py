"""Raw bytes that must be refused, each followed by a request smuggled in behind it.

One answer at most, its status 400 or above, the connection closed: nothing behind a framing error is ever interpreted.
Each attack is sent whole, byte by byte, and with the smuggled request in a write of its own, to the role `attack` and to the role
`http`, where whatever is accepted is answered with 200. `answered_once` marks a good request that ends the connection.
"""
import concurrent.futures
import json
import re
import socket

from harness import HERE, expect, expect_equal, run

ATTACKS = json.loads((HERE / "data/must_refuse.json").read_text(encoding="utf-8"))
SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"
STATUS = re.compile(rb"HTTP/1\.[01] (\d{3}) ")
CLOSED_WITHIN = 20  # seconds: the head and body limits of the role are 10


def whole(attack):
    return [attack + SMUGGLED]


def byte_by_byte(attack):
    both = attack + SMUGGLED
    return [both[i:i + 1] for i in range(len(both))]


def apart(attack):
    return [attack, SMUGGLED]


def send(port, parts):
    """Everything the server said until it closed; None when it did not close in time."""
    said = b""
    with socket.create_connection(("127.0.0.1", port), timeout=CLOSED_WITHIN) as stream:
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            for part in parts:
                stream.sendall(part)
        except (BrokenPipeError, ConnectionResetError):
            pass  # refused before the end was sent: as it should be
        try:
            while part := stream.recv(65536):
                said += part
        except ConnectionResetError:
            pass
        except TimeoutError:
            return None
    return said


def fault_of(said, answered_once):
    if said is None:
        return f"still open after {CLOSED_WITHIN} s"
    statuses = [int(status) for status in STATUS.findall(said)]
    if len(statuses) > 1:
        return f"{len(statuses)} answers: {statuses}"
    if statuses and statuses[0] < 400 and not answered_once:
        return f"accepted with {statuses[0]}"
    return None


def good_request(port):
    said = send(port, [b"GET /nowhere HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"])
    return [int(status) for status in STATUS.findall(said or b"")]


def attack(server, role, status):
    """Every attack in every way against a role that answers a good request with `status`."""
    cases = [(row, way) for row in ATTACKS for way in (whole, byte_by_byte, apart)]

    def one(case):
        row, way = case
        fault = fault_of(send(server.port, way(row["request"].encode("latin-1"))), row.get("answered_once", False))
        return fault and f"{role}: {row['name']} ({way.__name__}): {fault}"

    expect_equal(good_request(server.port), [status], f"{role}: a good request before the attacks")
    with concurrent.futures.ThreadPoolExecutor(32) as pool:
        faults = [fault for fault in pool.map(one, cases) if fault]
    expect_equal(good_request(server.port), [status], f"{role}: a good request after the attacks")
    expect(len(cases) > 100, "the list of attacks is there")
    print(f"{role}: {len(cases)} attacks, {len(faults)} accepted")
    return faults


def main(programs):
    faults = []
    for role, status in (("attack", 404), ("http", 200)):
        with programs.conformance(role) as server:
            faults += attack(server, role, status)
    expect(not faults, "\n".join(["accepted:"] + faults))


if __name__ == "__main__":
    run(main)
