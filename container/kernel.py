"""Runs a conversation's cells. Whatever the code does to this process, the server beside it only reads its pipes."""

import asyncio
import json
import os
import resource
import subprocess
import sys
import time
import types

CELLS, EVENTS, CUTS = (int(number) for number in sys.argv[1:4])
MEMORY_MIB = int(sys.argv[4])

really_sleep = time.sleep


class Bridge:
    """What the cell's own side asks of JavaScript where it runs in an isolate."""

    runs = False
    chars = 0

    def count(self):
        """Why the cell must end: the server says so before its signal, which may come when the cell is over already."""
        if not self.runs:
            return ""
        try:
            return os.read(CUTS, 100).decode()
        except BlockingIOError:
            return ""

    def pause(self, ms):
        really_sleep(ms / 1000)
        return ""

    def isMissing(self, _path):
        return False

    def printed(self):
        return self.chars

    def begin(self):
        self.runs = True
        self.chars = 0
        self.count()  # what was said to the cell before

    def finish(self):
        self.runs = False

    def shell(self, command):
        done = subprocess.run(
            ["bash", "-c", command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        return json.dumps({"output": done.stdout.decode(errors="replace"), "exitCode": done.returncode})


def awaited(thing):
    return LOOP.run_until_complete(thing) if asyncio.iscoroutine(thing) else thing


def stand_in(name, **members):
    module = types.ModuleType(name)
    module.__dict__.update(members)
    sys.modules[name] = module


def counted(stream):
    """Counts what is written as JavaScript counts it, in UTF-16; what other programs print is not seen here."""
    write = stream.write

    def counting(text):
        BRIDGE.chars += len(text.encode("utf-16-le", "surrogatepass")) // 2
        return write(text)

    stream.write = counting


class Rows:
    """Of a data frame, made as they are wanted."""

    def __init__(self, frame):
        self.frame = frame

    def __len__(self):
        return len(self.frame)

    def __getitem__(self, part):
        return list(Rows(self.frame.iloc[part]))

    def __iter__(self):
        return ([plain(value) for value in row] for row in self.frame.itertuples(index=False, name=None))


def grid_of(thing):
    """A data frame is shown as a table."""
    if type(thing).__name__ == "DataFrame" and hasattr(thing, "itertuples"):
        return [str(name) for name in thing.columns], Rows(thing)
    return grid_of_rows(thing)


def plain(value):
    return value.item() if hasattr(value, "item") else value


LOOP = asyncio.new_event_loop()
asyncio.set_event_loop(LOOP)
# Variables of cells live there, and none of ours do.
stand_in("__main__")
BRIDGE = Bridge()
stand_in("js", okcvm=BRIDGE)
stand_in("pyodide")
stand_in("pyodide.ffi", can_run_sync=lambda: True, run_sync=awaited)
os.set_blocking(CUTS, False)
resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_MIB * 2**20,) * 2)

import okcvm_cell as cell  # noqa: E402
import okcvm_shown as shown  # noqa: E402

cell.LIBRARY = "Python's standard library, numpy, scipy, pandas, matplotlib, openpyxl and the module plot"
cell.OUTSIDE = "Use curl in the shell tool, or the browser tools."
cell.MEMORY_MIB = MEMORY_MIB
cell._INSTEAD.clear()
cell._OURS += ("/okcvm/", os.path.dirname(os.path.abspath(__file__)))
grid_of_rows, shown._grid_of = shown._grid_of, grid_of
counted(sys.stdout)
counted(sys.stderr)
cell.wake(True)

with open(CELLS, encoding="utf-8") as cells, open(EVENTS, "w", encoding="utf-8", buffering=1) as events:
    for line in cells:
        os.chdir(cell.ROOT)
        BRIDGE.begin()
        events.write(cell.run(json.loads(line)) + "\n")
