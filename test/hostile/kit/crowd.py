"""Hostile clients, each a script: a generator that yields what to do next, so that an attack reads as what one client does.

    b"..."           send these bytes, as fast as the server takes them
    1.5              wait for so many seconds
    Until(b"\\r\\n")   receive until this has come; the `yield` gives all that was received since the last one
    END              receive until the server ends the connection; the same, and the script goes on once it has ended
    HALF             end our side of the connection, and keep the other (FIN)
    RESET            end it at once, with nothing said (RST)
    FOREVER          do nothing more, until the server ends the connection

At the end of its script a client closes its connection. Whoever is gone, by itself or by the server, is replaced, until the time is over.
"""
import heapq
import math
import multiprocessing
import os
import select
import socket
import struct
import time
from collections import Counter

from kit import addresses

HALF, RESET, END = object(), object(), object()
FOREVER = math.inf
AT_ONCE = struct.pack("ii", 1, 0)  # SO_LINGER: close with RST
AGAIN_AFTER = 0.05  # seconds, for one whose connection is over, unless an attack says otherwise
# Behind the server and the honest clients: what attackers use of the machine is not what the server lets them take.
NICE = 10


class Until:
    def __init__(self, mark):
        self.mark = mark


class Peer:
    """One client of the crowd. `number` tells it from the others; `tally` counts what it has met, by a name of the script's choice."""

    def __init__(self, number, tally):
        self.number, self.tally = number, tally
        self.stream = self.script = self.wait = None
        self.outgoing, self.said = memoryview(b""), bytearray()
        self.since = 0.0

    def met(self, what):
        self.tally[what] += 1


class Crowd:
    """`script(peer)` makes a client's script. Those that do not `read` take nothing but what `Until` and `END` ask for."""

    def __init__(self, port, script, peers, *, reads=True, receive_buffer=None, again_after=AGAIN_AFTER):
        self.again_after = again_after
        self.port, self.script, self.reads, self.receive_buffer = port, script, reads, receive_buffer
        self.epoll, self.timers, self.order = select.epoll(), [], 0
        self.by_descriptor = {}
        self.tally, self.longest = Counter(), 0.0
        self.peers = [Peer(number, self.tally) for number in range(peers)]

    def run(self, seconds):
        self.end = time.monotonic() + seconds
        for peer in self.peers:
            self._begin(peer)
        while (now := time.monotonic()) < self.end:
            while self.timers and self.timers[0][0] <= now:
                _, _, peer, script = heapq.heappop(self.timers)
                if script is None:
                    self._begin(peer)
                elif peer.script is script:
                    peer.wait = None
                    self._go_on(peer)
            wait = min(self.end, self.timers[0][0] if self.timers else self.end) - time.monotonic()
            for descriptor, events in self.epoll.poll(max(0.0, wait)):
                peer = self.by_descriptor.get(descriptor)
                if peer is not None:
                    self._ready(peer, events)
        for peer in self.peers:
            if peer.stream is not None:
                self.longest = max(self.longest, time.monotonic() - peer.since)
                self.tally["held to the end"] += 1
        return self.tally, self.longest

    def _at(self, when, peer, script):
        self.order += 1
        heapq.heappush(self.timers, (when, self.order, peer, script))

    def _begin(self, peer):
        try:
            peer.stream = addresses.open_from(addresses.attacking(peer.number), self.port, self.receive_buffer)
        except OSError as fault:
            peer.met(f"no connection: {fault.strerror}")
            self._at(time.monotonic() + self.again_after, peer, None)
            return
        peer.since, peer.outgoing, peer.wait = time.monotonic(), memoryview(b""), None
        peer.said.clear()
        peer.script = self.script(peer)
        peer.connected = False
        self.by_descriptor[peer.stream.fileno()] = peer
        self.epoll.register(peer.stream.fileno(), select.EPOLLOUT)

    def _ready(self, peer, events):
        if not peer.connected:
            fault = peer.stream.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if fault:
                peer.met(f"no connection: {os.strerror(fault)}")
                self._end(peer)
                return
            peer.connected = True
            peer.met("connections")
            self._go_on(peer)
            return
        if events & (select.EPOLLIN | select.EPOLLHUP | select.EPOLLERR | select.EPOLLRDHUP) and not self._receive(peer, events):
            return
        if peer.stream is not None and events & select.EPOLLOUT:
            self._go_on(peer)

    def _receive(self, peer, events):
        """False when the connection is over."""
        wanted = peer.wait is END or isinstance(peer.wait, Until)
        try:
            if wanted or self.reads:
                part = peer.stream.recv(65536)
                if part:
                    if wanted:
                        peer.said += part
                        if isinstance(peer.wait, Until) and peer.wait.mark in peer.said:
                            self._go_on(peer)
                            return False  # whatever it is now, it has been told what to wait for
                    return True
                how = "ended by the server"
            elif events & select.EPOLLERR or events & select.EPOLLHUP:
                raise ConnectionResetError
            elif events & select.EPOLLRDHUP:
                how = "ended by the server"
            else:
                return True
        except BlockingIOError:
            return True
        except OSError:
            how = "reset by the server"
        self._cut(peer, how)
        return False

    def _cut(self, peer, how):
        peer.met(how)
        if peer.wait is END:
            try:
                peer.script.send(bytes(peer.said))
            except StopIteration:
                pass
        self._end(peer)

    def _end(self, peer):
        self.longest = max(self.longest, time.monotonic() - peer.since)
        del self.by_descriptor[peer.stream.fileno()]
        self.epoll.unregister(peer.stream.fileno())
        peer.stream.close()
        peer.script.close()
        peer.stream = peer.script = None
        self._at(time.monotonic() + self.again_after, peer, None)

    def _go_on(self, peer):
        """Sends, and asks the script for more, until there is something to wait for."""
        given = None
        while True:
            try:
                while peer.outgoing:
                    peer.outgoing = peer.outgoing[peer.stream.send(peer.outgoing):]
            except BlockingIOError:
                self._watch(peer, select.EPOLLOUT)
                return
            except OSError:
                self._cut(peer, "reset by the server")
                return
            if isinstance(peer.wait, float):
                self._watch(peer, 0)
                return
            if peer.wait is END or isinstance(peer.wait, Until):
                if isinstance(peer.wait, Until) and peer.wait.mark in peer.said:
                    given = bytes(peer.said)
                    peer.said.clear()
                else:
                    self._watch(peer, 0)
                    return
            peer.wait = None
            try:
                wish = peer.script.send(given)
            except StopIteration:
                self._end(peer)
                return
            given = None
            if wish is RESET:
                peer.stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
                self._end(peer)
                return
            if wish is HALF:
                peer.stream.shutdown(socket.SHUT_WR)
            elif isinstance(wish, (bytes, bytearray, memoryview)):
                peer.outgoing = memoryview(wish)
            elif isinstance(wish, (int, float)):
                peer.wait = float(wish)
                if wish != FOREVER:
                    self._at(time.monotonic() + wish, peer, peer.script)
            else:
                peer.wait = wish

    def _watch(self, peer, events):
        if self.reads or peer.wait is END or isinstance(peer.wait, Until):
            events |= select.EPOLLIN
        self.epoll.modify(peer.stream.fileno(), events | select.EPOLLRDHUP)


def _attack(pipe, seconds, options):
    os.nice(NICE)
    crowd = Crowd(**options)
    pipe.send("begun")
    pipe.send(crowd.run(seconds))


class Attack:
    """A crowd in a process of its own: with the process all its connections are gone."""

    def __init__(self, seconds, **options):
        self._pipe, theirs = multiprocessing.Pipe()
        self._process = multiprocessing.Process(target=_attack, args=(theirs, seconds, options), daemon=True)
        self._process.start()
        theirs.close()
        self._pipe.recv()

    def over(self):
        return self._pipe.poll()

    def result(self):
        """(what its clients have met, the longest time that one of them had a connection)."""
        result = self._pipe.recv()
        self._process.join()
        return result
