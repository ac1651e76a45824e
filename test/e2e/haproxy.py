"""HAProxy, on ports that it is given as open sockets: nobody else can take them, and none is fixed."""
import socket
import subprocess
import tempfile
from pathlib import Path

from harness import find_server_program

GLOBAL = """
global
  maxconn 500
  log stdout format raw local0
defaults
  log global
  timeout connect 10s
  timeout client 60s
  timeout server 60s
  timeout tunnel 60s
"""


class Haproxy:
    """`configuration` names its listeners as `{name}`, where their `bind` goes: `bind {plain}`."""

    def __init__(self, configuration, *names):
        self.program = find_server_program("haproxy")
        self.sockets = {name: listening() for name in names}
        self.configuration = GLOBAL + configuration.format(**{name: f"fd@{s.fileno()}" for name, s in self.sockets.items()})

    def port(self, name):
        return self.sockets[name].getsockname()[1]

    def url(self, name, path, scheme="http"):
        return f"{scheme}://127.0.0.1:{self.port(name)}{path}"

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        file = Path(self.folder.name) / "haproxy.cfg"
        file.write_text(self.configuration, encoding="ascii")
        self.log = open(Path(self.folder.name) / "log", "w+", encoding="utf-8", errors="replace")
        self.process = subprocess.Popen([self.program, "-db", "-f", file], stdout=self.log, stderr=subprocess.STDOUT,
                                        pass_fds=[s.fileno() for s in self.sockets.values()])
        return self

    def lines(self):
        self.log.flush()
        return Path(self.log.name).read_text(encoding="utf-8", errors="replace").splitlines()

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(30)
        self.log.close()
        for s in self.sockets.values():
            s.close()
        self.folder.cleanup()


def listening():
    """On any free port; whoever connects before the program is up waits in the backlog."""
    made = socket.create_server(("127.0.0.1", 0), backlog=500)
    made.set_inheritable(True)
    return made
