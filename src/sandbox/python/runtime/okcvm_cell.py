"""Runs cells as IPython does: variables live on, the last expression is shown, errors are short."""

import ast
import builtins
import errno
import inspect
import json
import linecache
import os
import random
import re
import signal
import sys
import time
import traceback

import js
import __main__
import okcvm_shown
from okcvm_shown import bundle
from pyodide.ffi import can_run_sync, run_sync

ROOT = os.environ.get("OKCVM_ROOT", "/mnt/okcomputer")

# What a loop displays beyond this is printed; and of what is too large together only the text is shown.
SHOWN_MAX = 100
SHOWN_CHARS_MAX = 10_000_000

TITLE_MAX = 120

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
    okcvm_shown.begin()
    name = f"<cell {_cells}>"
    result, error = None, None
    try:
        result, title = _execute(source, name)
        if result is not None:
            __main__._ = result
            _show(result, title)
        js.okcvm.finish()
    except SystemExit as exit:
        js.okcvm.finish()
        error = f"SystemExit: {exit.code}"
    except BaseException as raised:
        js.okcvm.finish()
        error = _told(raised, name)
    finally:
        _flush()
    answer = f'{{"shown": [{",".join(_shown)}], "error": {json.dumps(error)}}}'
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
        return None, ""
    title = ast.unparse(last.value)[:TITLE_MAX]
    return _evaluate(compile(ast.Expression(last.value), name, "eval", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)), title


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
        if len(_shown) < SHOWN_MAX:
            _show(thing)
        else:
            print(thing)


def _show(thing, source=None):
    """Of the value of a cell `source` is its expression. What was printed before it stands before it."""
    shown = bundle(thing)
    _flush()
    title = shown.get("title") or source or ""
    shown |= {"title": title, "isResult": source is not None, "at": js.okcvm.printed()}
    room = SHOWN_CHARS_MAX - sum(len(each) for each in _shown)
    made = json.dumps(shown)
    if len(made) > room and shown.get("table", {}).pop("csv", None):
        made = json.dumps(shown)
    if len(made) > room:
        made = json.dumps({key: shown[key] for key in ("title", "isResult", "at")} | {"text": shown["text"][:200]})
    _shown.append(made)


def _flush():
    for stream in (sys.stdout, sys.stderr):
        stream.flush()


FRAMES_MAX = 20

_OURS = (__file__, okcvm_shown.__file__, "/pyodide/", "/_pyodide/")


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
