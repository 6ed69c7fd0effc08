"""How a thing can be shown: always as text, and richer where it knows how."""

import base64
import csv
import io
import json
import pprint
from itertools import chain
from html.parser import HTMLParser

TEXT_MAX = 20_000

# Of a table what is shown at once; all of it goes beside, as CSV, up to a limit.
ROWS_MAX = 200
COLUMNS_MAX = 100
CELL_MAX = 500
ROWS_CHARS_MAX = 20_000
# Over all tables of a cell.
CSV_CHARS_MAX = 2_000_000

_csv_room = CSV_CHARS_MAX


def begin():
    """A cell begins."""
    global _csv_room
    _csv_room = CSV_CHARS_MAX


def bundle(thing):
    """Text, and of chart, svg, png, markdown and table what there is."""
    shown = {"text": _text_of(thing)}
    described = _representation(thing, "_okcvm_chart_")
    if described:
        shown.update({key: value for key, value in described.items() if value is not None})
    for kind in ("svg", "png", "markdown"):
        made = _representation(thing, f"_repr_{kind}_")
        if made is not None:
            shown[kind] = _base64(made) if kind == "png" else str(made)
    table = _grid_of(thing)
    html = None if table else _representation(thing, "_repr_html_")
    if html is not None:
        reader = _Page(str(html))
        table = reader.table
        if type(thing).__repr__ is object.__repr__:
            shown["text"] = _cut(reader.text)
    if table:
        shown["table"] = _shown_table(*table)
    return shown


def _base64(png):
    return png if isinstance(png, str) else base64.b64encode(png).decode()


def _representation(thing, method):
    make = None if isinstance(thing, type) else getattr(thing, method, None)
    if not callable(make):
        return None
    made = make()
    return made[0] if isinstance(made, tuple) else made


def _text_of(thing):
    if not isinstance(thing, (list, dict, tuple, set)):
        return _cut(repr(thing))
    head = _head(thing)
    text = repr(head) if len(head) < 8 else ""
    if not text or len(text) > 100:
        text = pprint.pformat(head, width=100, compact=True, sort_dicts=False)
    return _cut(text) if len(head) == len(thing) else f"{text[:TEXT_MAX]}… [{len(thing)} items]"


def _head(thing):
    """Of something long as much as will be told: to write all of it takes time and memory."""
    if type(thing) not in (list, dict, tuple, set):
        return thing
    kept, chars = [], 0
    for item in thing.items() if isinstance(thing, dict) else thing:
        kept.append(item)
        chars += len(repr(item))
        if chars > TEXT_MAX:
            break
    return thing if len(kept) == len(thing) else type(thing)(kept)


def _cut(text):
    return text if len(text) <= TEXT_MAX else f"{text[:TEXT_MAX]}… [{len(text)} characters]"


def _grid_of(thing):
    """Columns and rows of what is a table: frames, and lists of dicts, of rows of sqlite3 or csv, of (named) tuples."""
    if hasattr(thing, "columns") and callable(getattr(thing, "to_dict", None)):
        try:
            columns = list(thing.columns)
            return columns, [[row.get(column) for column in columns] for row in thing.to_dict("records")]
        except (AttributeError, TypeError, ValueError):
            return None  # It has these names for something else.
    if not isinstance(thing, list) or not thing:
        return None
    first = thing[0]
    if all(isinstance(row, dict) for row in thing):
        columns = list(dict.fromkeys(key for row in thing for key in row))
        return (columns, [[row.get(column) for column in columns] for row in thing]) if columns else None
    if not all(type(row) is type(first) for row in thing) or not hasattr(first, "__len__") or isinstance(first, str):
        return None
    if callable(getattr(first, "keys", None)):
        return list(first.keys()), [list(row) for row in thing]
    if hasattr(first, "_fields"):
        return list(first._fields), thing
    return _plain_grid(thing, first)


def _plain_grid(rows, first):
    """Lists or tuples of equal length; the first names the columns where csv.reader may have made them."""
    if not isinstance(first, (list, tuple)) or len(first) < 2 or any(len(row) != len(first) for row in rows):
        return None
    if not all(cell is None or isinstance(cell, (bool, int, float, str)) for row in rows for cell in row):
        return None
    if len(rows) > 1 and isinstance(first, list) and all(isinstance(cell, str) for cell in first):
        return first, rows[1:]
    return list(range(1, len(first) + 1)), rows


def _shown_table(columns, rows):
    shown, chars, whole = [], 0, len(columns) <= COLUMNS_MAX
    for row in rows[:ROWS_MAX]:
        cells = [_cell_of(cell) for cell in row[:COLUMNS_MAX]]
        chars += len(json.dumps(cells))
        if shown and chars > ROWS_CHARS_MAX:
            break
        whole = whole and not any(isinstance(cell, str) and len(cell) > CELL_MAX for cell in row)
        shown.append(cells)
    table = {"columns": [str(column) for column in columns[:COLUMNS_MAX]], "rows": shown, "total": len(rows)}
    if not whole or len(shown) < len(rows):
        made = _csv_of(columns, rows)
        if made:
            table["csv"] = made
    return table


def _csv_of(columns, rows):
    """As many rows as there is room for; None where there is none."""
    global _csv_room
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\n")
    end = 0
    for row in chain([columns], rows):
        writer.writerow(row)
        if page.tell() > _csv_room:
            page.truncate(end)
            break
        end = page.tell()
    _csv_room -= end
    return page.getvalue() or None


def _cell_of(value):
    if value is None or isinstance(value, (bool, str)):
        return value if not isinstance(value, str) else value[:CELL_MAX]
    if isinstance(value, int):
        return value if abs(value) < 2**53 else str(value)[:CELL_MAX]
    if isinstance(value, float):
        return value if value - value == 0 else str(value)
    return str(value)[:CELL_MAX]


class _Page(HTMLParser):
    """The text of a piece of HTML, and its first table."""

    def __init__(self, html):
        super().__init__()
        self._parts, self._rows, self._cell, self._tables = [], [], None, 0
        self.feed(html)
        self.close()
        self.text = "".join(self._parts).strip()

    @property
    def table(self):
        width = max((len(row) for row in self._rows), default=0)
        if width == 0 or len(self._rows) < 2:
            return None
        head, *rows = [[*row, *[""] * (width - len(row))] for row in self._rows]
        return head, rows

    def handle_starttag(self, tag, attrs):
        if tag in ("table", "tr", "td", "th"):
            self._end_cell()
        if tag == "table":
            self._tables += 1
        elif tag == "tr" and self._tables == 1:
            self._rows.append([])
        elif tag in ("td", "th") and self._tables == 1 and self._rows:
            self._cell = []
        if tag in ("br", "p", "div", "tr", "li"):
            self._parts.append("\n")

    def handle_endtag(self, tag):
        if tag in ("table", "tr", "td", "th"):
            self._end_cell()

    def _end_cell(self):
        """The tags that end cells may be left out."""
        if self._cell is not None:
            self._rows[-1].append(" ".join("".join(self._cell).split()))
            self._cell = None
            self._parts.append("\t")

    def handle_data(self, data):
        self._parts.append(data)
        if self._cell is not None:
            self._cell.append(data)
