"""The charts, as specifications of Vega-Lite 6: what is drawn, without the values.

The report binds values to them in the browser, the published plots do so in Python. Names of
extractors come as data (`names`, by place) and are looked up by expressions that hold no name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Spec = dict[str, Any]

_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"  # a name; nothing is loaded from there
_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif"
_NAME = "names[datum.value]"
_TIP = {"field": "tip", "type": "nominal"}

_NAMED = 8  # lines of extractors in colour, where all are drawn


def _theme(colours: Mapping[str, str]) -> Spec:
    axis: Spec = {"labelColor": colours["ink"], "titleColor": colours["faint"]}
    axis |= {f"{part}Color": colours["edge"] for part in ("grid", "domain", "tick")}
    axis |= {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal"}
    return {
        "background": "transparent",
        "font": _FONT,
        "aria": False,  # the box of the chart says what it is, and the table has its figures
        "view": {"stroke": None},
        "axis": axis | {"labelLimit": 210},
    }


# The colours of the page's style, and eight that the colour-blind tell apart too, after Okabe
# and Ito, "Color Universal Design" (2008), darkened or lightened for a contrast of 3 at least.
COLOURS: Mapping[str, Mapping[str, str]] = {
    "light": {
        "paper": "#fbfaf7",
        "ink": "#1d1f23",
        "faint": "#5c5f66",
        "edge": "#dedbd2",
        "accent": "#8a5a00",
        "bad": "#b23a48",
        "plain": "#2f6690",
    },
    "dark": {
        "paper": "#16181c",
        "ink": "#e8e6e1",
        "faint": "#a3a6ad",
        "edge": "#363a41",
        "accent": "#e0b04a",
        "bad": "#f29aa3",
        "plain": "#7fb3d8",
    },
}
_EIGHT = {
    "light": "#0072b2 #b35900 #007a5a #a63d78 #3f3f3f #7a6a00 #2f86b5 #8a2b2b",
    "dark": "#56b4e9 #f0a030 #2fc79a #e08fbe #d8d8d8 #f0e442 #9cc9ff #f08a80",
}
THEMES: Mapping[str, Spec] = {
    name: _theme(colours) | {"range": {"category": _EIGHT[name].split()}}
    for name, colours in COLOURS.items()
}


def _colour(name: str) -> Spec:
    """Name a colour, which the theme decides: `colours` comes with the values."""
    return {"expr": f"colours.{name}"}


def _point(shape: str, size: int, colour: str) -> Spec:
    return {
        "type": "point",
        "filled": True,
        "shape": shape,
        "size": size,
        "color": _colour(colour),
        "stroke": _colour("paper"),
        "strokeWidth": 1.5,
        "opacity": 1,
    }


def _by_rank() -> Spec:
    return {
        "field": "place",
        "type": "ordinal",
        "sort": {"field": "rank"},
        "axis": {"labelExpr": _NAME, "title": None, "ticks": False, "domain": False},
    }


def _layered(layers: Sequence[Spec], **other: Any) -> Spec:
    fitted = {"type": "fit-x", "contains": "padding"}
    return {
        "$schema": _SCHEMA,
        "width": "container",
        "autosize": fitted,
        **other,
        "layer": list(layers),
    }


def _leaderboard() -> Spec:
    score = {"type": "quantitative", "scale": {"zero": False, "nice": True}, "title": None}
    return _layered(
        [
            {
                "mark": {
                    "type": "bar",
                    "height": 7,
                    "cornerRadius": 3.5,
                    "color": _colour("plain"),
                    "opacity": 0.5,
                },
                "encoding": {"x": {"field": "low", **score}, "x2": {"field": "high"}},
            },
            {
                "mark": _point("diamond", 110, "accent"),
                "encoding": {"x": {"field": "value", **score}},
            },
        ],
        height={"step": 24},
        encoding={"y": _by_rank(), "tooltip": _TIP},
    )


def _speed() -> Spec:
    cost = {
        "field": "cost",
        "type": "quantitative",
        "scale": {"type": "log", "nice": False, "padding": 30},
        "axis": {
            "title": "CPU ms a page (logarithmic); to the left is cheaper",
            "format": "~r",
            "tickCount": 6,
            "labelOverlap": True,
        },
    }
    score = {"type": "quantitative", "scale": {"zero": False, "padding": 12}, "title": None}
    where = {"x": cost, "y": {"field": "value", **score}}
    on_front, off_front = {"filter": "datum.front"}, {"filter": "!datum.front"}
    return _layered(
        [
            {
                "transform": [on_front],
                "mark": {"type": "line", "color": _colour("accent"), "interpolate": "step-after"},
                "encoding": where,
            },
            {
                "mark": {
                    "type": "rule",
                    "color": _colour("plain"),
                    "strokeWidth": 2,
                    "opacity": 0.55,
                },
                "encoding": {
                    "x": cost,
                    "y": {"field": "low", **score},
                    "y2": {"field": "high"},
                    "tooltip": _TIP,
                },
            },
            {
                "transform": [off_front],
                "mark": _point("circle", 75, "plain"),
                "encoding": where | {"tooltip": _TIP},
            },
            {
                "transform": [on_front],
                "mark": _point("diamond", 150, "accent"),
                "encoding": where | {"tooltip": _TIP},
            },
            {
                "transform": [
                    {"filter": "datum.labelled"},
                    {"calculate": "names[datum.place]", "as": "name"},
                ],
                "mark": {
                    "type": "text",
                    "color": _colour("ink"),
                    "fontSize": 12,
                    "align": "left",
                    "dx": 7,
                    "dy": -8,
                },
                "encoding": where | {"text": {"field": "name", "type": "nominal"}},
            },
        ],
        height=360,
    )


def _metrics() -> Spec:
    across = {
        "field": "column",
        "type": "ordinal",
        "axis": {
            "labelExpr": "columns[datum.value]",
            "title": None,
            "orient": "top",
            "labelAngle": 0,
            "domain": False,
            "ticks": False,
        },
        "scale": {"type": "point", "padding": 0.15},
    }

    def rank(side: str) -> Spec:
        axis: Spec = {"orient": side, "labelExpr": f"{side}[datum.value - 1]", "title": None}
        axis |= {"ticks": False, "domain": False, "grid": False}
        return {"field": "rank", "type": "ordinal", "axis": axis}

    colour = {
        "condition": {
            "test": f"datum.main <= {_NAMED} && datum.main > 0",
            "field": "place",
            "type": "nominal",
            "legend": None,
        },
        "value": "#8886",
    }
    line = {"type": "line", "strokeWidth": 2}
    dot = {"type": "point", "filled": True, "size": 60, "opacity": 1}
    one_each = {"detail": {"field": "place", "type": "nominal"}, "color": colour, "x": across}
    return _layered(
        [
            {"mark": line, "encoding": one_each | {"y": rank("left")}},
            {"mark": dot, "encoding": one_each | {"y": rank("right"), "tooltip": _TIP}},
        ],
        height={"step": 24},
        resolve={"axis": {"y": "independent"}},
    )


def _spread() -> Spec:
    across = {
        "field": "column",
        "type": "ordinal",
        "axis": {
            "labelExpr": "columns[datum.value]",
            "title": None,
            "orient": "top",
            "labelAngle": 0,
            "domain": False,
            "ticks": False,
            "labelFontSize": 11,
            "labelOverlap": False,
        },
    }
    much = {
        "field": "pages",
        "type": "quantitative",
        "scale": {"type": "sqrt", "range": [0.0, 0.62]},
        "legend": None,
    }
    # A single failure among a thousand pages is to be seen, so these do not fade.
    kinds = (("score", "plain", much), ("failed", "bad", {"value": 0.5}))
    cells = [
        {
            "transform": [{"filter": f"datum.kind === '{kind}' && datum.pages > 0"}],
            "mark": {
                "type": "rect",
                "color": _colour(colour),
                "cornerRadius": 3,
                "xOffset": 1,
                "x2Offset": -1,
                "yOffset": 1,
                "y2Offset": -1,
            },
            "encoding": {"opacity": opacity, "tooltip": _TIP},
        }
        for kind, colour, opacity in (*kinds, ("empty", "accent", {"value": 0.4}))
    ]
    counts = {
        "transform": [{"filter": "datum.pages > 0"}],
        "mark": {"type": "text", "color": _colour("ink"), "fontSize": 11},
        "encoding": {"text": {"field": "pages", "type": "quantitative"}, "tooltip": _TIP},
    }
    return _layered([*cells, counts], height={"step": 24}, encoding={"x": across, "y": _by_rank()})


SPECS: Mapping[str, Spec] = {
    "leaderboard": _leaderboard(),
    "speed": _speed(),
    "metrics": _metrics(),
    "spread": _spread(),
}
