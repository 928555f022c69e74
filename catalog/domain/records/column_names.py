"""How people and programs name the columns of their tables, in several languages."""

from typing import Final

# Folded, apart by bars. Of several columns that could be the same thing, the one whose name stands
# first is taken.
NAMES: Final = {
    "title": (
        "title|titel|book title|buchtitel|titre|titulo|titolo|haupttitel|name of book|"
        "hauptsachtitel"
    ),
    "subtitle": "subtitle|sub title|untertitel|sous titre|subtitulo|titelzusatz",
    "alternative_title": (
        "alternative title|original title|originaltitel|title original|paralleltitel"
    ),
    "author": (
        "author l f|author sort|primary author|author|verfasser|autor|auteur|autore|writer|"
        "author name|verfasser in|autor in|creator"
    ),
    "authors": "authors|author s|autoren|auteurs|autores|verfasser innen|autor innen",
    "contributors": (
        "contributors|additional authors|secondary author|secondary authors|beteiligte|"
        "mitwirkende|personen|other authors"
    ),
    "editor": "editor|editors|herausgeber|hrsg|editeur scientifique",
    "translator": "translator|translators|ubersetzer|traducteur|traductor",
    "illustrator": "illustrator|illustrators|illustrateur|ilustrador|zeichner",
    "photographer": "photographer|fotograf",
    "introduction": "introduction|foreword|vorwort",
    "narrator": "narrator|sprecher|reader",
    "composer": "composer|komponist",
    "compiler": "compiler",
    "artist": "artist|kunstler",
    "edition": "edition|auflage|ausgabe|edicion",
    "publisher": (
        "publisher|verlag|editeur|editorial|editore|publication|publishing house|maison d edition"
    ),
    "year": (
        "year published|publication year|year of publication|publish year|year|jahr|"
        "erscheinungsjahr|annee|ano|anno|pub year|date published|publication date|"
        "original publication year|copyright|date"
    ),
    "language": "language code|language|languages|sprache|langue|idioma|lingua|language codea",
    "classification": (
        "dewey decimal|dewey|ddc|classification|systematik|class|lc classification|lcc|"
        "notation|systematics|sachgruppe|cote dewey"
    ),
    "description": (
        "description|beschreibung|summary|abstract|inhalt|resume|annotation|zusammenfassung|blurb"
    ),
    "subjects": (
        "subjects|subject|schlagworter|schlagwort|subject headings|sujets|mots cles|keywords|"
        "themen|materias|tags|genre|genres|subject type"
    ),
    "isbn": "isbn13|isbn 13|isbn|isbns|isbn10|isbn 10|ean|originalisbn|isbn issn",
    "barcode": (
        "barcode|copy barcode|barcodes|strichcode|exemplarnummer|mediennummer|buchungsnummer|"
        "code barres|codigo de barras|accession number|accession no|item barcode|"
        "inventarnummer"
    ),
    "branch": (
        "branch|library|zweigstelle|bibliothek|schulbibliothek|standort bibliothek|site|filiale"
    ),
    "copy_type": "copy type|item type|medienart|material type|media type|binding|format|type",
    "shelf_location": (
        "shelf location|location|standort|regal|shelf|room|raum|emplacement|ubicacion"
    ),
    "call_number": (
        "call number|signatur|shelfmark|shelf mark|cote|callnumber|signatura|standorte|"
        "other call number"
    ),
    "note": (
        "note for staff|copy note|note|notes|private notes|bemerkung|bemerkungen|notiz|"
        "private comment"
    ),
    "price": "price|preis|cost|prix|precio|prezzo|kaufpreis|list price",
    "acquired_on": (
        "acquired on|date acquired|acquisition date|zugangsdatum|purchase date|kaufdatum|"
        "original purchase date|anschaffungsdatum|entry date|erwerbungsdatum"
    ),
    "reference_only": "reference only|prasenzbestand|not for loan|nicht ausleihbar",
    "parts": "parts|teile|bestandteile|pieces|materials specified",
    "alerts_at_desk": "alerts at desk|show the note at the desk",
    "state": (
        "state|state of the copy|copy status|item status|exemplarstatus|status des exemplars|"
        "etat de l exemplaire"
    ),
    "copy_count": (
        "copies|number of copies|owned copies|copy count|anzahl|exemplare|quantity|qty|"
        "anzahl exemplare"
    ),
    "record": "record",
}
