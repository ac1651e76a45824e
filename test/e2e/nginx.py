"""nginx in front: with its default settings an event stream is not held back; with connections that it keeps to the server and
shares between clients, no request is lost, doubled or mistaken."""
import os
import socket
import subprocess
import tempfile
from pathlib import Path

import proxied
from curl import Answer, Stream
from harness import eventually, expect, expect_equal, find_server_program, run

# Its defaults, but for where it keeps its files; on a socket of the file system, so that no port is taken.
CONFIGURATION = """
daemon off;
pid {folder}/pid;
error_log stderr;
events {{}}
http {{
  log_format passed '$http_x_tag $status $upstream_status';
  access_log {folder}/log passed;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  map $http_upgrade $connection_upgrade {{ default upgrade; '' ''; }}
  upstream kept {{ server 127.0.0.1:{port}; keepalive 4; }}
  server {{
    listen unix:{folder}/socket;
    {location}
  }}
}}
"""

DEFAULTS = "location / {{ proxy_pass http://127.0.0.1:{port}; }}"
KEPT_ALIVE = """
    client_max_body_size 0;
    location / {{
      proxy_pass http://kept;
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
    }}
"""


class Nginx:
    def __init__(self, port, location):
        self.program, self.port, self.location = find_server_program("nginx"), port, location.format(port=port)

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        configuration = Path(self.folder.name) / "nginx.conf"
        configuration.write_text(CONFIGURATION.format(folder=self.folder.name, port=self.port, location=self.location),
                                 encoding="ascii")
        self.socket = Path(self.folder.name) / "socket"
        as_root = ["-g", "user root;"] if os.geteuid() == 0 else []  # otherwise its worker may not enter the folder
        self.process = subprocess.Popen([self.program, "-p", self.folder.name, "-c", configuration, *as_root])
        eventually(self.socket.exists, "nginx listens")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(30)
        self.folder.cleanup()

    def options(self):
        return "--unix-socket", str(self.socket)

    def connect(self):
        made = socket.socket(socket.AF_UNIX)
        made.settimeout(60)
        made.connect(str(self.socket))
        return made

    def requests(self):
        """[(tag, status)] of those that it has passed on; 499 is its word for a client that has left."""
        lines = (Path(self.folder.name) / "log").read_text(encoding="ascii").splitlines()
        logged = [line.split(" ", 2) for line in lines]
        return [(tag, proxied.LEFT if status == "499" else int(status)) for tag, status, upstream in logged
                if upstream != "-" or status == "499"]


def stream_with_defaults(programs):
    with programs.realtime() as server, Nginx(server.port, DEFAULTS) as proxy:
        url = "http://localhost/notifications/stream"
        with Stream(url, *proxy.options()) as stream:
            stream.wait_for("data: connected")
            stream.wait_for("event: tick")
            refresh = Answer("-X", "POST", *proxy.options(), "http://localhost/notifications/refresh")
            expect_equal(refresh.status, 200, "a request beside it")
            stream.wait_for("data: refresh")
            expect("text/event-stream" in stream.text, "the stream's type is passed on")
            server.stop()
            expect_equal(stream.process.wait(30), 0, "the stream ends in good order when the server stops")


def main(programs):
    stream_with_defaults(programs)
    with programs.conformance("behind", threads=2, kept=None) as server, Nginx(server.port, KEPT_ALIVE) as proxy:
        proxied.check(proxy, server)


if __name__ == "__main__":
    run(main)
