"""HAProxy in front, which shares its connections to the server between all clients: no request is lost, doubled or mistaken."""
import socket

import proxied
from haproxy import Haproxy
from harness import run

CONFIGURATION = """
listen web
  mode http
  option abortonclose
  http-reuse always
  http-request capture req.hdr(X-Tag) len 64
  log-format "passed %[capture.req.hdr(0)] %ST %ts"
  bind {{web}}
  server app 127.0.0.1:{port} {options} pool-max-conn 4
"""


class Front(Haproxy):
    def __init__(self, port, options):
        super().__init__(CONFIGURATION.format(port=port, options=options), "web")

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port("web")), timeout=60)

    def requests(self):
        """[(tag, status)]; a termination state of C is its word for a client that has left."""
        logged = [line.split() for line in self.lines() if line.startswith("passed ")]
        return [(tag, proxied.LEFT if state.startswith("C") and status in ("-1", "400") else int(status))
                for _, tag, status, state in logged]


def main(programs):
    for options, extra in (("", ()), ("send-proxy-v2", ("--proxy-protocol", "required"))):
        with programs.conformance("behind", threads=2, kept=None, extra=extra) as server, Front(server.port, options) as proxy:
            proxied.check(proxy, server)


if __name__ == "__main__":
    run(main)
