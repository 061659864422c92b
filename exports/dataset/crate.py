"""RO-Crate: the folder of a build, or an archive of it, with a description that repositories of research data read.

RO-Crate (Soiland-Reyes et al. 2022, Data Science 5(2)): what the files are, from which
sources the program made them, under which licence. The only importer of rocrate.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from exports.dataset.void import MEDIA_TYPES
from exports.rdf import quads
from ontology import VERSION, files, seal
from ontology.errors import BadQuery, MissingExtra
from ontology.view import vocabulary
from queries.ask.dataset import LICENCE, Dataset, dataset, turtle

if TYPE_CHECKING:
    from queries.ask.endpoint import Endpoint

METADATA = "ro-crate-metadata.json"
#: What the files of a build are, by how their names begin: Chinese, English. Locks, chunks and the store of the engine
#: are made again from these and stay out.
_FILES = {
    "graph.nq": ("图谱的全部陈述", "every statement of the graph"),
    "derived.nq": ("推导所得的陈述", "statements that follow from them"),
    "versions": ("不计入图谱的文件版本", "versions of documents that do not count"),
    "tables": ("列式表格", "the same as tables"),
    "manifest.jsonl": ("图谱所据的来源", "what the graph was made from"),
}


def write(endpoint: Endpoint, path: Path, graph: Path | None = None) -> None:
    """Write the metadata of the build in ``graph``, to stand in its folder, or an archive of it if a .zip is named."""
    if graph is None:
        raise BadQuery(
            "rocrate 描述的是图谱目录，请用 -g 目录 写明。rocrate describes the folder of a build: name it with -g DIR"
        )
    held = seal.held(graph)
    if path.suffix == ".zip":
        with TemporaryDirectory() as folder:
            crate = _crate(dataset(endpoint, quads.counts(endpoint)), held, Path(folder))
            crate.write_zip(Path(folder) / "crate.zip")
            files.write(path, (Path(folder) / "crate.zip").read_bytes())
        return
    if path.name != METADATA or path.resolve().parent not in (graph.resolve(), held):
        raise BadQuery(
            f"{path}：RO-Crate 写在它所描述的目录里，请写到 {graph / METADATA}，或写成 .zip。"
            f"{path}: an RO-Crate is described in its own folder: write it to {graph / METADATA}, or to a .zip"
        )
    with TemporaryDirectory() as folder:
        crate = _crate(dataset(endpoint, quads.counts(endpoint)), held, Path(folder), root=path.resolve().parent)
        crate.metadata.write(folder)
        files.write(path, (Path(folder) / METADATA).read_bytes())


def _crate(data: Dataset, held: Path, folder: Path, root: Path | None = None) -> Any:
    """The crate of a generation; without a ``root`` that its files already stand in, they are put into it."""
    try:
        from rocrate.rocrate import ROCrate
    except ImportError as error:
        raise MissingExtra("fengong export rocrate", "fair", "写 RO-Crate 元数据") from error
    crate = ROCrate()
    crate.name = f"{data.title.zh} / {data.title.en}"
    crate.description = "政策文件的举措、任务与责任分工。Measures, tasks and who answers for them, of policy documents."
    crate.license = LICENCE
    days = data.days
    crate.root_dataset["version"] = data.version
    crate.root_dataset["datePublished"] = days[-1] if days else vocabulary().modified  # no clock
    crate.root_dataset["identifier"] = data.iri
    crate.root_dataset["temporalCoverage"] = f"{days[0]}/{days[-1]}" if days else ""
    if root is None:
        described = folder / "void.ttl"
        described.write_text(turtle(data), encoding="utf-8")
        crate.add_file(
            described, "void.ttl", properties=_about("void.ttl", "数据集说明", "VoID and DCAT-AP", described)
        )
    for name, path, (zh, en) in _parts(held):
        place = f"current/{name}" if root and (root / "current").exists() else name
        source = path if root is None else None
        crate.add_file(source, place, properties=_about(place, zh, en, path), validate_url=False)
    program = _add(
        crate,
        "https://w3id.org/fengong/",
        "SoftwareApplication",
        name="Fengong",
        url="https://w3id.org/fengong/",
        version=VERSION,
    )
    texts = [
        _add(
            crate,
            text.document,
            "CreativeWork",
            name=text.title or text.number,
            identifier=text.number or text.document,
        )
        for text in data.documents
    ]
    _add(
        crate,
        data.iri + "#build",
        "CreateAction",
        name="fengong build",
        instrument=program,
        object=texts,
        result=crate.root_dataset,
    )
    return crate


def _parts(held: Path) -> Iterator[tuple[str, Path, tuple[str, str]]]:
    """The files of a generation that are worth keeping, sorted."""
    for path in sorted(held.rglob("*")):
        name = path.relative_to(held).as_posix()
        about = next((words for start, words in _FILES.items() if name.startswith(start)), None)
        if path.is_file() and about and path.stat().st_size:
            yield name, path, about


def _about(name: str, zh: str, en: str, path: Path) -> dict[str, Any]:
    suffix = Path(name).suffix
    kind = MEDIA_TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return {"name": f"{zh} / {en}", "encodingFormat": kind, "contentSize": str(path.stat().st_size)}


def _add(crate: Any, iri: str, kind: str, **said: Any) -> Any:
    from rocrate.model.contextentity import ContextEntity

    entity = crate.add(ContextEntity(crate, iri, properties={"@type": kind}))
    for name, value in said.items():
        entity[name] = value
    return entity
