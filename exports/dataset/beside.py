"""What is written beside an export so that it can be found, judged and read by itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from exports.dataset import csvw
from exports.formats import Reach

if TYPE_CHECKING:
    from exports.formats import Format
    from queries.ask.endpoint import Endpoint


def beside(endpoint: Endpoint, path: Path, form: Format) -> tuple[Path, ...]:
    """Writes the description of a file that was exported, and says where: VoID of RDF, CSVW of the table."""
    if not path.is_file():  # a pipe or a folder
        return ()
    if form.module == "office.csv":
        return (csvw.beside(path),)
    from exports.dataset import void  # which reads RDF

    whole = form.reach is Reach.STATEMENTS and form.suffix in void.MEDIA_TYPES
    return (void.beside(endpoint, path, form),) if whole else ()
