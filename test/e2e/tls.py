"""https and wss as curl, OpenSSL's own client and the python library `websockets` speak them; certificates are made for the test."""
import asyncio
import signal
import socket as sockets
import ssl
import subprocess
import tempfile
import time
from pathlib import Path

from curl import Answer, Stream, curl
from harness import eventually, expect, expect_equal, need, need_program, run

try:
    import websockets
except ImportError:
    websockets = None

HANDSHAKE_SECONDS = 2  # as the sample has it


def openssl(*arguments, said=""):
    """What it prints, of both kinds."""
    done = subprocess.run(["openssl", *map(str, arguments)], input=said, capture_output=True, text=True, errors="replace",
                          check=False, timeout=30)
    return done.stdout + done.stderr


class Certificates:
    """An authority, and what it has signed, in a folder."""

    def __init__(self, folder, name="Test"):
        self.folder = Path(folder)
        self.authority, self._authority_key = self.folder / "ca.pem", self.folder / "ca.key"
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "7", "-subj", f"/CN={name}",
                "-keyout", self._authority_key, "-out", self.authority)
        expect(self.authority.exists(), "openssl makes an authority")

    def issue(self, file, common_name, *names):
        """Key and certificate in one file, which it replaces in one step."""
        made, key, request, extensions = (self.folder / part for part in ("made.pem", "made.key", "made.csr", "made.ext"))
        extensions.write_text("subjectAltName=" + ",".join(f"DNS:{name}" for name in names) + "\n" if names else "\n",
                              encoding="ascii")
        openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={common_name}",
                "-keyout", key, "-out", request)
        openssl("x509", "-req", "-in", request, "-CA", self.authority, "-CAkey", self._authority_key, "-CAcreateserial",
                "-days", "7", "-extfile", extensions, "-out", made)
        made.write_bytes(made.read_bytes() + key.read_bytes())
        return made.rename(self.folder / file)


class Client:
    """How clients of the sample find and trust it."""

    def __init__(self, server, certificates):
        self.server, self.certificates = server, certificates

    def url(self, path, scheme="https"):
        return f"{scheme}://localhost:{self.server.port}{path}"

    def curl(self, *arguments):
        return curl("--cacert", str(self.certificates.authority), "--resolve", f"localhost:{self.server.port}:127.0.0.1", *arguments)

    def context(self):
        return ssl.create_default_context(cafile=str(self.certificates.authority))

    def s_client(self, *arguments, said=""):
        return openssl("s_client", "-connect", f"127.0.0.1:{self.server.port}", "-CAfile", self.certificates.authority, *arguments,
                       said=said)

    def ask(self, path, *arguments):
        """A whole exchange through OpenSSL's client."""
        request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        return self.s_client("-ign_eof", "-servername", "localhost", *arguments, said=request)


def requests(client):
    code, out, err = client.curl(client.url("/"))
    expect_equal((code, out), (0, "https TLSv1.3 localhost\n"), f"GET / ({err})")
    code, out, err = client.curl("--tls-max", "1.2", client.url("/"))
    expect_equal((code, out), (0, "https TLSv1.2 localhost\n"), f"GET / with TLS 1.2 ({err})")
    code, out, err = client.curl("-o", "/dev/null", "-o", "/dev/null", "-w", "%{num_connects}\\n", client.url("/"), client.url("/"))
    expect_equal(out.split(), ["1", "0"], f"connections opened by two requests ({err})")
    code, out, err = client.curl(client.url("/large"))
    expect_equal((code, len(out)), (0, 5_000_000), f"a large answer ({err})")
    code, out, err = client.curl("--limit-rate", "3M", "-o", "/dev/null", "-w", "%{size_download}", client.url("/large"))
    expect_equal((code, out), (0, "5000000"), f"a large answer to a slow client ({err})")
    with tempfile.NamedTemporaryFile() as body:
        body.write(bytes(5_000_000))
        body.flush()
        code, out, err = client.curl("--data-binary", f"@{body.name}", client.url("/post"))
    expect_equal((code, out), (0, "5000000 bytes"), f"a large request ({err})")

    stranger = curl("--resolve", f"localhost:{client.server.port}:127.0.0.1", client.url("/"))
    expect_equal(stranger[0], 60, "a client that does not know the authority")
    plain = Answer(client.server.url("/"))
    expect_equal(plain.status, 400, "plain HTTP on this port")


def stream(client):
    with Stream(client.url("/sse"), "--cacert", str(client.certificates.authority), "--resolve",
                f"localhost:{client.server.port}:127.0.0.1") as events:
        events.wait_for("text/event-stream")
        code, _, err = client.curl("--data-binary", "news", client.url("/publish"))
        expect_equal(code, 0, f"POST /publish ({err})")
        events.wait_for("data: news\n\n")


async def web_sockets(client):
    context = client.context()
    async with websockets.connect(client.url("/echo", "wss"), ssl=context, max_size=None, compression=None) as socket:
        for size in (0, 1, 16_383, 16_384, 16_385, 65_536, 1 << 20, 8 << 20):
            await socket.send(bytes(size))
            expect_equal(await socket.recv(), bytes(size), f"the echo of {size} bytes")
        for number in range(200):
            await socket.send(f"message {number}")
        for number in range(200):
            expect_equal(await socket.recv(), f"message {number}", "many small messages, in order")
    # Some who send at once and read late.
    async with websockets.connect(client.url("/echo", "wss"), ssl=context, max_size=None, compression=None) as socket:
        sent = [bytes([i]) * 500_000 for i in range(8)]
        sending = asyncio.create_task(send_all(socket, sent))
        await asyncio.sleep(0)
        expect_equal([await socket.recv() for _ in sent], sent, "eight large messages")
        await sending


async def send_all(socket, messages):
    for message in messages:
        await socket.send(message)


def negotiation(client):
    said = client.ask("/", "-alpn", "h2,http/1.1")
    expect("ALPN protocol: http/1.1" in said and "https TLSv1.3 localhost" in said, f"ALPN with http/1.1 among others:\n{said}")
    said = client.s_client("-alpn", "h2")
    expect("no application protocol" in said, f"ALPN without http/1.1:\n{said}")
    said = client.s_client("-tls1_1", "-cipher", "ALL:@SECLEVEL=0")
    expect("alert protocol version" in said, f"TLS 1.1:\n{said}")
    for host, shown in (("localhost", "first"), ("a.example", "second"), ("www.a.example", "second"), ("b.example", "first")):
        said = client.s_client("-servername", host)
        expect(f"CN = {shown}\n" in said, f"the certificate of {host}:\n{said}")


def tickets(client):
    for version in ("-tls1_2", "-tls1_3"):
        session = client.certificates.folder / f"session{version}"
        said = client.ask("/", version, "-sess_out", session)
        expect("New, TLSv1" in said, f"the first connection:\n{said}")
        said = client.ask("/", version, "-sess_in", session)
        expect("Reused, TLSv1" in said and "200 OK" in said, f"the second one, with a ticket {version}:\n{said}")


def own_certificates(client):
    ada = client.certificates.issue("ada.pem", "ada")
    fingerprint = openssl("x509", "-in", ada, "-noout", "-fingerprint", "-sha256").strip().partition("=")[2].replace(":", "").lower()
    said = client.ask("/who", "-cert", ada)
    expect(f"CN=ada {fingerprint}" in said, f"a client with a certificate:\n{said}")
    expect("nobody" in client.ask("/who"), "a client without one")
    with tempfile.TemporaryDirectory() as folder:
        stranger = Certificates(folder, "Strangers").issue("stranger.pem", "ada")
        said = client.ask("/who", "-cert", stranger)
        expect("CN=ada " not in said and "alert unknown ca" in said, f"a client with a certificate of somebody else:\n{said}")


def endings(client):
    """A client that says goodbye in TLS and waits for the answer to that, without ending its side of TCP."""
    with sockets.create_connection(("127.0.0.1", client.server.port), 10) as plain:
        secure = client.context().wrap_socket(plain, server_hostname="localhost")
        begin = time.monotonic()
        secure.unwrap()
        expect(time.monotonic() - begin < 5, "the goodbye is answered at once")


def half_handshakes(client):
    open_ones = [sockets.create_connection(("127.0.0.1", client.server.port), 30) for _ in range(100)]
    for number, half in enumerate(open_ones):
        half.sendall(bytes.fromhex("160301020001")[: number % 7])
    code, out, err = client.curl(client.url("/"))
    expect_equal((code, out), (0, "https TLSv1.3 localhost\n"), f"a request meanwhile ({err})")
    begin = time.monotonic()
    for half in open_ones:
        expect_equal(half.recv(1), b"", "what a half handshake gets")
        half.close()
    expect(time.monotonic() - begin < HANDSHAKE_SECONDS + 5, "half handshakes end in time")


async def reload(client):
    """Other certificates under a running connection."""
    server, certificates = client.server, client.certificates
    async with websockets.connect(client.url("/echo", "wss"), ssl=client.context()) as socket:
        certificates.issue("first.pem", "renewed", "localhost")
        server.process.send_signal(signal.SIGHUP)
        eventually(lambda: "the TLS certificates were read again" in server.text(), "the server reads its certificates again")
        expect("CN = renewed\n" in client.s_client("-servername", "localhost"), "a new connection sees the new one")
        await socket.send("still here")
        expect_equal(await socket.recv(), "still here", "the connection that was there")

        (certificates.folder / "first.pem").write_text("half a certificate", encoding="ascii")
        server.process.send_signal(signal.SIGHUP)
        eventually(lambda: "the TLS certificates stay as they were" in server.text(), "the server says that it cannot")
        eventually(lambda: "holds no certificate in PEM" in server.text(), "and why")
        expect("CN = renewed\n" in client.s_client("-servername", "localhost"), "a new connection sees the last good one")
        await socket.send("still here")
        expect_equal(await socket.recv(), "still here", "the connection that was there")


def main(programs):
    need_program("curl")
    need_program("openssl")
    need(websockets, "python3-websockets")
    with tempfile.TemporaryDirectory() as folder:
        certificates = Certificates(folder)
        arguments = []
        for file, name, hosts in (("first.pem", "first", ["localhost"]), ("second.pem", "second", ["a.example", "*.a.example"])):
            arguments += ["--certificate", str(certificates.issue(file, name, *hosts))]
        for threads in (1, 3):
            with programs.conformance("tls", threads, extra=arguments + ["--authority", str(certificates.authority)]) as server:
                client = Client(server, certificates)
                requests(client)
                stream(client)
                asyncio.run(web_sockets(client))
                negotiation(client)
                tickets(client)
                own_certificates(client)
                endings(client)
                half_handshakes(client)
        certificates.issue("first.pem", "first", "localhost")
        with programs.conformance("tls", extra=arguments) as server:
            asyncio.run(reload(Client(server, certificates)))


if __name__ == "__main__":
    run(main)
