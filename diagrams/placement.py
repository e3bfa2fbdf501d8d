"""Where Graphviz places the shapes of a DOT text. The only file that runs Graphviz.

The library comes in the wheel of pygraphviz, so that no machine needs a program ``dot``. On Linux the module pygraphviz
itself wants X11 and GLib of the system, for drawings that are not made here; a machine without a screen lacks them. The
parts that place shapes want neither and are called directly there.
"""

from __future__ import annotations

import ctypes
import importlib.util
from functools import cache
from pathlib import Path
from typing import Any

ERRORS_ONLY = 1
POINTS = 72


def placed(source: str) -> dict[str, tuple[float, float]]:
    """The centre of every node after ``dot`` has placed them, in inches from the lower left."""
    library = _library()
    return library.placed(source) if library else _placed_by_module(source)


def _placed_by_module(source: str) -> dict[str, tuple[float, float]]:
    import pygraphviz  # type: ignore[import-untyped]  # noqa: PLC0415 - cannot be imported everywhere

    graph = pygraphviz.AGraph(string=source)
    graph.layout(prog="dot")
    centres = {str(node): node.attr["pos"].split(",") for node in graph.nodes()}
    return {name: (float(x) / POINTS, float(y) / POINTS) for name, (x, y) in centres.items()}


class _Library:
    """The parts of Graphviz that place shapes, as they lie in the wheel."""

    def __init__(self, folder: Path) -> None:
        self.graphs = _load(folder, "cgraph", agmemread=(ctypes.c_void_p, 1), agclose=(int, 1), agseterr=(int, 1))
        self.layouts = _load(
            folder,
            "gvc",
            gvContext=(ctypes.c_void_p, 0),
            gvAddLibrary=(None, 2),
            gvLayout=(int, 3),
            gvRenderData=(int, 5),
            gvFreeRenderData=(None, 1),
            gvFreeLayout=(int, 2),
        )
        self.graphs.agseterr(ctypes.c_void_p(ERRORS_ONLY))
        self.context = self.layouts.gvContext()
        for name in ("gvplugin_core", "gvplugin_dot_layout"):
            part = ctypes.c_char.in_dll(_load(folder, name), f"{name}_LTX_library")
            self.layouts.gvAddLibrary(self.context, ctypes.addressof(part))

    def placed(self, source: str) -> dict[str, tuple[float, float]]:
        lines = (line.split() for line in self._plain(source).splitlines())
        return {words[1]: (float(words[2]), float(words[3])) for words in lines if words[0] == "node"}

    def _plain(self, source: str) -> str:
        """The placed graph in Graphviz's format ``plain``: a line per node with its name and place."""
        graph = self.graphs.agmemread(source.encode())
        if not graph or self.layouts.gvLayout(self.context, graph, b"dot"):
            raise ValueError(source)
        data, size = ctypes.c_void_p(), ctypes.c_size_t()
        self.layouts.gvRenderData(self.context, graph, b"plain", ctypes.byref(data), ctypes.byref(size))
        text = ctypes.string_at(data, size.value).decode()
        self.layouts.gvFreeRenderData(data)
        self.layouts.gvFreeLayout(self.context, graph)
        self.graphs.agclose(graph)
        return text


@cache
def _library() -> _Library | None:
    """None where the wheel is not one for Linux; the module pygraphviz has all it needs there."""
    found = importlib.util.find_spec("pygraphviz")
    folder = Path(found.origin).parent.parent / "pygraphviz.libs" if found and found.origin else None
    return _Library(folder) if folder and any(folder.glob("libgvc-*.so*")) else None


def _load(folder: Path, name: str, **functions: tuple[Any, int]) -> ctypes.CDLL:
    """A library of the wheel, whose file name carries a hash; per function what it gives and how much it takes."""
    (path,) = folder.glob(f"lib{name}-*.so*")
    library = ctypes.CDLL(str(path))
    for function, (result, count) in functions.items():
        found = getattr(library, function)
        found.restype = ctypes.c_int if result is int else result
        found.argtypes = [ctypes.c_void_p] * count
    return library
