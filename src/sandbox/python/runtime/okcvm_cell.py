"""Runs cells as IPython does: variables live on, the last expression is shown, errors are short."""

import ast
import builtins
import errno
import inspect
import json
import linecache
import os
import pprint
import random
import re
import signal
import sys
import time
import traceback

import js
import __main__
from pyodide.ffi import can_run_sync, run_sync

ROOT = os.environ.get("OKCVM_ROOT", "/mnt/okcomputer")
SHOWN_MAX = 20_000

# What errors say there is; a container has more.
LIBRARY = "Python's standard library and the module plot"
OUTSIDE = "Use curl as a !command, or the browser tools."
MEMORY_MIB = 80

_shown = []
_cells = 0


class Cut(KeyboardInterrupt):
    """The cell's time is over, or the person stopped it."""


def run(source):
    """Runs one cell and answers what came of it, as JSON."""
    global _cells
    _cells += 1
    _shown.clear()
    name = f"<cell {_cells}>"
    result, error = None, None
    try:
        result = _execute(source, name)
        if result is not None:
            __main__._ = result
            _shown.append({**_bundle(result), "isResult": True})
        js.okcvm.finish()
    except SystemExit as exit:
        js.okcvm.finish()
        error = f"SystemExit: {exit.code}"
    except BaseException as raised:
        js.okcvm.finish()
        error = _told(raised, name)
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
    answer = json.dumps({"shown": _shown, "error": error})
    _shown.clear()
    return answer


def _execute(source, name):
    tree = _parse(source, name)
    lines = source.splitlines(keepends=True)
    linecache.cache[name] = (len(source), None, lines, name)
    last = tree.body[-1] if tree.body else None
    shows = isinstance(last, ast.Expr) and not source.rstrip().endswith(";")
    if shows:
        tree.body.pop()
    _evaluate(compile(tree, name, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT))
    if not shows:
        return None
    return _evaluate(compile(ast.Expression(last.value), name, "eval", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT))


def _evaluate(code):
    if code.co_flags & inspect.CO_COROUTINE:
        return run_sync(eval(code, __main__.__dict__))
    return eval(code, __main__.__dict__)


def _parse(source, name):
    try:
        return ast.parse(source, name)
    except SyntaxError:
        translated = "".join(_translate(line) for line in source.splitlines(keepends=True))
        if translated == source:
            linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
            raise
        return ast.parse(translated, name)


_BANG = re.compile(r"^(\s*)(?:(\w+)\s*=\s*)?!(.+)$")
_MAGIC = re.compile(r"^(\s*)%(\w+)(.*)$")


def _translate(line):
    """What IPython understands and Python does not: `!command`, `name = !command` and `%magic`."""
    end = "\n" if line.endswith("\n") else ""
    if bang := _BANG.match(line.rstrip("\n")):
        indent, variable, command = bang.groups()
        if variable:
            return f"{indent}{variable} = __import__('okcvm_cell').output_of({command!r}).splitlines(){end}"
        return f"{indent}__import__('okcvm_cell').system({command!r}){end}"
    if magic := _MAGIC.match(line.rstrip("\n")):
        indent, word, rest = magic.groups()
        return f"{indent}__import__('okcvm_cell').magic({word!r}, {rest.strip()!r}){end}"
    return line


def output_of(command):
    return _shell(command)["output"]


def system(command):
    """Runs a command line of bash and prints what it printed; its exit code is in `_exit_code`."""
    done = _shell(command)
    sys.stdout.write(done["output"])
    __main__._exit_code = done["exitCode"]


def _shell(command):
    filled = re.sub(r"(?<![$\\{])\{([A-Za-z_]\w*)\}", lambda found: _variable(found), command)
    sys.stdout.flush()
    return json.loads(run_sync(js.okcvm.shell(filled)))


def _variable(found):
    return str(__main__.__dict__[found[1]]) if found[1] in __main__.__dict__ else found[0]


def magic(word, rest):
    if word in ("matplotlib", "config", "load_ext", "autoreload"):
        return
    hint = "Use import os; os.chdir(...)." if word == "cd" else "Write it as Python, or as a !command."
    raise NameError(f"There is no %{word} here. {hint}")


def display(*things):
    """Shows things as a notebook does."""
    for thing in things:
        _shown.append({**_bundle(thing), "isResult": False})


def _bundle(thing):
    """How a thing can be shown: always as text, and richer where it knows how."""
    bundle = {"text": _text_of(thing)}
    for kind in ("svg", "png", "html"):
        made = _representation(thing, f"_repr_{kind}_")
        if made is not None:
            bundle[kind] = _base64(made) if kind == "png" else str(made)
    table = _table_of(thing)
    if table:
        bundle["table"] = table
    return bundle


def _base64(png):
    import base64

    return png if isinstance(png, str) else base64.b64encode(png).decode()


def _representation(thing, method):
    make = None if isinstance(thing, type) else getattr(thing, method, None)
    if not callable(make):
        return None
    made = make()
    return made[0] if isinstance(made, tuple) else made


def _text_of(thing):
    if isinstance(thing, (list, dict, tuple, set)):
        text = repr(thing) if len(thing) < 8 else ""
        if not text or len(text) > 100:
            text = pprint.pformat(thing, width=100, compact=True, sort_dicts=False)
    else:
        text = repr(thing)
    return text if len(text) <= SHOWN_MAX else f"{text[:SHOWN_MAX]}… [{len(text)} characters]"


ROWS_MAX = 200
COLUMNS_MAX = 30


def _table_of(thing):
    """A list of dicts, as csv.DictReader makes them, is a table."""
    if not isinstance(thing, list) or not thing or not all(isinstance(row, dict) for row in thing):
        return None
    columns = list(dict.fromkeys(str(key) for row in thing[:ROWS_MAX] for key in row))[:COLUMNS_MAX]
    rows = [[_cell_of(row.get(column)) for column in columns] for row in thing[:ROWS_MAX]]
    return {"columns": columns, "rows": rows, "total": len(thing)} if columns else None


def _cell_of(value):
    if value is None or isinstance(value, (bool, str)):
        return value if not isinstance(value, str) else value[:500]
    if isinstance(value, int):
        return value if abs(value) < 2**53 else str(value)
    if isinstance(value, float):
        return value if value - value == 0 else str(value)
    return str(value)[:500]


FRAMES_MAX = 20

_OURS = (__file__, "/pyodide/", "/_pyodide/")


def _told(raised, name):
    """The traceback without the frames that are ours."""
    depth = sum(1 for _ in traceback.walk_tb(raised.__traceback__))
    limit = -FRAMES_MAX if depth > 2 * FRAMES_MAX else None
    told = traceback.TracebackException.from_exception(raised, limit=limit, compact=True)
    _strip(told)
    text = "".join(told.format()).rstrip("\n")
    hint = _hint(raised)
    return f"{text}\n{hint}" if hint else text


def _strip(told):
    if told is None:
        return
    told.stack[:] = [frame for frame in told.stack if not any(ours in frame.filename for ours in _OURS)]
    _strip(told.__cause__)
    _strip(told.__context__)


_INSTEAD = {
    "numpy": "the modules statistics, math, array and random",
    "scipy": "the modules statistics and math",
    "pandas": "the modules csv, sqlite3, statistics and collections; a list of dicts is shown as a table",
    "matplotlib": "the module plot (line, bar, scatter, histogram, heatmap as SVG; see help(plot))",
    "seaborn": "the module plot (line, bar, scatter, histogram, heatmap as SVG; see help(plot))",
    "plotly": "the module plot (line, bar, scatter, histogram, heatmap as SVG; see help(plot))",
    "requests": "curl as a !command, and the browser tools",
    "openpyxl": "read_file, which reads XLSX as Markdown, or zipfile with xml.etree",
}


def _hint(raised):
    if isinstance(raised, ModuleNotFoundError) and raised.name:
        package = raised.name.split(".")[0]
        instead = _INSTEAD.get(package)
        if instead:
            return f"{package} is compiled code that cannot be loaded here. There is instead: {instead}."
        return f"Nothing can be installed here: there is {LIBRARY}."
    if type(raised).__name__ == "URLError" or isinstance(raised, ConnectionError):
        return f"Python has no network of its own. {OUTSIDE}"
    if isinstance(raised, MemoryError):
        return f"Python has {MEMORY_MIB} MiB here. Work on parts of the data, or free variables with del."
    return None


def _interrupted(_signal, _frame):
    """Every so many steps. It does not pause: pauses in the middle of what computes broke Python's memory."""
    _count()


def _count():
    why = js.okcvm.count()
    if why == "stuck" and can_run_sync():
        run_sync(js.okcvm.giveUp())
    _end_for(why)


def _end_for(why):
    if why:
        raise Cut(why)


def _sleep(seconds):
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    if can_run_sync():
        _end_for(run_sync(js.okcvm.pause(seconds * 1000)))
    else:
        _count()


def _audit(event, given):
    """A file of the workspace comes when it is opened."""
    if event not in ("open", "os.truncate", "sqlite3.connect"):
        return
    path = given[0]
    if isinstance(path, bytes):
        path = os.fsdecode(path)
    if not isinstance(path, str) or not js.okcvm.isMissing(path):
        return
    problem = run_sync(js.okcvm.load(path))
    if problem:
        raise OSError(errno.EFBIG, problem, path)


def wake(is_fresh):
    """Called once in each isolate; `is_fresh` unless a conversation's own variables came back."""
    signal.signal(signal.SIGINT, _interrupted)
    if is_fresh:
        # Every conversation begins with the same memory.
        random.seed()


sys.addaudithook(_audit)
sys.dont_write_bytecode = True
sys.path.insert(0, ROOT)
time.sleep = _sleep
builtins.display = display
