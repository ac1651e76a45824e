"""Where clients come from: the server counts connections by address, so honest clients and attackers have different ones."""
import socket

HONEST_PER_ADDRESS = 5
ATTACKING_PER_ADDRESS = 100
# Linux; Python names it from 3.12 on. A bound socket gets its port when it connects, so that ports are counted by destination.
IP_BIND_ADDRESS_NO_PORT = 24


def honest(number):
    return f"127.0.1.{1 + number // HONEST_PER_ADDRESS % 250}"


def attacking(number):
    return f"127.0.2.{1 + number // ATTACKING_PER_ADDRESS % 250}"


def open_from(address, port, receive_buffer=None):
    """A socket that is on its way to the server, and does not block."""
    stream = socket.socket(socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
    stream.setsockopt(socket.IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1)
    stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if receive_buffer is not None:
        stream.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    stream.bind((address, 0))
    try:
        stream.connect(("127.0.0.1", port))
    except BlockingIOError:
        pass
    return stream
