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

    def begin(self):
        self.runs = True
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


def table_of(thing):
    """A data frame is shown as a table."""
    if type(thing).__name__ != "DataFrame" or not hasattr(thing, "itertuples"):
        return table_of_rows(thing)
    part = thing.iloc[: cell.ROWS_MAX, : cell.COLUMNS_MAX]
    rows = [[cell._cell_of(plain(value)) for value in row] for row in part.itertuples(index=False, name=None)]
    return {"columns": [str(name) for name in part.columns], "rows": rows, "total": len(thing)}


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

cell.LIBRARY = "Python's standard library, numpy, scipy, pandas, matplotlib, openpyxl and the module plot"
cell.OUTSIDE = "Use curl in the shell tool, or the browser tools."
cell.MEMORY_MIB = MEMORY_MIB
cell._INSTEAD.clear()
cell._OURS += ("/okcvm/", os.path.dirname(os.path.abspath(__file__)))
table_of_rows, cell._table_of = cell._table_of, table_of
cell.wake(True)

with open(CELLS, encoding="utf-8") as cells, open(EVENTS, "w", encoding="utf-8", buffering=1) as events:
    for line in cells:
        os.chdir(cell.ROOT)
        BRIDGE.begin()
        events.write(cell.run(json.loads(line)) + "\n")
