"""One attack from start to end: honest clients, calm, attack, calm again, verdict. Also the command line of every program here."""
import argparse
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from kit.crowd import AGAIN_AFTER, Attack
from kit.honest import Honest
from kit.talk import Unexpected
from kit.verdict import GIVEN_BACK_WITHIN, Budget, Measured, Slowness, verdict
from kit.watched import MIB, Ended, Watched

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "e2e"))
from harness import Failed, Server  # noqa: E402


@dataclass(frozen=True)
class Service:
    """A role of samples/conformance: what honest clients ask of it, and with which answer."""
    role: str
    echo: str = "/echo"
    request: bytes = b"GET / HTTP/1.1\r\nHost: honest\r\n\r\n"
    expected: bytes = b"Hello, World!"
    tls: bool = False  # with a certificate that is made for it
    more: tuple = ()  # arguments of the server


DEFAULTS = Service("bench")  # nothing is configured: the defaults of the library hold
COMPRESSED = Service("attack", request=b"POST /post HTTP/1.1\r\nHost: honest\r\nContent-Length: 5\r\n\r\nhello", expected=b"5 bytes")


@dataclass(frozen=True)
class Hostile:
    """An attack. `script`, `reads`, `receive_buffer` and `again_after` are the crowd's."""
    name: str
    script: Callable
    peers: int
    budget: Budget
    service: Service = DEFAULTS
    reads: bool = True
    receive_buffer: int | None = None
    again_after: float = AGAIN_AFTER
    cut_within: float | None = None  # seconds that a connection may last at most
    must_meet: tuple = ()  # what attackers have to meet at least once, if the attack is to have been one


def arguments():
    parser = argparse.ArgumentParser(description=sys.modules["__main__"].__doc__)
    parser.add_argument("--port", type=int, help="of a server that runs already, with --pid")
    parser.add_argument("--pid", type=int, help="its process")
    parser.add_argument("--program", help="samples/conformance, to be started in the role that this attack is for")
    parser.add_argument("--seconds", type=float, default=15, help="how long each of the two waves of the attack goes on")
    parser.add_argument("--honest", type=int, default=50, help="honest clients, each with two connections")
    parser.add_argument("--scale", type=float, default=1, help="how many attackers there are, as a share of the usual number")
    parser.add_argument("--patience", type=float, default=1, help="how many times slower a busy machine may be")
    parser.add_argument("--tries", type=int, default=1, help="how often an attack is tried whose only fault is that honest clients waited")
    parser.add_argument("--no-memory", action="store_true", help="one wave, and no verdict on memory, of which a sanitizer keeps much")
    chosen = parser.parse_args()
    if (chosen.port is None) != (chosen.pid is None) or (chosen.port is None) == (chosen.program is None):
        parser.error("give --port and --pid, or --program")
    return chosen


# glibc keeps what it is given back in blocks as large as the largest that it has seen, unless it is told a size: then a block that large
# goes back to the system at once, and what stays is what the server holds (mallopt(3), M_MMAP_THRESHOLD).
ALLOCATOR = {"MALLOC_MMAP_THRESHOLD_": str(MIB), "MALLOC_TRIM_THRESHOLD_": str(MIB)}


@contextmanager
def server_for(service, chosen):
    """(port, pid)"""
    if chosen.program is None:
        yield chosen.port, chosen.pid
        return
    with tempfile.TemporaryDirectory() as folder:
        more = ("--certificate", certificate(folder)) if service.tls else service.more
        with Server([chosen.program, "--port", "{port}", "--role", service.role, *more], environment=ALLOCATOR) as server:
            yield server.port, server.process.pid


def certificate(folder):
    """A file with a key and what it has signed of itself."""
    file = Path(folder, "server.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", "/CN=localhost", "-keyout", file, "-out", Path(folder, "signed.pem")], check=True, capture_output=True)
    file.write_text(Path(folder, "signed.pem").read_text(encoding="ascii") + file.read_text(encoding="ascii"), encoding="ascii")
    return str(file)


def wait_until(condition, seconds):
    deadline = time.monotonic() + seconds
    while not (done := condition()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return done


def steady_descriptors(watched):
    """Once no newcomer's connection is left over."""
    count = watched.descriptors()
    while True:
        time.sleep(0.3)
        before, count = count, watched.descriptors()
        if count == before:
            return count


class Wave:
    """One time that the attackers come, and go again."""

    def __init__(self, hostile, port, watched, chosen, peers, honest, before):
        descriptors, memory = before
        attack = Attack(chosen.seconds, port=port, script=hostile.script, peers=peers, reads=hostile.reads,
                        receive_buffer=hostile.receive_buffer, again_after=hostile.again_after)
        honest.measure()
        most = memory
        while not attack.over():
            most = max(most, watched.resident())
            time.sleep(0.05)
        self.report = honest.report()
        self.grown = most - memory
        self.tally, self.longest = attack.result()
        patience = GIVEN_BACK_WITHIN * chosen.patience
        wait_until(lambda: watched.descriptors() <= descriptors, patience)
        self.descriptors_left = max(0, watched.descriptors() - descriptors)
        if not chosen.no_memory:
            wait_until(lambda: watched.resident() - memory <= hostile.budget.stays, patience)
        self.stayed = watched.resident() - memory


def measure(hostile, port, watched, chosen, peers):
    """(what the verdict is made of, what the attackers have met, the longest time that one was there)"""
    honest = Honest(port, chosen.honest, hostile.service, chosen.patience)
    try:
        honest.measure()
        time.sleep(max(1.0, min(chosen.seconds / 2, 5.0)))
        calm = honest.report()
        before = steady_descriptors(watched), watched.resident()
        waves = [Wave(hostile, port, watched, chosen, peers, honest, before) for _ in range(1 if chosen.no_memory else 2)]
    finally:
        honest.leave()
    measured = Measured(
        calm.percentile(0.99), max(wave.report.percentile(0.99) for wave in waves), calm.faults,
        [fault for wave in waves for fault in wave.report.faults], sum(len(wave.report.rounds) for wave in waves),
        max(wave.grown for wave in waves), waves[0].stayed, waves[-1].stayed - waves[0].stayed, waves[-1].descriptors_left)
    return measured, sum((wave.tally for wave in waves), Counter()), max(wave.longest for wave in waves)


def shortcomings(hostile, tally, longest, patience):
    """What the attackers should have met, and did not."""
    for what in hostile.must_meet:
        if not tally[what]:
            yield f"no attacker met '{what}'"
    if hostile.cut_within is not None and longest > hostile.cut_within + 1.0 * patience:
        yield f"an attacker kept its connection for {longest:.1f} s; it is to be cut within {hostile.cut_within:.1f} s"


def fight(hostile, chosen):
    """Whether the server has survived, in one of the tries."""
    wrong = []
    for _ in range(chosen.tries):
        wrong = fight_once(hostile, chosen)
        if any(not isinstance(what, Slowness) for what in wrong) or not wrong:
            break
    return not wrong


def fight_once(hostile, chosen):
    """Prints what was measured, and what is wrong with it, which it gives back."""
    peers = max(1, round(hostile.peers * chosen.scale))
    try:
        with server_for(hostile.service, chosen) as (port, pid):
            measured, tally, longest = measure(hostile, port, Watched(pid), chosen, peers)
    except (Unexpected, Ended, Failed) as fault:
        print(f"{hostile.name}: FAILED: {fault}")
        return [str(fault)]
    wrong = verdict(measured, hostile.budget, peers, chosen.patience, not chosen.no_memory)
    wrong += shortcomings(hostile, tally, longest, chosen.patience)
    print(f"{hostile.name}: {peers} attackers, {chosen.honest} honest clients with {measured.rounds} rounds: "
          f"p99 {measured.calm_p99 * 1000:.1f} -> {measured.attacked_p99 * 1000:.1f} ms, "
          f"memory {measured.grown / MIB:+.1f} MiB, afterwards {measured.stayed / MIB:+.1f} MiB and {measured.stayed_more / MIB:+.1f} MiB")
    print("  met: " + (", ".join(f"{what} {count}" for what, count in sorted(tally.items())) or "nothing"))
    for what in wrong:
        print(f"  FAILED: {what}")
    return wrong


def main(*hostiles):
    chosen = arguments()
    sys.stdout.reconfigure(line_buffering=True)
    results = [fight(hostile, chosen) for hostile in hostiles]
    sys.exit(0 if all(results) else 1)
