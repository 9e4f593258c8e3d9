"""A network between browser and portal that a test can really cut.

Chromium's own switch («offline») is given to one page, then to its service worker, and has to be
given anew to the page that a reload makes: for a moment such a page still has a network. A test
that uses the switch all the same blocks service workers (`service_workers="block"`).
"""

import contextlib
import socket
import threading
from urllib.parse import urlsplit


class CuttableNetwork:
    """Forward connections of a port of its own to the portal, unless cut."""

    def __init__(self, portal_url: str) -> None:
        parts = urlsplit(portal_url)
        assert parts.hostname
        assert parts.port
        self._portal = (parts.hostname, parts.port)
        self._lock = threading.Lock()
        self._open: list[socket.socket] = []
        self._listener = socket.create_server((parts.hostname, 0))
        self._port = self._listener.getsockname()[1]
        self.url = f"http://{parts.hostname}:{self._port}"
        self._serve()

    def cut(self) -> None:
        """End every connection and refuse new ones."""
        with self._lock:
            ended = [self._listener, *self._open]
            self._open = []
        for one in ended:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def restore(self) -> None:
        """Take connections again, on the same port."""
        self._listener = socket.create_server((self._portal[0], self._port))
        self._serve()

    def _serve(self) -> None:
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                browser, _address = listener.accept()
                portal = socket.create_connection(self._portal)
                with self._lock:
                    self._open += [browser, portal]
                for source, target in ((browser, portal), (portal, browser)):
                    threading.Thread(target=_pass_on, args=(source, target), daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while chunk := source.recv(65536):
            target.sendall(chunk)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)
