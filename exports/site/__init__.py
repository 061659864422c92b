"""A folder of static files that any web server or GitHub Pages serves: the ontology, the graph's pages, the data.

Every link in it is relative and every address is that of the IRI, so that docs/w3id leads to it from w3id.org. Nothing
in it runs: no script, no font, no picture from elsewhere.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from exports.dataset.void import MEDIA_TYPES
from exports.formats import format_named
from exports.site import pages, vocabulary
from ontology import files
from ontology.published import DOCUMENTS, FORMS, ONTOLOGIES, document
from ontology.view import vocabulary as said
from queries.ask.dataset import LICENCE, File, dataset, turtle
from queries.duties import load

if TYPE_CHECKING:
    from queries.ask.endpoint import Endpoint

#: The forms of the data that stand in the folder.
_DATA = ("nquads", "turtle", "jsonld")


def write(endpoint: Endpoint, path: Path, lang: Literal["zh", "en"] = "zh") -> None:
    """Write the site into the folder ``path``; what stands there by another name is left alone."""
    folder = files.folder(path)
    _ontologies(endpoint, folder)
    forms = [format_named(name) for name in _DATA]
    offered = [File(f"data/graph{f.suffix}", MEDIA_TYPES[f.suffix], f.chinese, f.english) for f in forms]
    for form in forms:
        form.write(endpoint, files.folder(folder / "data") / f"graph{form.suffix}")
    data, duties = dataset(endpoint), load(endpoint)
    description = turtle(data, offered, page="./")
    for name in ("void.ttl", ".well-known/void"):
        files.folder((folder / name).parent)
        files.write(folder / name, description)
    files.write(folder / ".nojekyll", "")  # else GitHub Pages leaves out names that begin with a dot
    for name, language in (
        ("index.html", lang),
        ("en.html" if lang == "zh" else "zh.html", "en" if lang == "zh" else "zh"),
    ):
        files.write(folder / name, pages.start(duties, data, offered, LICENCE, language))
    for at, text in pages.pages(duties, lang):
        files.folder((folder / at).parent)
        files.write(folder / at, text)


def _ontologies(endpoint: Endpoint, folder: Path) -> None:
    """The page of the ontology in both languages, each ontology in every form, context and frame."""
    ont = files.folder(folder / "ont")
    files.write(ont / "index.html", vocabulary.page(endpoint, "zh", other="en.html"))
    files.write(ont / "en.html", vocabulary.page(endpoint, "en", other="./"))
    for ontology in ONTOLOGIES:
        for suffix, media_type in FORMS.items():
            content = ontology.serialised(media_type)
            base = ont / ontology.name if ontology.name else folder / "ont"
            files.write(base.with_name(f"{base.name}{suffix}"), content)
            versioned = files.folder(base) / f"{said().version}{suffix}"
            files.write(versioned, content)
    for name in DOCUMENTS:
        files.write(ont / f"{name}.jsonld", document(name) or b"")
