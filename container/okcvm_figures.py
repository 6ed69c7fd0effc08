"""Matplotlib's figures, shown as pictures where a cell calls show()."""

from matplotlib._pylab_helpers import Gcf
from matplotlib.backends.backend_agg import FigureCanvasAgg as FigureCanvas  # noqa: F401
from matplotlib.backends.backend_agg import FigureManagerBase as FigureManager  # noqa: F401


class Picture:
    def __init__(self, figure):
        self.figure = figure

    def __repr__(self):
        return repr(self.figure)

    def _repr_png_(self):
        import io

        file = io.BytesIO()
        self.figure.savefig(file, format="png", bbox_inches="tight")
        return file.getvalue()


def show(*_args, **_more):
    for manager in Gcf.get_all_fig_managers():
        display(Picture(manager.canvas.figure))  # noqa: F821
    Gcf.destroy_all()
