"""One persistent Python process, which runs one cell at a time and is ended where it does not end by itself."""

import json
import os
import select
import signal
import subprocess
import sys
import time
import uuid

HERE = os.path.dirname(os.path.abspath(__file__))
PRINTED_MAX_BYTES = 2 * 1024 * 1024
AGAIN_S = 0.3
GRACE_S = 1.5
FIRST_LOOK_S = 1.0
SLOWEST_LOOK_S = 8.0


class Interpreter:
    def __init__(self, root, memory_mib):
        self.root = root
        self.memory_mib = memory_mib
        self.life = ""
        self._process = None
        self._stop = False

    def begin(self):
        """Before all that a cell needs: a stop holds from here on, and none of before does."""
        self._stop = False

    def stop(self):
        self._stop = True

    def restart(self):
        self.end()
        cells, self._cells = os.pipe()
        self._events, events = os.pipe()
        cuts, self._cuts = os.pipe()
        self._process = subprocess.Popen(
            [sys.executable, "-u", os.path.join(HERE, "kernel.py"), str(cells), str(events), str(cuts), str(self.memory_mib)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=(cells, events, cuts),
            start_new_session=True,
            cwd=self.root,
            env={
                "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
                "HOME": os.environ.get("HOME", "/tmp"),
                "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
                "OKCVM_ROOT": self.root,
                "PYTHONDONTWRITEBYTECODE": "1",
                "LANG": "C.UTF-8",
                "MPLBACKEND": "module://okcvm_figures",
            },
        )
        for fd in (cells, events, cuts):
            os.close(fd)
        self.life = uuid.uuid4().hex

    def end(self):
        if not self._process:
            return
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self._process.wait()
        self._process.stdout.close()
        for fd in (self._cells, self._events, self._cuts):
            os.close(fd)
        self._process = None

    def run(self, code, restart, timeout_s, tell):
        """Answers what came of a cell; `tell` hears now and then all that was printed so far."""
        if restart or not self._process or self._process.poll() is not None:
            self.restart()
        os.write(self._cells, (json.dumps(code) + "\n").encode())
        return _Call(self, timeout_s, tell).follow()


class _Call:
    """One cell from its start to its end."""

    def __init__(self, interpreter, timeout_s, tell):
        self.of = interpreter
        self.tell = tell
        self.ends_at = time.monotonic() + timeout_s
        self.printed = bytearray()
        self.event = bytearray()
        self.cut = None
        self.cut_at = self.again_at = 0.0
        self.look_at, self.look_after, self.told = time.monotonic() + FIRST_LOOK_S, FIRST_LOOK_S, 0

    def follow(self):
        out, events = self.of._process.stdout.fileno(), self.of._events
        while True:
            ready, _, _ = select.select([out, events], [], [], 0.05)
            if out in ready and not self._take(out, self.printed):
                return self._lost("died")
            if events in ready and not self._take(events, self.event):
                return self._lost("died")
            if self.event.endswith(b"\n"):
                self._drain(out)
                return {"cell": self.event.decode(), "isStuck": False, **self._told()}
            self._look()
            if not self._goes_on(time.monotonic()):
                return self._lost("stuck")

    def _take(self, fd, into):
        part = os.read(fd, 1 << 16)
        if into is not self.printed:
            into += part
        elif len(into) < PRINTED_MAX_BYTES:
            into += part[: PRINTED_MAX_BYTES - len(into)]
        elif part:
            self.cut = self.cut or "print"
        return part

    def _drain(self, out):
        """What was printed before the cell ended lies in the pipe already."""
        while select.select([out], [], [], 0)[0] and self._take(out, self.printed):
            pass

    def _goes_on(self, now):
        if now >= self.ends_at:
            self.cut = self.cut or "time"
        if self.of._stop:
            self.cut = self.cut or "stop"
        if not self.cut:
            return True
        self.cut_at = self.cut_at or now
        if now - self.cut_at > GRACE_S:
            return False
        if now >= self.again_at:
            self.again_at = now + AGAIN_S
            os.write(self.of._cuts, self.cut.encode())
            os.killpg(self.of._process.pid, signal.SIGINT)
        return True

    def _look(self):
        now = time.monotonic()
        if now < self.look_at or len(self.printed) == self.told:
            return
        self.told = len(self.printed)
        self.tell(self.printed.decode(errors="replace"))
        self.look_at, self.look_after = now + self.look_after, min(self.look_after * 1.5, SLOWEST_LOOK_S)

    def _lost(self, how):
        self.of.end()
        return {"cell": "{}", "isStuck": how == "stuck", "hasDied": how == "died", **self._told()}

    def _told(self):
        return {"output": self.printed.decode(errors="replace"), "cut": self.cut, "life": self.of.life}
