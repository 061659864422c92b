"""Pictures as SVG, drawn by Vega-Lite without a browser (the only importer of altair and vl-convert).

Plain rows in, an SVG document out. Fonts are named so that no Japanese glyph appears; everything told by
colour is told by lightness too, or written in the cell, so that a grey print says the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from math import sqrt
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from ontology.errors import MissingExtra

if TYPE_CHECKING:
    import altair

    from ontology.looks import Look

FONT = "'Noto Sans CJK SC', 'Source Han Sans SC', 'Microsoft YaHei', 'PingFang SC', 'WenQuanYi Micro Hei', sans-serif"
INK, DARK, LIGHT, FAINT = "#1a1a1a", "#1f4e79", "#b5c7da", "#d9d9d9"
Dot: TypeAlias = "dict[str, Any]"  #: a place in pixels ("x", "y") and the "names" that stand there

WIDTH = 620  #: of a picture, in pixels: the text width of an A4 page
MARK = 14  #: of the row of marks above a grid, in pixels
LONG = 12  #: characters of a name beside its dot
VEGA_LITE = "6.1"


def bars(rows: Sequence[tuple[str, int, int]], led: str, joined: str, axis: str) -> str:
    """Names with tasks led (dark) and joined (light), the total at the end of the bar."""
    alt = _altair()
    values = [
        {"name": name, "part": part, "turn": turn, "tasks": tasks}
        for name, leads, joins in rows
        for turn, (part, tasks) in enumerate(((led, leads), (joined, joins)))
    ]
    order = [name for name, _, _ in rows]
    y = alt.Y("name:N", sort=order, title=None, axis=alt.Axis(labelLimit=260, ticks=False, domain=False))
    bar = (
        alt.Chart(alt.InlineData(values))
        .mark_bar(height={"band": 0.75}, stroke=INK, strokeWidth=0.4)
        .encode(
            y=y,
            x=alt.X("tasks:Q", title=axis, axis=alt.Axis(tickMinStep=1, grid=True)),
            color=alt.Color(
                "part:N",
                scale=alt.Scale(domain=[led, joined], range=[DARK, LIGHT]),
                legend=alt.Legend(title=None, orient="top"),
            ),
            order="turn:O",
        )
    )
    totals = [{"name": name, "total": leads + joins} for name, leads, joins in rows]
    text = (
        alt.Chart(alt.InlineData(totals))
        .mark_text(align="left", dx=4)
        .encode(y=alt.Y("name:N", sort=order), x="total:Q", text="total:Q")
    )
    return _svg((bar + text).properties(width=WIDTH - 190, height=19 * len(rows)))


def histogram(sizes: Mapping[int, int], x: str, y: str) -> str:
    """How often each size occurs, the count over each bar."""
    alt = _altair()
    values = [{"size": size, "count": sizes.get(size, 0)} for size in range(1, max(sizes, default=0) + 1)]
    chart = alt.Chart(alt.InlineData(values)).encode(
        x=alt.X("size:O", title=x, axis=alt.Axis(labelAngle=0)),
        y=alt.Y("count:Q", title=y, axis=alt.Axis(tickMinStep=1)),
    )
    bar = chart.mark_bar(color=DARK)
    text = chart.mark_text(dy=-6).encode(text="count:Q").transform_filter("datum.count > 0")
    return _svg((bar + text).properties(width=WIDTH - 80, height=200))


def quadrants(
    points: Sequence[tuple[str, int, int]], means: tuple[float, float], x: str, y: str, corners: Sequence[str]
) -> str:
    """Tasks joined (across) and led (up), square-root scales, dashed lines at the means, the corners named.

    Points at one place share one dot and label. ``corners`` are upper left, upper right, lower right, lower
    left.
    """
    alt = _altair()
    width, height = WIDTH - 70, 400
    most = (max(j for _, _, j in points) * 1.3 + 1, max(led for _, led, _ in points) * 1.2 + 1)
    places: dict[tuple[int, int], list[str]] = {}
    for name, led, joined in points:
        places.setdefault((joined, led), []).append(name)
    dots: list[Dot] = [
        {"x": width * sqrt(j / most[0]), "y": height * (1 - sqrt(led / most[1])), "names": names}
        for (j, led), names in places.items()
    ]
    frame = (
        alt.Scale(type="sqrt", domain=[0, most[0]], nice=False),
        alt.Scale(type="sqrt", domain=[0, most[1]], nice=False),
    )
    ex = alt.X("x:Q", title=x, scale=frame[0], axis=alt.Axis(values=_ticks(most[0]), format="d"))
    ey = alt.Y("y:Q", title=y, scale=frame[1], axis=alt.Axis(values=_ticks(most[1]), format="d"))
    values = [{"x": j, "y": led, "count": len(names)} for (j, led), names in places.items()]
    marks = (
        alt.Chart(alt.InlineData(values))
        .mark_point(filled=True, color=DARK, opacity=1)
        .encode(x=ex, y=ey, size=alt.Size("count:Q", scale=alt.Scale(range=[40, 160]), legend=None))
    )
    lines = [
        alt.Chart(alt.InlineData([{"v": mean}])).mark_rule(strokeDash=[5, 4], color="#666").encode(**{axis: "v:Q"})
        for axis, mean in zip("xy", means, strict=True)
    ]
    inset = 8
    ends = [(inset, "left", "top"), (width - inset, "right", "top")]
    ends += [(width - inset, "right", "bottom"), (inset, "left", "bottom")]
    names = [
        _word(
            corner,
            at,
            inset if line == "top" else height - inset,
            align,
            line,
            size=13,
            weight="bold",
            color="#777",
        )
        for corner, (at, align, line) in zip(corners, ends, strict=True)
    ]
    taken = [
        (at - 50.0 * (align == "right"), inset if line == "top" else height - inset - 16.0, 50.0, 16.0)
        for at, align, line in ends
    ]
    across, up = width * sqrt(means[0] / most[0]), height * (1 - sqrt(means[1] / most[1]))
    taken += [(across - 1, 0.0, 2.0, height), (0.0, up - 1, width, 2.0)]  # no name across a dashed line
    labels = [_word(*label) for label in _labelled(dots, taken, width, height)]
    return _svg(alt.layer(marks, *lines, *names, *labels).properties(width=width, height=height))


def grid(
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Mapping[tuple[str, str], int],
    looks: Mapping[str, Look] = MappingProxyType({}),
) -> str:
    """A table as picture: the darker the more, each number in its cell, empty cells blank.

    A column that has a look bears it between its name and its cells.
    """
    alt = _altair()
    values = [{"row": row, "column": column, "n": n} for (row, column), n in cells.items() if n]
    most = max(cells.values(), default=1)
    x = alt.X("column:N", sort=list(columns), title=None, scale=alt.Scale(domain=list(columns)))
    labels = {"labelAngle": -60, "labelLimit": 300, "ticks": False, "domain": False}
    x.axis = alt.Axis(orient="top", offset=MARK if looks else 0, **labels)
    y = alt.Y("row:N", sort=list(rows), title=None, scale=alt.Scale(domain=list(rows)))
    y.axis = alt.Axis(labelLimit=170, ticks=False, domain=False)
    base = alt.Chart(alt.InlineData(values)).encode(x=x, y=y)
    shade = alt.Scale(range=["#eef3f8", DARK], domain=[0, most], type="sqrt")
    cell = base.mark_rect(stroke="#ffffff").encode(color=alt.Color("n:Q", scale=shade, legend=None))
    # up to here black is read better, above it white, and either with a contrast of 4.5 (WCAG 2.2, 1.4.3)
    ink = alt.condition(alt.datum.n > most * 0.55, alt.value("#ffffff"), alt.value("#000000"))
    text = base.mark_text(fontSize=9).encode(text="n:Q", color=ink)
    side = max(13, min(20, (WIDTH - 130) // max(1, len(columns))))
    picture = cell + text
    if looks:
        picture = alt.layer(picture, _heads(x, looks)).resolve_scale(color="independent")
    return _svg(picture.properties(width=side * len(columns), height=max(14, side) * len(rows)))


def _heads(x: altair.X, looks: Mapping[str, Look]) -> Any:
    """The looks of columns, in a row above the cells."""
    alt = _altair()
    names = list(looks)
    colour = alt.Scale(domain=names, range=[look.colour or DARK for look in looks.values()])
    shape = alt.Scale(domain=names, range=[look.outline for look in looks.values()])
    base = alt.Chart(alt.InlineData([{"column": name} for name in names]))
    return base.mark_point(filled=True, size=60, opacity=1).encode(
        x=x,
        y=alt.value(-MARK / 2),
        color=alt.Color("column:N", scale=colour, legend=None),
        shape=alt.Shape("column:N", scale=shape, legend=None),
    )


def network(
    nodes: Sequence[tuple[str, float, float, int, str]],
    edges: Sequence[tuple[int, int, int]],
    kinds: Mapping[str, Look],
) -> str:
    """Nodes (label, x, y, tasks, kind) and edges (from, to, weight): area is tasks, width is weight, look is kind."""
    alt = _altair()
    xs, ys = [x for _, x, *_ in nodes], [y for _, _, y, *_ in nodes]
    side, edge = 65, 24  # room for labels at the sides, above and below
    wide = max(xs) - min(xs) + 1
    height = (WIDTH - 20 - 2 * side) * (max(ys) - min(ys)) / wide + 2 * edge
    across = alt.Scale(domain=[min(xs), max(xs)], range=[side, WIDTH - 20 - side], nice=False, zero=False)
    down = alt.Scale(domain=[min(ys), max(ys)], range=[edge, height - edge], nice=False, zero=False)
    ex, ey = alt.X("x:Q", scale=across, axis=None), alt.Y("y:Q", scale=down, axis=None)
    ties = [
        {"x": nodes[a][1], "y": nodes[a][2], "x2": nodes[b][1], "y2": nodes[b][2], "weight": weight}
        for a, b, weight in edges
    ]
    points = [{"label": label, "x": x, "y": y, "tasks": tasks, "kind": kind} for label, x, y, tasks, kind in nodes]
    most = max((weight for *_, weight in edges), default=1)
    lines = (
        alt.Chart(alt.InlineData(ties))
        .mark_rule(color="#7f8c99", opacity=0.55)
        .encode(
            x=ex,
            y=ey,
            x2="x2:Q",
            y2="y2:Q",
            strokeWidth=alt.StrokeWidth(
                "weight:Q", scale=alt.Scale(domain=[1, max(2, most)], range=[0.4, 6]), legend=None
            ),
        )
    )
    base = alt.Chart(alt.InlineData(points)).encode(x=ex, y=ey)
    legend = alt.Legend(title=None, orient="top", columns=4)
    colours, outlines = [look.colour or DARK for look in kinds.values()], [look.outline for look in kinds.values()]
    dots = base.mark_point(filled=True, stroke="#ffffff", strokeWidth=0.8, opacity=1).encode(
        size=alt.Size("tasks:Q", scale=alt.Scale(range=[30, 700], zero=True), legend=None),
        color=alt.Color("kind:N", scale=alt.Scale(domain=list(kinds), range=colours), legend=legend),
        shape=alt.Shape("kind:N", scale=alt.Scale(domain=list(kinds), range=outlines), legend=legend),
    )
    halo = base.mark_text(fontSize=10, dy=15, stroke="#ffffff", strokeWidth=3, strokeJoin="round").encode(
        text="label:N"
    )
    text = base.mark_text(fontSize=10, dy=15, color=INK).encode(text="label:N")
    return _svg((lines + dots + halo + text).properties(width=WIDTH - 20, height=height))


def flow(flows: Sequence[tuple[str, str, int]]) -> str:
    """Tasks from names on the left to names on the right, as ribbons as wide as their number."""
    alt = _altair()
    left = list(dict.fromkeys(source for source, _, _ in flows))
    right = list(dict.fromkeys(target for _, target, _ in flows))
    rows = max(len(left), len(right))
    height = 34 * rows
    at = {("l", name): (i + 0.5) * height / len(left) for i, name in enumerate(left)}
    at |= {("r", name): (i + 0.5) * height / len(right) for i, name in enumerate(right)}
    most = max(n for _, _, n in flows)
    ribbons = [
        {
            "flow": f"{source} {target}",
            "x": x,
            "y": at["l", source] * (1 - bend) + at["r", target] * bend,
            "n": n,
        }
        for source, target, n in flows
        for x, bend in ((0, 0.0), (0.3, 0.06), (0.5, 0.5), (0.7, 0.94), (1, 1.0))
    ]
    across = alt.Scale(domain=[-0.9, 1.9], nice=False)
    down = alt.Scale(domain=[height, 0], nice=False)
    ex, ey = alt.X("x:Q", scale=across, axis=None), alt.Y("y:Q", scale=down, axis=None)
    bands = (
        alt.Chart(alt.InlineData(ribbons))
        .mark_line(interpolate="monotone", color=LIGHT, opacity=0.85)
        .encode(
            x=ex,
            y=ey,
            detail="flow:N",
            strokeWidth=alt.StrokeWidth("n:Q", scale=alt.Scale(domain=[0, most], range=[1, 22]), legend=None),
        )
    )
    sent = {name: "、".join(str(n) for source, _, n in flows if source == name) for name in left}
    ends = [{"x": -0.03, "y": at["l", name], "label": f"{name} {sent[name]}", "side": "l"} for name in left]
    ends += [{"x": 1.03, "y": at["r", name], "label": name, "side": "r"} for name in right]
    labels = [
        alt.Chart(alt.InlineData([end for end in ends if end["side"] == side]))
        .mark_text(align=align, fontSize=11)
        .encode(x=ex, y=ey, text="label:N")
        for side, align in (("l", "right"), ("r", "left"))
    ]
    return _svg(alt.layer(bands, *labels).properties(width=WIDTH, height=height))


def png(svg: str, scale: float = 2.0) -> bytes:
    """The picture as PNG, for files that cannot hold SVG."""
    import vl_convert

    return bytes(vl_convert.svg_to_png(svg, scale=scale))


def _altair() -> Any:
    try:
        import altair
        import vl_convert  # noqa: F401  # needed as soon as a picture is written
    except ImportError as error:
        raise MissingExtra("drawing pictures", "report", "画图") from error
    return altair


def _svg(chart: altair.LayerChart | altair.Chart) -> str:
    """The chart drawn; widths and heights in percent are added, so that the page may shrink it."""
    import vl_convert

    spec = (
        chart.configure(font=FONT, background="white", aria=False)
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=11, titleFontSize=11, titleFontWeight="normal", gridColor="#e6e6e6", labelColor=INK
        )
        .configure_legend(labelFontSize=11, titleFontSize=11, titleFontWeight="normal")
        .to_dict(validate=False)
    )
    spec.pop("usermeta", None)
    return _named_by_content(vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE).rstrip())


def _named_by_content(svg: str) -> str:
    """The drawing with its parts named by what is drawn: Vega counts them through the life of the process."""
    names = list(dict.fromkeys(re.findall(r'id="((?:gradient|clip)[_\d]+)"', svg)))
    for place, name in enumerate(names):
        svg = re.sub(rf"\b{name}\b", f"part{place}", svg)
    return re.sub(r"\bpart(?=\d+\b)", f"p{sha256(svg.encode()).hexdigest()[:8]}-", svg)


def _word(
    text: str,
    x: float,
    y: float,
    align: str,
    baseline: str = "middle",
    size: int = 10,
    weight: str = "normal",
    color: str = INK,
) -> Any:
    """Words at a place in pixels."""
    alt = _altair()
    mark = {"fontSize": size, "fontWeight": weight, "color": color, "align": align, "baseline": baseline}
    return alt.Chart(alt.InlineData([{"text": text}])).mark_text(x=x, y=y, **mark).encode(text="text:N")


def _ticks(most: float) -> list[int]:
    """Where a square-root axis is marked."""
    return [tick for tick in (0, 1, 2, 5, 10, 20, 30, 50, 100, 200, 300, 500, 1_000, 2_000, 5_000) if tick <= most]


def _labelled(
    dots: Sequence[Mapping[str, Any]],
    taken: list[tuple[float, float, float, float]],
    width: float,
    height: float,
) -> list[tuple[str, float, float, str]]:
    """A label right, left, above or below each dot; a dot that has no room for one stays unnamed."""
    boxes = [*taken, *((dot["x"] - 5, dot["y"] - 5, 10.0, 10.0) for dot in dots)]
    found = []
    for dot in sorted(dots, key=lambda dot: (dot["y"], -dot["x"])):
        for text in dict.fromkeys((_few(dot["names"], 2), _few(dot["names"], 1))):
            long = sum(5.6 if c.isascii() else 10.0 for c in text)
            for dx, dy, align in (
                (8, 0, "left"),
                (-8, 0, "right"),
                (0, -12, "center"),
                (0, 12, "center"),
                (8, -12, "left"),
                (8, 12, "left"),
            ):
                left = dot["x"] + dx - {"left": 0, "right": long, "center": long / 2}[align]
                box = (left - 2, dot["y"] + dy - 6, long + 4, 12.0)
                inside = left >= 0 and left + long <= width and 6 <= dot["y"] + dy <= height - 6
                if inside and not any(_cover(box, other) for other in boxes):
                    boxes.append(box)
                    found.append((text, dot["x"] + dx, dot["y"] + dy, align))
                    break
            else:
                continue
            break
    return found


def _cover(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    """Whether two boxes (left, top, width, height) overlap."""
    return (
        one[0] < other[0] + other[2]
        and other[0] < one[0] + one[2]
        and one[1] < other[1] + other[3]
        and other[1] < one[1] + one[3]
    )


def _few(names: Sequence[str], most: int) -> str:
    """One label for all who stand at one place; the table has long names in full."""
    shown = (name if len(name) <= LONG else name[: LONG - 1] + "…" for name in names[:most])
    return "、".join(shown) + (f" +{len(names) - most}" if len(names) > most else "")
