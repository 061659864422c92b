"""Times the explorer against stock pyvis and force-graph: ``python tests/bench_explorer.py [SIZE …]``.

A size is a network, as bodies:ties, or a graph, as a number of triples. For each network: how long stock pyvis takes to
add the edges, how long our page takes to build (layouts included, the import of pyvis not), the time from navigation to
a still picture in Chromium, and the frames while panning. Stock pyvis is given 120 seconds to settle, and not asked for
more than 15,000 ties. force-graph (npm, exports/explorer/web) draws the same positions on its canvas, its pointer
interaction off, which is what it is fastest with. For each graph: how long, from navigation, until the console can be
asked.
"""

from __future__ import annotations

import json
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import bench_queries
import made_network
from playwright.sync_api import Page, TimeoutError, sync_playwright

from exports import explorer
from exports.explorer import scene
from exports.explorer.facts import Facts
from queries.ask.endpoint import open_graph

PATIENCE = 120_000
#: Ties up to which stock pyvis is measured too: add_edge is quadratic.
COMPARED = 15_000
WEB = Path(explorer.__file__).parent / "web"
FRAMES = """() => { window.frames_ = []; let last = performance.now();
  (function tick() { const now = performance.now(); window.frames_.push(now - last); last = now;
    requestAnimationFrame(tick); })(); }"""


def stock(made: Facts) -> tuple[str, float]:
    """The page of stock pyvis, and the CPU seconds that adding the edges took."""
    from pyvis.network import Network

    network = Network(cdn_resources="in_line")
    for place, party in enumerate(made.parties):
        network.add_node(place, label=party.name)
    start = time.process_time()
    for (lead, other), weight in made_network.lead_ties(made).items():
        network.add_edge(lead, other, value=weight)
    return network.generate_html(), time.process_time() - start


def ours(made: Facts) -> tuple[str, float]:
    """Our page, and the CPU seconds that it took."""
    explorer.page(made_network.facts(4, 6))  # imports are not building
    start = time.process_time()
    page = explorer.page(made)
    return page, time.process_time() - start


def force_graph(made: Facts) -> str:
    """A page of force-graph with the places of ours, still."""
    places = [node["at"] for node in scene.nodes(made) if node["type"] == "party"]
    nodes = [{"id": place, "x": x, "y": y, "fx": x, "fy": y} for place, (x, y) in enumerate(places)]
    links = [{"source": lead, "target": other} for lead, other in made_network.lead_ties(made)]
    data = json.dumps({"nodes": nodes, "links": links})
    script = (WEB / "node_modules/force-graph/dist/force-graph.min.js").read_text(encoding="utf-8")
    return (
        f"<!DOCTYPE html><meta charset=utf-8><div id=canvas></div><script>{script}</script><script>"
        f"new ForceGraph(document.getElementById('canvas')).graphData({data})"
        ".enablePointerInteraction(false).cooldownTicks(0).zoomToFit(0).onEngineStop(() => {"
        "document.documentElement.dataset.drawn ??= Math.round(performance.now()) })</script>"
    )


def still(page: Page, url: str) -> float:
    """Milliseconds from navigation to a still picture, infinite if there is none within PATIENCE."""
    page.goto(url, wait_until="commit")
    try:
        page.wait_for_selector("html[data-drawn]", state="attached", timeout=PATIENCE)
    except TimeoutError:
        return float("inf")
    return float(page.get_attribute("html", "data-drawn") or "nan")


def pan(page: Page) -> float:
    """The mean milliseconds a frame takes while the picture is dragged about for three seconds."""
    box = page.locator("canvas").first.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 3, box["y"] + 40
    page.evaluate(FRAMES)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 5, y + 5)
    page.evaluate("() => { window.frames_.length = 0; }")
    end = time.monotonic() + 3
    step = 0
    while time.monotonic() < end:
        step += 1
        page.mouse.move(x + step % 40 * 5, y + step % 30 * 3)
    page.mouse.up()
    frames: list[float] = page.evaluate("() => window.frames_")
    return statistics.fmean(frames)


def settled(html: str) -> str:
    """Stock pyvis's page with a mark set when its physics has come to rest."""
    mark = (
        "network.once('stabilizationIterationsDone', () => network.once('afterDrawing', () => "
        "document.documentElement.dataset.drawn = Math.round(performance.now())));"
    )
    anchor = "network = new vis.Network(container, data, options);"
    assert anchor in html
    return html.replace(anchor, anchor + mark)


def measure(context: Any, folder: Path, bodies: int, ties: int) -> dict[str, float]:
    """All figures for one network."""
    made = made_network.facts(bodies, ties)
    own, building = ours(made)
    found = {"our page s": building, "our page MB": len(own.encode()) / 1e6}
    pages = {"ours": own, "force-graph": force_graph(made)}
    if ties <= COMPARED:
        theirs, found["add_edge s"] = stock(made)
        pages["pyvis"] = settled(theirs)
    for name, html in pages.items():
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
        page = context.new_page()
        url = (folder / f"{name}.html").as_uri()
        found[f"{name} still ms"] = still(page, url)
        if name == "ours":
            found["ours, all drawn, still ms"] = still(context.new_page(), url + "#whole=1")
            page.close()
            page = context.new_page()
            still(page, url + "#whole=1")
        if name != "pyvis":
            page.wait_for_timeout(500)
            found[f"{name} pan ms a frame"] = pan(page)
        page.close()
    return found


def console(context: Any, folder: Path, triples: int) -> dict[str, float]:
    """All figures for the console of a graph of about so many triples."""
    found = {"triples": float(bench_queries.build(folder / f"graph-{triples}", triples))}
    explorer.write(open_graph(folder / f"graph-{triples}"), folder / "console.html")
    found["page MB"] = (folder / "console.html").stat().st_size / 1e6
    page = context.new_page()
    page.goto((folder / "console.html").as_uri() + "#form=console", wait_until="commit")
    page.wait_for_selector("#said:has-text('图谱已载入')", timeout=PATIENCE)
    found["console ready ms"] = page.evaluate("performance.now()")
    found["of them loading ms"] = float(page.inner_text("#said").split()[-2])
    page.close()
    return found


def main(arguments: list[str]) -> None:
    """Print the figures of each network and of each graph, a line a figure."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1366, "height": 768}, offline=True)
        for size in arguments or ["40:120", "500:1500", "5000:15000", "100000"]:
            bodies, _, ties = size.partition(":")
            sys.stdout.write(f"\n{bodies} bodies, {ties} ties\n" if ties else f"\n{size} triples\n")
            figures = (
                measure(context, Path(folder), int(bodies), int(ties))
                if ties
                else console(context, Path(folder), int(size))
            )
            for name, value in figures.items():
                sys.stdout.write(f"  {name:<28}{value:12.2f}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
