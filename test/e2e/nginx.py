"""An event stream through nginx with its default settings: nothing is held back, and its end is passed on."""
import subprocess
import tempfile
from pathlib import Path

from curl import Answer, Stream
from harness import eventually, expect, expect_equal, run, want_program

# Its defaults, but for where it keeps its files; on a socket of the file system, so that no port is taken.
CONFIGURATION = """
daemon off;
pid {folder}/pid;
error_log stderr;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen unix:{folder}/socket;
    location / {{ proxy_pass http://127.0.0.1:{port}; }}
  }}
}}
"""


class Nginx:
    def __init__(self, nginx, port):
        self.nginx, self.port = nginx, port

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        configuration = Path(self.folder.name) / "nginx.conf"
        configuration.write_text(CONFIGURATION.format(folder=self.folder.name, port=self.port), encoding="ascii")
        self.socket = Path(self.folder.name) / "socket"
        self.process = subprocess.Popen([self.nginx, "-p", self.folder.name, "-c", configuration])
        eventually(self.socket.exists, "nginx listens")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(30)
        self.folder.cleanup()

    def options(self):
        return "--unix-socket", str(self.socket)


def main(programs):
    nginx = want_program("nginx", "/usr/sbin/nginx")  # whose package starts a server on port 80: a person's own choice
    with programs.realtime() as server, Nginx(nginx, server.port) as proxy:
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


if __name__ == "__main__":
    run(main)
