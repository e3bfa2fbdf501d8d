"""A server behind TLS: whoever proves to be the right one is spoken to, all others are refused, soon and in words.

The PostgreSQL of the tests has no TLS. A relay before it answers the client's request for TLS with yes, holds its own
certificate out, and passes on what comes through to the server. Only the client's side is ours to prove.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

import cli
from benchmarks.server import Server, database_of

SECONDS = 5
UNPROVED = {"en": "does not prove that it is the right one", "th": "พิสูจน์ไม่ได้ว่าเป็นเซิร์ฟเวอร์ที่ถูกต้อง"}


class Certificate:
    """A certificate that vouches for itself, and the files in which it and its key lie."""

    def __init__(self, folder: Path, name: str, *, days: int = 30, host: str = "127.0.0.1") -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        until = datetime.now(UTC) + timedelta(days=days)
        built = (
            x509.CertificateBuilder(called, called, key.public_key(), x509.random_serial_number())
            .not_valid_before(until - timedelta(days=60))
            .not_valid_after(until)
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, SHA256())
        )
        self.path, self.key = folder / f"{name}.crt", folder / f"{name}.key"
        self.path.write_bytes(built.public_bytes(Encoding.PEM))
        self.key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


class Relay:
    """What stands before the server; without a certificate it says that it knows no TLS."""

    def __init__(self, server: Server, certificate: Certificate | None) -> None:
        self.server, self.context = server, ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.speaks = certificate is not None
        if certificate:
            self.context.load_cert_chain(certificate.path, certificate.key)
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                taken, _ = self.listening.accept()
                threading.Thread(target=self.serve, args=(taken,), daemon=True).start()

    def serve(self, taken: socket.socket) -> None:
        with contextlib.suppress(OSError), taken:
            taken.recv(8)  # SSLRequest (PostgreSQL's protocol 3, "SSL Session Encryption")
            taken.sendall(b"S" if self.speaks else b"N")
            if self.speaks:
                with self.context.wrap_socket(taken, server_side=True) as secret:
                    self.pass_on(secret)

    def pass_on(self, secret: ssl.SSLSocket) -> None:
        """Both ways in turn: an SSL socket is not to be read and written by two threads at once."""
        with self.server.reached() as behind:
            for one in (secret, behind):
                one.settimeout(0.002)
            while True:
                for one, other in ((secret, behind), (behind, secret)):
                    with contextlib.suppress(TimeoutError):
                        piece = one.recv(1 << 16)
                        if not piece:
                            return
                        other.sendall(piece)

    def close(self) -> None:
        self.listening.close()


@pytest.fixture
def relays() -> Iterator[list[Relay]]:
    found: list[Relay] = []
    yield found
    for relay in found:
        relay.close()


Said = tuple[int, str, float]


def says(capfd: pytest.CaptureFixture[str], url: str, *words: str) -> Said:
    begin = time.monotonic()
    code = cli.run(["--lang", cli.LANGUAGE, "--db", url, *words])
    return code, "".join(capfd.readouterr()), time.monotonic() - begin


def test_the_commands_work_on_a_server_that_proves_who_it_is(
    server: Server,
    relays: list[Relay],
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cli, "LANGUAGE", "en")
    own = Certificate(tmp_path, "own")
    relays.append(Relay(server, own))
    name = database_of(server.empty())
    url = f"postgresql://postgres:tiger@127.0.0.1:{relays[0].port}/{name}?sslmode=verify-full&sslrootcert={own.path}"
    for words in (("db", "init"), ("publish", "--reason", "ก"),
                  ("start", "8", "--set", "partner=ก", "--set", "subject=ข"), ("cases",), ("db", "status"),
                  ("doctor",), ("db", "verify")):  # fmt: skip
        code, told, _ = says(capfd, url, *words)
        assert code == 0, told
        assert "tiger" not in told
    server.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.parametrize("language", ["en", "th"])
@pytest.mark.parametrize("words", [("cases",), ("db", "status"), ("doctor",)])
@pytest.mark.parametrize("fault", ["not trusted", "another name", "expired", "no TLS"])
def test_a_server_that_is_not_the_right_one_is_refused_soon_and_in_words(
    fault: str, words: tuple[str, ...], language: str, server: Server, relays: list[Relay], tmp_path: Path,
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(cli, "LANGUAGE", language)
    days, host = -1 if fault == "expired" else 30, "10.9.8.7" if fault == "another name" else "127.0.0.1"
    own = Certificate(tmp_path, "own", days=days, host=host)
    trusted = Certificate(tmp_path, "other") if fault == "not trusted" else own
    relays.append(Relay(server, None if fault == "no TLS" else own))
    mode = "require" if fault == "no TLS" else f"verify-full&sslrootcert={trusted.path}"
    url = f"postgresql://postgres:tiger@127.0.0.1:{relays[0].port}/postgres?sslmode={mode}"
    code, told, seconds = says(capfd, url, *words)
    assert code == 1
    assert seconds < SECONDS
    assert "tiger" not in told
    assert told.count(UNPROVED[language]) == 1
    assert "Traceback" not in told
