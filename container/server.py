"""What a conversation's container answers to: files come, a cell runs, files go. One conversation, one call at a time."""

import json
import os
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

from interpreter import Interpreter
from workspace import Workspace

ROOT = os.environ.get("OKCVM_ROOT", "/mnt/okcomputer")


def memory_mib():
    """Three quarters of what the container has, so that what takes too much hears of it before the machine ends."""
    try:
        with open("/sys/fs/cgroup/memory.max") as file:
            total = int(file.read())
    except (OSError, ValueError):
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return int(os.environ.get("OKCVM_MEMORY_MIB", total * 3 // 4 // 2**20))


workspace = Workspace(ROOT)
interpreter = Interpreter(ROOT, memory_mib())
busy = threading.Lock()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path == "/health":
            return self._json({"ready": True})
        if not self.path.startswith("/files/"):
            return self._json({"error": "There is nothing here."}, 404)
        try:
            with open(workspace.place(self._file()), "rb") as file:
                size = os.fstat(file.fileno()).st_size
                self._head(200, "application/octet-stream", size)
                self.wfile.write(file.read(size))
        except (OSError, ValueError) as error:
            self._json({"error": str(error)}, 404)

    def do_PUT(self):
        if not self.path.startswith("/files/"):
            return self._json({"error": "There is nothing here."}, 404)
        if busy.locked():
            for _ in self._body():
                pass  # the connection's next request lies behind it
            return self._busy()
        try:
            workspace.write(self._file(), self._body())
            self._json({})
        except (OSError, ValueError, TypeError) as error:
            self.close_connection = True
            self._json({"error": str(error)}, 400)

    def do_POST(self):
        body = b"".join(self._body())
        if self.path == "/interruptions":
            interpreter.stop()
            return self._json({})
        if self.path not in ("/manifests", "/cells"):
            return self._json({"error": "There is nothing here."}, 404)
        if not busy.acquire(blocking=False):
            return self._busy()
        try:
            if self.path == "/cells":
                return self._run(json.loads(body))
            missing = workspace.lay(json.loads(body))
        finally:
            busy.release()
        self._json({"missing": missing})

    def _busy(self):
        """Nobody changes the files under a cell that runs, which may be one that its session has left behind."""
        self._json({"error": "A cell is running."}, 409)

    def _run(self, call):
        """Lines of JSON: what was printed so far, now and then; what came of it at the end."""
        interpreter.begin()
        self.send_response(200)
        self.send_header("Content-Type", "application/x-ndjson")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        # A line's blank beginning: who stands between may hold back headers until something follows, and a stop waits for them.
        self.wfile.write(b"1\r\n \r\n")
        before = workspace.scan()
        done = interpreter.run(call["code"], call["restart"], call["timeoutMs"] / 1000, lambda text: self._line(text))
        after = workspace.scan()
        done["changed"] = [path for path, sha256 in after.items() if before.get(path) != sha256]
        done["removed"] = [path for path in before if path not in after]
        self._line(done)
        self.wfile.write(b"0\r\n\r\n")

    def _line(self, value):
        line = (json.dumps(value) + "\n").encode()
        try:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(line), line))
            self.wfile.flush()
        except OSError:
            interpreter.stop()  # nobody listens any more

    def _body(self):
        """The body in parts: RFC 9112, 6."""
        if self.headers["Transfer-Encoding"] != "chunked":
            yield from self._exactly(int(self.headers["Content-Length"] or 0))
            return
        while size := int(self.rfile.readline().split(b";")[0], 16):
            yield from self._exactly(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass

    def _exactly(self, length):
        while length > 0:
            part = self.rfile.read(min(length, 1 << 20))
            if not part:
                raise ValueError("The body ended early.")
            length -= len(part)
            yield part

    def _file(self):
        return unquote(self.path.removeprefix("/files/"))

    def _json(self, value, status=200):
        text = json.dumps(value).encode()
        self._head(status, "application/json", len(text))
        self.wfile.write(text)

    def _head(self, status, kind, length):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def log_message(self, *_):
        pass


def end(*_):
    interpreter.end()
    os._exit(0)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, end)
    # A container is reached from outside itself; a test's process by this machine alone.
    server = ThreadingHTTPServer((os.environ.get("OKCVM_HOST", "0.0.0.0"), int(os.environ.get("PORT", "8080"))), Handler)
    print(f"listening on {server.server_port}", flush=True)
    sys.exit(server.serve_forever())
