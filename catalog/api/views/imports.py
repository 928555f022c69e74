"""Imports over REST; see ``core.api.staged``."""

from typing import Any

from accounts.api.deeds import Deeds
from catalog import errors
from catalog.api import import_answers as answers
from catalog.api import import_shapes as shapes
from catalog.models import ImportBatch
from catalog.selectors import imports
from catalog.services.imports import batches, stopping
from core.api.parsers import Raw
from core.api.staged import Operations, StagedEndpoint

operations = Operations(
    noun="Import",
    shape=shapes.ImportShape,
    example=shapes.EXAMPLE,
    unknown=errors.UnknownImport,
    not_ready=errors.ImportNotReady,
    find=imports.one,
)


class ImportEndpoint(Deeds, StagedEndpoint):
    permission = "catalog.import_books"

    def told(self, batch: ImportBatch) -> dict[str, Any]:
        """With the time it will still take."""
        return answers.shown(batch, self.now)


class Imports(ImportEndpoint):
    parser_classes = (Raw,)
    get = operations.newest("All imports, the newest first", imports.newest)
    post = operations.upload(
        "Upload a file of records; nothing is imported yet",
        batches.upload,
        example="title,author,isbn\nMomo,Michael Ende,978-3-522-17750-4\n",
        refusals=[errors.ImportTooLarge, errors.ImportUnreadable],
    )


class OneImport(ImportEndpoint):
    get = operations.one("An import and how far it is")
    put = operations.arrange(
        "Say how a file is read and what becomes of its records",
        shapes.ArrangeImport,
        answers.terms,
        batches.arrange,
        example={"duplicates": "add_copies", "branch": "harbour"},
        refusals=[errors.UnknownProfile, errors.UnknownBranch, errors.UnknownCopyType],
    )
    delete = operations.discard("Throw a file away that was not imported", batches.discard)


class Check(ImportEndpoint):
    post = operations.deed(
        "check", "Have the file checked: a verdict on each record, nothing changed", batches.check
    )


class Commit(ImportEndpoint):
    post = operations.deed("commit", "Have the file imported", batches.commit)


class Resume(ImportEndpoint):
    post = operations.deed("resume", "Try again what stopped half-way", batches.resume)


class Stop(ImportEndpoint):
    post = operations.deed(
        "stop", "Stop what is being done with an import; what was done stays", stopping.stop
    )


class Rollback(ImportEndpoint):
    post = operations.deed(
        "rollback",
        "Take an import back, but for what has since been lent, held or changed",
        batches.undo,
        refusals=[errors.NothingToUndo],
    )


class Rows(ImportEndpoint):
    get = operations.rows(
        "The records of an import, and what becomes or became of each",
        shapes.RowShape,
        shapes.RowQuery,
        imports.rows,
        answers.row,
    )
