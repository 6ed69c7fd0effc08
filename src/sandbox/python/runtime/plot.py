"""Charts as SVG, without anything to install.

    import plot
    plot.line({"sales": [3, 5, 4], "costs": [2, 2, 3]}, x=["Jan", "Feb", "Mar"], title="A year", y_label="EUR")

line, bar, scatter, histogram and heatmap each answer a Chart. As the last expression of a cell, or by display(chart), it
is shown; chart.save("output/chart.svg") writes a file; str(chart) is the SVG itself, for a page of HTML.
"""

import math
from html import escape

COLOURS = ("#3b82c4", "#d9822b", "#3f9b5f", "#b4539a", "#8a7a2f", "#4fa3a5", "#c2504d", "#7a6fc0")

DATA_MAX = 2000

_STYLE = """
text { font: 12px system-ui, sans-serif; fill: #3a3f45 }
.paper { fill: #fff } .title { font-size: 15px; font-weight: 600; fill: #1d2125 } .grid { stroke: #e3e6ea }
.axis { stroke: #8b929a }
@media (prefers-color-scheme: dark) {
  text { fill: #c3c9d0 } .paper { fill: #1b1e22 } .title { fill: #f0f2f4 } .grid { stroke: #343a41 }
}
"""


class Chart:
    """A drawn chart. str() is its SVG."""

    def __init__(self, svg, title, data):
        self._svg, self._title, self._data = svg, title, data

    def _okcvm_chart_(self):
        return {"title": self._title, "chart": self._data}

    def _repr_svg_(self):
        return self._svg

    def __str__(self):
        return self._svg

    def __repr__(self):
        return f"<Chart {self._title!r}>" if self._title else "<Chart>"

    def save(self, path):
        """Writes the SVG and answers the path."""
        with open(path, "w", encoding="utf-8") as file:
            file.write(self._svg)
        return path


def line(values, x=None, **options):
    """Lines: a list of numbers, or a dict of lists by name. `x` holds numbers or labels; None is a gap."""
    series = _series(values)
    frame = _Frame(series, x, options)
    for index, numbers in enumerate(series.values()):
        parts, pen = [], "M"
        for at, number in enumerate(numbers):
            if number is None:
                pen = "M"
                continue
            # A point between two gaps is seen by its round end alone.
            parts.append(f"{pen}{frame.x(at):.1f} {frame.y(number):.1f}" + ("h0" if pen == "M" else ""))
            pen = "L"
        frame.add(f'<path d="{" ".join(parts)}" fill="none" stroke="{_colour(index)}" stroke-width="2" stroke-linecap="round"/>')
    return frame.chart("line", series.items())


def scatter(x, y, **options):
    """Points: a list of x and a list of y, or a dict of lists by name for y."""
    series = _series(y)
    frame = _Frame(series, list(x), options)
    for index, numbers in enumerate(series.values()):
        for at, number in enumerate(numbers):
            if number is not None:
                place = f'cx="{frame.x(at):.1f}" cy="{frame.y(number):.1f}"'
                frame.add(f'<circle {place} r="4" fill="{_colour(index)}" fill-opacity="0.75"/>')
    return frame.chart("scatter", series.items())


def bar(labels, values, **options):
    """Bars: labels, and a list of numbers or a dict of lists by name, side by side."""
    series = _series(values)
    frame = _Frame(series, [str(label) for label in labels], options, from_zero=True, banded=True)
    width = frame.band * 0.8 / len(series)
    for index, numbers in enumerate(series.values()):
        for at, number in enumerate(numbers):
            if number is None:
                continue
            left = frame.x(at) - frame.band * 0.4 + index * width
            top, bottom = sorted((frame.y(number), frame.y(0)))
            place = f'x="{left:.1f}" y="{top:.1f}" width="{max(width - 1, 0.5):.1f}" height="{bottom - top:.1f}"'
            frame.add(f'<rect {place} fill="{_colour(index)}"/>')
    return frame.chart("bar", series.items())


def histogram(values, bins=10, **options):
    """How often numbers fall into each of so many equal ranges."""
    numbers = [number for number in values if number is not None]
    if not numbers:
        raise ValueError("A histogram needs at least one number.")
    low, high = min(numbers), max(numbers)
    step = (high - low) / bins or 1
    counts = [0] * bins
    for number in numbers:
        counts[min(int((number - low) / step), bins - 1)] += 1
    edges = [low + step * at for at in range(bins + 1)]
    chart = bar([_label(edge) for edge in edges[:-1]], counts, **{"y_label": "count", **options})
    if chart._data:
        chart._data.update(type="histogram", x=[_number(edge) for edge in edges])
    return chart


def heatmap(rows, x=None, y=None, **options):
    """A list of rows of numbers as coloured fields; `x` and `y` name columns and rows."""
    rows = [list(row) for row in rows]
    numbers = [number for row in rows for number in row if number is not None]
    if not numbers:
        raise ValueError("A heat map needs at least one number.")
    low, high = min(numbers), max(numbers)
    columns = max(len(row) for row in rows)
    labels = [str(label) for label in (x or range(1, columns + 1))]
    names = [_cut(str(y[down] if y else down + 1)) for down in range(len(rows))]
    frame = _Frame({"": [0, len(rows)]}, labels, {**options, "ticks": []}, banded=True, names=names)
    height = (frame.bottom - frame.top) / len(rows)
    for down, row in enumerate(rows):
        top = frame.top + down * height
        name = escape(names[down])
        frame.add(f'<text x="{frame.left - 8}" y="{top + height / 2 + 4:.1f}" text-anchor="end">{name}</text>')
        for at, number in enumerate(row):
            if number is None:
                continue
            strength = 0.1 + 0.9 * ((number - low) / (high - low or 1))
            place = f'x="{frame.x(at) - frame.band / 2:.1f}" y="{top:.1f}" width="{frame.band:.1f}" height="{height:.1f}"'
            tip = f"<title>{escape(_label(number))}</title>"
            frame.add(f'<rect {place} fill="{COLOURS[0]}" fill-opacity="{strength:.2f}">{tip}</rect>')
    return frame.chart("heatmap", [(str(y[down] if y else down + 1), row) for down, row in enumerate(rows)])


class _Frame:
    """Axes, grid, titles and legend; where a value lies."""

    def __init__(self, series, x, options, from_zero=False, banded=False, names=()):
        known = {"title", "x_label", "y_label", "width", "height", "ticks"}
        if unknown := set(options) - known:
            raise TypeError(f"There is no option {', '.join(sorted(unknown))}. There are {', '.join(sorted(known - {'ticks'}))}.")
        self.options, self.parts = options, []
        self.width, self.height = options.get("width", 720), options.get("height", 400)
        self.names = [name for name in series if name]
        count = max((len(numbers) for numbers in series.values()), default=0)
        numbers = [number for each in series.values() for number in each if number is not None]
        if not numbers:
            raise ValueError("A chart needs at least one number.")
        self.xs = list(x) if x is not None else list(range(count))
        if len(self.xs) < count:
            raise ValueError(f"There are {count} values but only {len(self.xs)} places on the x axis.")
        self.numeric = not banded and all(isinstance(value, (int, float)) for value in self.xs)
        low, high = min(numbers), max(numbers)
        self.ticks = options.get("ticks", _ticks(min(low, 0) if from_zero else low, max(high, 0) if from_zero else high))
        self.low, self.high = (self.ticks[0], self.ticks[-1]) if self.ticks else (low, high)
        # Room for the words on the left, and beside them for the axis's own.
        widest = max((len(word) for word in [*names, *map(_label, self.ticks)]), default=0)
        self.left = 16 + 7 * widest + (22 if options.get("y_label") else 0)
        self.right = self.width - 20
        self.top = 24 + (24 if options.get("title") else 0) + (22 if len(self.names) > 1 else 0)
        self.bottom = self.height - (56 if options.get("x_label") else 38)
        self.band = (self.right - self.left) / max(len(self.xs), 1)
        self.x_ticks = _ticks(min(self.xs), max(self.xs)) if self.numeric else []

    def add(self, part):
        self.parts.append(part)

    def x(self, index):
        if self.numeric:
            return self._x_of(self.xs[index])
        return self.left + self.band * (index + 0.5)

    def _x_of(self, value):
        low, high = self.x_ticks[0], self.x_ticks[-1]
        return self.left + (value - low) / (high - low or 1) * (self.right - self.left)

    def y(self, value):
        return self.bottom - (value - self.low) / (self.high - self.low or 1) * (self.bottom - self.top)

    def chart(self, kind, series):
        title = str(self.options.get("title", ""))
        body = "".join([*self._surroundings(title), *self.parts])
        size = f'viewBox="0 0 {self.width} {self.height}" width="{self.width}" height="{self.height}"'
        name = escape(title or "Chart")
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{name}"><style>{_STYLE}</style>{body}</svg>'
        return Chart(svg, title, self._data(kind, series))

    def _data(self, kind, series):
        """The chart by its numbers, for whoever draws it anew; None where there are too many."""
        width, series = len(self.xs), list(series)
        if width * len(series) > DATA_MAX:
            return None
        filled = [(name, [*numbers, *[None] * (width - len(numbers))]) for name, numbers in series]
        return {
            "type": kind,
            "x": [_number(value) if self.numeric else str(value) for value in self.xs],
            "series": [{"name": name, "values": [_number(each) for each in numbers]} for name, numbers in filled],
            "xLabel": str(self.options.get("x_label", "")),
            "yLabel": str(self.options.get("y_label", "")),
        }

    def _surroundings(self, title):
        yield f'<rect class="paper" width="{self.width}" height="{self.height}"/>'
        if title:
            yield f'<text class="title" x="{self.left}" y="28">{escape(title)}</text>'
        yield from self._legend(54 if title else 28)
        for tick in self.ticks:
            y = f"{self.y(tick):.1f}"
            yield f'<line class="grid" x1="{self.left}" x2="{self.right}" y1="{y}" y2="{y}"/>'
            yield f'<text x="{self.left - 8}" y="{self.y(tick) + 4:.1f}" text-anchor="end">{escape(_label(tick))}</text>'
        yield f'<line class="axis" x1="{self.left}" x2="{self.right}" y1="{self.bottom}" y2="{self.bottom}"/>'
        places = [(self._x_of(tick), _label(tick)) for tick in self.x_ticks]
        if not self.numeric:
            every = math.ceil(len(self.xs) / 12) or 1
            places = [(self.x(at), str(label)) for at, label in enumerate(self.xs) if at % every == 0]
        for at, label in places:
            yield f'<text x="{at:.1f}" y="{self.bottom + 18}" text-anchor="middle">{escape(label[:14])}</text>'
        middle = (self.left + self.right) / 2
        if label := self.options.get("x_label"):
            yield f'<text x="{middle}" y="{self.height - 12}" text-anchor="middle">{escape(str(label))}</text>'
        if label := self.options.get("y_label"):
            y = (self.top + self.bottom) / 2
            yield f'<text transform="translate(14 {y}) rotate(-90)" text-anchor="middle">{escape(str(label))}</text>'

    def _legend(self, y):
        if len(self.names) < 2:
            return
        at = self.left
        for index, name in enumerate(self.names):
            yield f'<rect x="{at}" y="{y - 10}" width="12" height="12" fill="{_colour(index)}"/>'
            yield f'<text x="{at + 17}" y="{y}">{escape(str(name))}</text>'
            at += 34 + 7 * len(str(name))


def _series(values):
    series = values if isinstance(values, dict) else {"": values}
    # What is no number is a gap.
    return {str(name): [None if number != number else number for number in numbers] for name, numbers in series.items()}


def _number(value):
    """As JSON has it; a gap for what it has not."""
    if value is None:
        return None
    number = value if isinstance(value, int) and abs(value) < 2**53 else float(value)
    return number if math.isfinite(number) else None


def _colour(index):
    return COLOURS[index % len(COLOURS)]


def _ticks(low, high, wanted=6):
    """Round numbers from at or below `low` to at or above `high`."""
    if low == high:
        low, high = low - 1, high + 1
    rough = (high - low) / wanted
    size = 10 ** math.floor(math.log10(rough))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= rough * 0.999)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [round(step * at, 10) for at in range(first, last + 1)]


def _cut(word):
    return word if len(word) <= 20 else f"{word[:19]}…"


def _label(number):
    return f"{number:,.10g}" if abs(number) >= 0.001 or number == 0 else f"{number:.3g}"
