"""Clients whose network is gone, so that they neither answer nor end: each is noticed by what it owes, and its descriptor given back.

In a network of its own (unshare), whose only device, the loopback, is taken down: what is sent is lost without a word.
"""
import fcntl
import os
import socket
import struct
import sys

from descriptors import descriptors
from harness import eventually, expect, need_program, run
from sockets import Sockets

CLIENTS = 50
HALVES = 10  # requests whose head never ends; the role gives them 10 s
NOTICED_WITHIN = 25  # seconds: a client of the role is pinged after 7, has 5 for its pong, and no Close of it comes
IN_ITS_NETWORK = "SERINUS_NETWORK_OF_ITS_OWN"
GET_FLAGS, SET_FLAGS, UP = 0x8913, 0x8914, 1  # SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP: netdevice(7)


def set_loopback(up):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        asked = fcntl.ioctl(any_socket, GET_FLAGS, struct.pack("16sh14x", b"lo", 0))
        flags = struct.unpack("16sh14x", asked)[1]
        fcntl.ioctl(any_socket, SET_FLAGS, struct.pack("16sh14x", b"lo", flags | UP if up else flags & ~UP))


def ask(port):
    with socket.create_connection(("127.0.0.1", port), timeout=30) as stream:
        stream.sendall(b"POST /post HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        return stream.recv(4096)


def begin_request(port):
    stream = socket.create_connection(("127.0.0.1", port), timeout=30)
    stream.sendall(b"GET /half HTTP/1.1\r\nHost: a\r\n")
    return stream


def main(programs):
    set_loopback(True)
    with programs.conformance("attack") as server:
        before = descriptors(server.process.pid)
        with Sockets(server.port, "/echo", CLIENTS):
            halves = [begin_request(server.port) for _ in range(HALVES)]
            eventually(lambda: descriptors(server.process.pid) == before + CLIENTS + HALVES, "all clients are there",
                       state=lambda: f"({descriptors(server.process.pid)} descriptors, {before} at the start)")
            set_loopback(False)
            eventually(lambda: descriptors(server.process.pid) <= before, "the silent are let go", NOTICED_WITHIN,
                       lambda: f"({descriptors(server.process.pid)} descriptors, {before} at the start)")
            set_loopback(True)
            expect(ask(server.port).startswith(b"HTTP/1.1 200 "), "who comes afterwards is served")
            for half in halves:
                half.close()


if __name__ == "__main__":
    if IN_ITS_NETWORK not in os.environ:
        need_program("unshare")
        os.execvpe("unshare", ["unshare", "--net", sys.executable, *sys.argv], {**os.environ, IN_ITS_NETWORK: "yes"})
    run(main)
