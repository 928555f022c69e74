"""How schools and programs name the columns of their lists of people, in several languages."""

from collections.abc import Sequence
from typing import Final

from core import text

FIELDS: Final = (
    "name", "given_name", "family_name", "card_number", "email", "category", "group", "expires_on",
    "born_on", "phone", "address", "note", "guardian_card",
)  # fmt: skip
"""All that a column can be."""

# Folded, apart by bars. Of several columns that could be the same thing, the one whose name stands
# first is taken.
NAMES: Final = {
    "name": (
        "name|full name|display name|member name|patron name|pupil|student|schuler|"
        "vollstandiger name|nom complet|nom et prenom|nombre completo|member|імя та прізвище|піб|"
        "الاسم|الاسم الكامل"
    ),
    "given_name": (
        "given name|first name|firstname|forename|vorname|rufname|prenom|nombre|імя|الاسم الاول"
    ),
    "family_name": (
        "family name|last name|lastname|surname|nachname|familienname|nom de famille|nom|"
        "apellidos|apellido|прізвище|اسم العائلة"
    ),
    "card_number": (
        "card number|card|cardnumber|library card|barcode|patron barcode|ausweisnummer|ausweis|"
        "lesernummer|leseausweis|benutzernummer|numero de carte|carte|numero de carnet|carnet|"
        "carne|номер квитка|квиток|رقم البطاقة|student number|pupil number|schulernummer"
    ),
    "email": (
        "email|e mail|email address|e mail address|mail|e mail adresse|adresse e mail|courriel|"
        "correo electronico|correo|електронна пошта|البريد الالكتروني"
    ),
    "category": (
        "category|categorycode|category code|patron category|member category|patron type|"
        "kategorie|benutzergruppe|lesergruppe|categorie|categoria|категорія|الفئة"
    ),
    "group": (
        "class|group|class or group|form|grade|klasse|klassenbezeichnung|gruppe|classe|groupe|"
        "clase|grupo|curso|клас|група|الصف|المجموعة"
    ),
    "expires_on": (
        "expires on|member until|expiry date|dateexpiry|expires|valid until|expiration date|"
        "gultig bis|mitglied bis|ablaufdatum|valable jusqu au|date d expiration|valido hasta|"
        "fecha de caducidad|дійсний до|صالح حتى"
    ),
    "born_on": (
        "born on|date of birth|dateofbirth|birthday|birth date|dob|geburtsdatum|geboren am|"
        "geburtstag|date de naissance|ne le|fecha de nacimiento|nacimiento|дата народження|"
        "تاريخ الميلاد"
    ),
    "phone": (
        "phone|telephone|phone number|mobile|telefon|telefonnummer|mobil|handy|tel|telefono|"
        "portable|телефон|الهاتف"
    ),
    "address": (
        "address|addresses|postal address|adresse|anschrift|direccion|домашня адреса|адреса|العنوان"
    ),
    "note": (
        "note for staff|note|notes|borrowernotes|bemerkung|bemerkungen|notiz|remarque|remarques|"
        "nota|notas|примітка|ملاحظة"
    ),
    "guardian_card": (
        "card of the guardian|guardian card|guardian card number|parent card|"
        "ausweis der eltern|elternausweis|ausweis der erziehungsberechtigten|carte du responsable|"
        "carte des parents|carnet del tutor|carnet de los padres|квиток опікуна|квиток батьків|"
        "بطاقة ولي الامر"
    ),
}
RANKED: Final = {
    text.folded(name): (field, rank)
    for field, names in NAMES.items()
    for rank, name in enumerate(names.split("|"))
}


def guess(header: Sequence[str]) -> tuple[str, ...]:
    """What each column seems to be; nothing for what should be left out."""
    told = [RANKED.get(text.folded(name)) for name in header]
    best: dict[str, int] = {}
    for field, rank in filter(None, told):
        best[field] = min(rank, best.get(field, rank))
    guessed: list[str] = []
    for field, rank in (found or ("", -1) for found in told):
        is_best = bool(field) and best[field] == rank and field not in guessed
        guessed.append(field if is_best else "")
    if "name" in guessed and {"given_name", "family_name"} <= set(guessed):
        guessed[guessed.index("name")] = ""
    # In a French list "nom" is the family name beside "prénom", and the whole name alone.
    if "family_name" in guessed and not {"given_name", "name"} & set(guessed):
        guessed[guessed.index("family_name")] = "name"
    return tuple(guessed)
