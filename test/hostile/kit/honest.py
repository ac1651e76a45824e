"""Honest clients in a process of their own: each echoes over its WebSocket and asks over its HTTP connection, and some come anew."""
import heapq
import multiprocessing
import select
import ssl
import time

from kit import addresses
from kit.talk import EchoQuestion, HttpQuestion, Talk, Unexpected, upgrade_request

PAUSE = 0.2  # seconds from one round of a connection to its next, for a hundred clients or fewer
NEWCOMERS = 10  # that ask once, over a connection of their own, and come again
NEWCOMERS_WITH_TLS = 2  # this process computes their half of a handshake, and would measure itself
ANSWERED_WITHIN = 10  # seconds


class Report:
    """Of a time in which honest clients were measured."""

    def __init__(self, rounds, faults):
        self.rounds, self.faults = sorted(rounds), faults

    def percentile(self, share):
        """Seconds."""
        return self.rounds[min(len(self.rounds) - 1, int(len(self.rounds) * share))] if self.rounds else 0.0


class Clients:
    """The loop: one thread, every connection in it, each with its next question at a time of its own."""

    def __init__(self, port, count, service, patience):
        self.epoll, self.by_descriptor, self.due = select.epoll(), {}, []
        self.rounds, self.faults, self.newcomers_come = [], [], False
        self.pause = max(PAUSE, PAUSE * count / 100)
        self.answered_within, self.next_look = ANSWERED_WITHIN * patience, 0.0
        tls = trusting_context() if service.tls else None
        question = HttpQuestion(service.request, service.expected)
        upgrade = upgrade_request(service.echo, "127.0.0.1")
        self.lasting = []
        for number in range(count):
            address = addresses.honest(number)
            self.lasting.append(Talk(address, port, EchoQuestion(), tls, upgrade))
            self.lasting.append(Talk(address, port, question, tls))
        self.newcomers = [Talk(addresses.honest(number * 7), port, question, tls, once=True)
                          for number in range(NEWCOMERS_WITH_TLS if service.tls else NEWCOMERS)]
        self.numbers = {id(talk): number for number, talk in enumerate(self.lasting + self.newcomers)}
        now = time.monotonic()
        for number, talk in enumerate(self.lasting):
            self._later(talk, now + self.pause * number / len(self.lasting))

    def _later(self, talk, when):
        talk.due = when
        heapq.heappush(self.due, (when, self.numbers[id(talk)], talk))

    def _watch(self, talk):
        events = select.EPOLLIN | (select.EPOLLOUT if talk.wants_writing() else 0)
        descriptor = talk.stream.fileno()
        if descriptor in self.by_descriptor:
            self.epoll.modify(descriptor, events)
        else:
            self.by_descriptor[descriptor] = talk
            self.epoll.register(descriptor, events)

    def _forget(self, talk):
        if talk.stream is not None and talk.stream.fileno() in self.by_descriptor:
            del self.by_descriptor[talk.stream.fileno()]
            self.epoll.unregister(talk.stream.fileno())
        talk.close()

    def _step(self, talk, step, now=None):
        """`now`: when what the step works on had come."""
        try:
            done = step()
        except (Unexpected, OSError) as fault:
            self._fail(talk, time.monotonic(), f"{type(fault).__name__}: {fault}")
            return
        now = now or time.monotonic()
        if done:
            self.rounds.append(now - talk.asked_at)
            talk.asked_at = None
            if talk.once:
                self._forget(talk)
            if not talk.once or self.newcomers_come:
                self._later(talk, max(now, talk.due + self.pause))
        if talk.stream is not None:
            self._watch(talk)

    def _fail(self, talk, now, what):
        self.faults.append(f"{talk.address}: {what}")
        self._forget(talk)
        talk.asked_at = None
        if not talk.once or self.newcomers_come:
            self._later(talk, now + self.pause)

    def turn(self):
        now = time.monotonic()
        while self.due and self.due[0][0] <= now:
            talk = heapq.heappop(self.due)[2]
            begun = time.monotonic()
            self._step(talk, lambda talk=talk, begun=begun: talk.ask(begun))
        wait = min(0.05, max(0.0, self.due[0][0] - time.monotonic())) if self.due else 0.05
        ready = self.epoll.poll(wait)
        # One time for all that came together: what this process itself takes for the others is not the server's.
        now = time.monotonic()
        for descriptor, _ in ready:
            talk = self.by_descriptor.get(descriptor)
            if talk is None:
                continue
            if talk.asked_at is None:
                self._fail(talk, now, "the server closed the connection, or said what nobody asked")
            else:
                self._step(talk, talk.advance, now)
        if now < self.next_look:
            return
        self.next_look = now + 0.25
        for talk in self.lasting + self.newcomers:
            if talk.asked_at is not None and now - talk.asked_at > self.answered_within:
                self._fail(talk, now, f"no answer within {self.answered_within:.0f} s")

    def all_there(self):
        return all(talk.stream is not None and talk.upgraded and talk.asked_at is None for talk in self.lasting)

    def measure(self, newcomers=True):
        self.rounds, self.faults, self.newcomers_come = [], [], newcomers
        now = time.monotonic()
        for number, talk in enumerate(self.newcomers):
            self._later(talk, now + self.pause * number / len(self.newcomers))

    def report(self):
        """The newcomers have gone when this returns."""
        self.newcomers_come = False
        self.due = [row for row in self.due if not row[2].once]
        heapq.heapify(self.due)
        while any(talk.stream is not None for talk in self.newcomers):
            self.turn()
        return Report(self.rounds, self.faults)


def trusting_context():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _live(pipe, port, count, service, patience):
    clients = Clients(port, count, service, patience)
    until = time.monotonic() + 60
    while len(clients.rounds) < 4 * count and not clients.faults and time.monotonic() < until:
        clients.turn()
    while not clients.all_there() and not clients.faults and time.monotonic() < until:
        clients.turn()
    pipe.send(clients.faults or ([] if len(clients.rounds) >= 4 * count else ["honest clients did not get through before the attack"]))
    while True:
        if pipe.poll():
            try:
                wish = pipe.recv()
            except EOFError:
                return
            if wish == "measure":
                clients.measure()
            elif wish == "report":
                pipe.send(clients.report())
            else:
                return
        clients.turn()


class Honest:
    """The process, from outside. Every client has been answered before this returns."""

    def __init__(self, port, count, service, patience=1):
        self._pipe, theirs = multiprocessing.Pipe()
        self._process = multiprocessing.Process(target=_live, args=(theirs, port, count, service, patience), daemon=True)
        self._process.start()
        theirs.close()
        faults = self._pipe.recv()
        if faults:
            self.leave()
            raise Unexpected(f"before the attack: {faults[0]}")

    def measure(self):
        self._pipe.send("measure")

    def report(self):
        self._pipe.send("report")
        return self._pipe.recv()

    def leave(self):
        try:
            self._pipe.send("leave")
        except BrokenPipeError:
            pass
        self._process.join(10)
        self._process.kill()
