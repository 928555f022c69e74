"""Imports of members over REST; see ``core.api.staged``."""

from accounts.api.deeds import Deeds
from core.api.parsers import Raw
from core.api.staged import Operations, StagedEndpoint
from members import errors
from members.api import import_answers as answers
from members.api import import_shapes as shapes
from members.selectors import imports
from members.services.imports import batches

operations = Operations(
    noun="MemberImport",
    shape=shapes.MemberImportShape,
    example=shapes.EXAMPLE,
    unknown=errors.UnknownImport,
    not_ready=errors.ImportNotReady,
    find=imports.one,
)


class ImportEndpoint(Deeds, StagedEndpoint):
    permission = "members.import_members"
    told = staticmethod(answers.shown)


class Imports(ImportEndpoint):
    parser_classes = (Raw,)
    get = operations.newest("All imports of members, the newest first", imports.newest)
    post = operations.upload(
        "Upload a list of members; nothing is imported yet",
        batches.upload,
        example="name,card number,class\nAda Nowak,20001000000012,5a\n",
        refusals=[errors.ImportTooLarge, errors.ImportUnreadable, errors.NoCategoryYet],
    )


class OneImport(ImportEndpoint):
    get = operations.one("An import of members and how far it is")
    put = operations.arrange(
        "Say how a list of members is read and what becomes of its rows",
        shapes.ArrangeMemberImport,
        answers.terms,
        batches.arrange,
        example={"category": "pupil", "expires_on": "2027-07-31", "keeps": ["phone"]},
        refusals=[errors.NoNameColumn, errors.UnknownCategory, errors.UnknownProfile],
    )
    delete = operations.discard(
        "Throw a list of members away that was not imported", batches.discard
    )


class Check(ImportEndpoint):
    post = operations.deed(
        "check", "Have the list checked: a verdict on each row, nothing changed", batches.check
    )


class Commit(ImportEndpoint):
    post = operations.deed("commit", "Have the list imported", batches.commit)


class Resume(ImportEndpoint):
    post = operations.deed(
        "resume", "Try again an import of members that stopped half-way", batches.resume
    )


class Stop(ImportEndpoint):
    post = operations.deed(
        "stop",
        "Stop what is being done with an import of members; what was done stays",
        batches.stop,
    )


class Rollback(ImportEndpoint):
    post = operations.deed(
        "rollback",
        "Take an import of members back, but for who has used the library or was changed",
        batches.undo,
        refusals=[errors.NothingToUndo],
    )


class Rows(ImportEndpoint):
    get = operations.rows(
        "The rows of an import of members, and what becomes or became of each",
        shapes.MemberImportRowShape,
        shapes.RowQuery,
        imports.rows,
        answers.row,
    )
