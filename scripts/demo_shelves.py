"""What a town library wants of a big catalogue: its shelves, and the authors readers ask for."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Shelf:
    """Room for `places` titles in one language whose Dewey number starts with one of `numbers`.

    `numbers` may also be "FIC" (fiction for adults), "J FIC" (fiction for children) and "J" (every
    other children's book).
    """

    language: str
    numbers: tuple[str, ...]
    places: int


def _english(numbers: str, places: int) -> Shelf:
    return Shelf("eng", tuple(numbers.split(",")), places)


# Places on the shelves of books in English, by the start of the class.
_ENGLISH = """
FIC:150 J_FIC:95 J:60 00:20 02,03,07,09:4 1:24 20,21,22,23,24,25,26,27,28,29:16 30,31,32:18
33,38:14 34,35,36,37:20 39:9 4:10 50,51:12 52,53,54,55:18 56,57,58,59:28 61:22 62,66,67,69:10
63:24 641:32 64:8 65:16 70,71,72,73:16 74:16 75,76,77:14 78:18 79:26
80,81,82,83,84,85,86,87,88,89:40 91:24 920,921,922,923,924,925,926,927,928:9 93,94:32
90,95,96,98,99:18 97:30
"""

# Places on the shelves of other languages: what is read for pleasure.
_OTHER_LANGUAGES = """
spa:46 fre:40 ger:40 rus:26 ita:26 chi:28 jpn:28 kor:16 heb:18 ara:16 per:10 por:12 pol:12 dut:10
gre:7 swe:8 tur:7 ukr:5 hun:7 cze:7 cat:6 fin:6 dan:6 nor:6 hin:5 urd:5 tha:3 arm:3 rum:4 srp:4
hrv:4 bul:3 geo:2 ben:3 tam:2 vie:3 lat:4 wel:3 ice:3 yid:4 est:3 lit:2 slv:4 ind:4
"""
_PLEASURE = ("FIC", "J FIC", "J", "1", "398", "4", "5", "63", "641", "7", "8", "91")


def _shelves() -> Iterator[Shelf]:
    # The few books whose records are in Cyrillic letters are about the countries of their language.
    yield from (Shelf("rus", ("94", "616"), 4), Shelf("ukr", ("94",), 1), Shelf("mon", ("95",), 1))
    for numbers, places in (pair.split(":") for pair in _ENGLISH.split()):
        yield Shelf("eng", tuple(numbers.replace("_", " ").split(",")), int(places))
    for language, places in (pair.split(":") for pair in _OTHER_LANGUAGES.split()):
        yield Shelf(language, _PLEASURE, int(places))


SHELVES = tuple(_shelves())

_LCC_AND_DEWEY = """
A=030 B=100 BC=160 BD=110 BF=150 BH=111.85 BJ=170 BL=200 BM=296 BP=297 BQ=294.3 BR=270 BS=220
BT=230 BV=240 BX=280 C=900 CB=909 CC=930.1 CJ=737 CS=929 CT=920 D=940 DA=942 DB=943.6 DC=944
DD=943 DE=930 DF=949.5 DG=945 DH=949.3 DJ=949.2 DJK=947 DK=947 DL=948 DP=946 DR=949.6 DS=950
DT=960 DU=990 DX=909 E=973 F=973 G=910 GA=526 GB=551 GC=551.46 GE=333.7 GF=304.2 GN=306 GR=398.2
GT=390 GV=796 H=300 HA=310 HB=330 HC=330.9 HD=338 HE=388 HF=658 HG=332 HJ=336 HM=301 HN=301
HQ=306.8 HS=366 HT=307 HV=362 HX=335 J=320 JA=320 JC=320 JF=320 JK=320.973 JN=320.94 JQ=320.95
JV=325 JX=327 JZ=327 K=340 KF=349 L=370 LA=370.9 LB=371 LC=370 M=780 ML=780.9 MT=780.7 N=700
NA=720 NB=730 NC=741 ND=759 NE=760 NK=745 NX=700 P=400 PA=880 PB=491 PC=440 PD=430 PE=420 PF=430
PG=891.7 PH=894 PJ=892 PK=891 PL=895 PM=497 PN=800 PR=820 PS=810 PT=830 Q=500 QA=510 QB=520 QC=530
QD=540 QE=550 QH=570 QK=580 QL=590 QM=611 QP=612 QR=579 R=610 RA=613 RC=616 RG=618 RJ=618.92
RM=615 RS=615 RZ=615.5 S=630 SB=635 SD=634.9 SF=636 SH=639 SK=799 T=600 TA=620 TC=627 TE=625
TF=625.1 TH=690 TJ=621 TK=621.3 TL=629 TN=622 TP=660 TR=770 TS=670 TT=745.5 TX=641.5 U=355 V=359
VM=623.8 Z=020
"""
# A Library of Congress class that belongs on a Dewey shelf, for records without a Dewey number.
SHELF_OF_LCC = dict(pair.split("=") for pair in _LCC_AND_DEWEY.split())
# PQ holds four literatures; the language tells which.
SHELF_OF_PQ = {"fre": "840", "ita": "850", "spa": "860", "por": "869"}

# Words in a title that say a book was not made for the readers of a town library.
UNWANTED_WORDS = (
    r"proceedings|symposium|conference|congress\w*|hearings?|annual report|reports?"
    r"|dissertation|thesis|festschrift|bibliograph\w*|catalogu?e|census|statistic\w*|technical"
    r"|workshop|papers|regulations|act of|amendment|working group|descendants|genealog\w*"
    r"|ancestors|cemeter\w*|study guide|test prep\w*|exam\w*|certification|manual for"
    r"|handbook of|advances in|anales|actas|atti|actes|akten|tagung|kongress|colloque|convegno"
    r"|sbornik|materialy|konferen\w*|tezisy|annotated|lectures? notes|syllabus|curriculum"
    r"|scandals?|propaganda"
)

TRADE_PUBLISHERS = (
    r"penguin|viking|puffin|random house|knopf|vintage|doubleday|anchor|bantam|dell|ballantine"
    r"|crown|pantheon|harper|morrow|scribner|simon|schuster|pocket|atheneum|farrar|holt"
    r"|houghton|clarion|little, brown|warner|norton|putnam|berkley|dutton|st\. martin|tor\b"
    r"|macmillan|bloomsbury|faber|scholastic|candlewick|dial|hyperion|dover"
    r"|dorling|dk\b|lonely|fodor|frommer|rough guide"
    r"|national geographic|rodale|sunset|taunton|chronicle|abrams|thames|phaidon|taschen|prima"
    r"|workman|storey|timber|firefly|o'reilly|idg|sybex|wordsworth|barnes|everyman"
    r"|modern library|new directions|grove|beacon|basic|free press|sterling|lerner"
    r"|children's press|holiday house|orchard|walker|gallimard|seuil|grasset|flammarion|minuit"
    r"|laffont|actes sud|suhrkamp|fischer|rowohlt|hanser|insel|reclam|ullstein|goldmann"
    r"|diogenes|piper|dtv|beltz|kiepenheuer|mondadori|einaudi|feltrinelli|adelphi|bompiani"
    r"|rizzoli|garzanti|anagrama|alfaguara|planeta|tusquets|seix barral|alianza|espasa|cátedra"
    r"|plaza|sudamericana|fondo de cultura|emecé|losada|companhia das letras|record|caminho"
    r"|bonnier|norstedt|gyldendal|otava|wsoy|tammy|meulenhoff|querido|arbeiderspers|bezige bij"
    r"|znak|czytelnik|ėksmo|vagrius|ast\b|azbuka|ren min wen xue|zuo jia|shang wu|lian jing"
    r"|kōdansha|shinchōsha|iwanami|bungei|chikuma|ʻam ʻoved|keter|zemorah|sifriyat|ha-ḳibuts"
    r"|dār al-shurūq|al-ādāb|minŭmsa|chʻangjak"
)

# Authors for whom readers come, by the heading of the Library of Congress.
_KNOWN_AUTHORS = """
Achebe, Chinua; Adams, Douglas; Adams, Scott; Aeschylus; Agnon, Shmuel Yosef; Aiken, Joan
Akhmatova, Anna Andreevna; Akunin, B.; Akutagawa, Ryūnosuke; Alcott, Louisa May; Alexander, Lloyd
Allende, Isabel; Alterman, Natan; Amado, Jorge; Amis, Martin; Andersen, H. C.; Andrić, Ivo
Angelou, Maya; Anthony, Piers; Aristotle; Asimov, Isaac; Atwood, Margaret; Augustine; Austen, Jane
Avi; Ba, Jin; Babbitt, Natalie; Bachmann, Ingeborg; Baldwin, James; Balzac, Honoré de; Barth, John
Baudelaire, Charles; Beaton, M. C.; Beckett, Samuel; Bellow, Saul; Berenstain, Stan
Bernhard, Thomas; Binchy, Maeve; Blake, William; Blume, Judy; Blyton, Enid; Boccaccio, Giovanni
Borges, Jorge Luis; Boswell, James; Boyle, T. Coraghessan; Bradbury, Ray; Bradley, Marion Zimmer
Brecht, Bertolt; Brodsky, Joseph; Brontë, Charlotte; Brontë, Emily; Brown, Margaret Wise
Browning, Robert; Buck, Pearl S.; Bulgakov, Mikhail; Bunin, Ivan Alekseevich; Burgess, Anthony
Burgess, Thornton W.; Burroughs, Edgar Rice; Butler, Octavia E.; Byatt, A. S.
Byron, George Gordon Byron; Böll, Heinrich; Calvino, Italo; Camus, Albert; Canetti, Elias
Cankar, Ivan; Cao, Xueqin; Carle, Eric; Carroll, Lewis; Carson, Rachel; Cather, Willa
Cavafy, Constantine; Cela, Camilo José; Cervantes Saavedra, Miguel de; Chandler, Raymond
Chaucer, Geoffrey; Chekhov, Anton Pavlovich; Cherryh, C. J.; Chesterton, G. K.; Child, Julia
Cho, Chŏng-nae; Christie, Agatha; Cicero, Marcus Tullius; Clancy, Tom; Clark, Mary Higgins
Clarke, Arthur C.; Cleary, Beverly; Coelho, Paulo; Coetzee, J. M.; Coleridge, Samuel Taylor
Colette; Collins, Wilkie; Collodi, Carlo; Conrad, Joseph; Cookson, Catherine
Cooper, James Fenimore; Cooper, Susan; Cornwell, Bernard; Cornwell, Patricia Daniels
Cortázar, Julio; Cousins, Lucy; Crane, Stephen; Creech, Sharon; Crichton, Michael
Crnjanski, Miloš; D'Annunzio, Gabriele; Dahl, Roald; Dante Alighieri; Darwin, Charles
Darwīsh, Maḥmūd; Daudet, Alphonse; Dawkins, Richard; Dazai, Osamu; De Beauvoir, Simone
DeLillo, Don; Deaver, Jeffery; Defoe, Daniel; Delinsky, Barbara; Descartes, René; DiCamillo, Kate
Dick, Philip K.; Dickens, Charles; Dickinson, Emily; Didion, Joan; Dillard, Annie
Dostoyevsky, Fyodor; Doyle, Arthur Conan; Doyle, Roddy; Drabble, Margaret; Dreiser, Theodore
Dumas, Alexandre; Duras, Marguerite; Dürrenmatt, Friedrich; Eco, Umberto; Eliot, George
Eliot, T. S.; Ellison, Ralph; Elytēs, Odysseas; Emerson, Ralph Waldo; Ende, Michael; Endō, Shūsaku
Erdrich, Louise; Euripides; Faulkner, William; Fielding, Henry; Firdawsī; Fitzgerald, F. Scott
Flaubert, Gustave; Fo, Dario; Follett, Ken; Fontane, Theodor; Forester, C. S.; Forster, E. M.
Forsyth, Frederick; France, Anatole; Francis, Dick; Franklin, Benjamin; Freud, Sigmund
Friel, Brian; Frisch, Max; Frost, Robert; Fuentes, Carlos; Gandhi; García Lorca, Federico
García Márquez, Gabriel; Gardner, Erle Stanley; Gibran, Kahlil; Gide, André
Goethe, Johann Wolfgang von; Gogol, Nikolai Vasilievich; Goldberg, Leʼah; Golding, William
Goldsmith, Oliver; Gordimer, Nadine; Gorky, Maksim; Gould, Stephen Jay; Grafton, Sue
Grahame, Kenneth; Grass, Günter; Graves, Robert; Greene, Graham; Grey, Zane; Grimes, Martha
Grimm, Jacob; Grisham, John; Haddix, Margaret Peterson; Handke, Peter; Hardy, Thomas
Harris, Joel Chandler; Hawking, S. W.; Hawking, Stephen; Hawthorne, Nathaniel; Hašek, Jaroslav
Heaney, Seamus; Heinlein, Robert A.; Heller, Joseph; Hemingway, Ernest; Herbert, Frank
Herriot, James; Hesse, Hermann; Highsmith, Patricia; Hillerman, Tony; Homer; Horace
Hrabal, Bohumil; Hughes, Langston; Hughes, Ted; Hugo, Victor; Hurston, Zora Neale; Huxley, Aldous
Hwang, Sŏg-yŏng; Hāfiz; Ibsen, Henrik; Inkpen, Mick; Irving, John; Irving, Washington
Isherwood, Christopher; Ishiguro, Kazuo; Jacques, Brian; Jalāl al-Dīn Rūmī; James, Henry
James, P. D.; Jansson, Tove; Jelinek, Elfriede; Jerome, Jerome K.; Jia, Pingwa; Jin, Yong
Johnson, Samuel; Jones, Diana Wynne; Joyce, James; Jubrān, Kahlil; Jung, C. G.; Jókai, Mór
Kadare, Ismail; Kafka, Franz; Kant, Immanuel; Kawabata, Yasunari; Kazantzakēs, Nikos; Keats, John
Keillor, Garrison; Kerouac, Jack; Kertész, Imre; King, Stephen; Kingsolver, Barbara
Kipling, Rudyard; Kiš, Danilo; Ko, Ŭn; Konigsburg, E. L.; Koontz, Dean R.; Krleža, Miroslav
Kundera, Milan; Kästner, Erich; L'Amour, Louis; L'Engle, Madeleine; Lagerlöf, Selma; Lamb, Charles
Lao She; Lasky, Kathryn; Lawrence, D. H.; Laxness, Halldór; Le Carré, John; Le Guin, Ursula K.
Lem, Stanisław; Leonard, Elmore; Leopardi, Giacomo; Lessing, Doris; Levi, Primo; Lewis, C. S.
Lewis, Sinclair; Lindgren, Astrid; Lionni, Leo; Lobel, Arnold; London, Jack
Longfellow, Henry Wadsworth; Lowry, Lois; Lu, Xun; Ludlum, Robert; Machado de Assis
Mahfouz, Naguib; Mahfūẓ, Najīb; Mailer, Norman; Mann, Thomas; Manzoni, Alessandro
Manṭo, Saʻādat Ḥasan; Marías, Javier; Maupassant, Guy de; Mayakovsky, Vladimir; McBain, Ed
McCaffrey, Anne; McCarthy, Cormac; McCourt, Frank; McCullers, Carson; McCullough, David G.
McEwan, Ian; McKinley, Robin; McMurtry, Larry; Melville, Herman; Meredith, George
Mickiewicz, Adam; Miller, Arthur; Milne, A. A.; Milosz, Czeslaw; Milton, John; Mishima, Yukio
Miyabe, Miyuki; Miyazawa, Kenji; Miłosz, Czesław; Mo, Yan; Molière; Montaigne, Michel de
Montgomery, L. M.; Moravia, Alberto; Mori, Ōgai; Morrison, Toni; Mosley, Walter; Mowat, Farley
Munro, Alice; Munsch, Robert N.; Murakami, Haruki; Murdoch, Iris; Myers, Walter Dean
Márai, Sándor; Müller, Heiner; Nabokov, Vladimir Vladimirovich; Naipaul, V. S.; Narayan, R. K.
Natsume, Sōseki; Neruda, Pablo; Nesbit, E.; Nesin, Aziz; Nietzsche, Friedrich Wilhelm
Nooteboom, Cees; Nothomb, Amélie; O'Brian, Patrick; O'Brien, Tim; O'Connor, Flannery
O'Neill, Eugene; Oates, Joyce Carol; Omar Khayyam; Ondaatje, Michael; Orwell, George
Osborne, Mary Pope; Ovid; Oz, Amos; Pak, Kyŏng-ni; Pak, Wan-sŏ; Pamuk, Orhan
Pasternak, Boris Leonidovich; Paterson, Katherine; Paulsen, Gary; Pavić, Milorad; Paz, Octavio
Pelevin, Viktor; Perec, Georges; Perry, Anne; Pessoa, Fernando; Petrarca, Francesco
Pikulʹ, Valentin; Pilcher, Rosamunde; Pinter, Harold; Pirandello, Luigi; Plath, Sylvia; Plato
Plutarch; Poe, Edgar Allan; Polacco, Patricia; Potter, Beatrix; Pratchett, Terry; Premchand
Proulx, Annie; Proust, Marcel; Pullman, Philip; Pushkin, Aleksandr Sergeevich; Pynchon, Thomas
Pérez Galdós, Benito; Qabbānī, Nizār; Qian, Zhongshu; Quindlen, Anna; Ransome, Arthur
Remarque, Erich Maria; Rendell, Ruth; Rice, Anne; Rilke, Rainer Maria; Rimbaud, Arthur
Ritsos, Giannēs; Roberts, Nora; Rossetti, Christina Georgina; Roth, Joseph; Roth, Philip
Rousseau, Jean-Jacques; Rowling, J. K.; Rulfo, Juan; Rushdie, Salman; Russell, Bertrand
Rylant, Cynthia; Sachar, Louis; Sagan, Carl; Saint-Exupéry, Antoine de; Salinger, J. D.
Sand, George; Saramago, José; Sartre, Jean-Paul; Sayers, Dorothy L.; Saʻdī; Scarry, Richard
Schiller, Friedrich; Schulz, Charles M.; Scieszka, Jon; Scott, Walter; Seferis, George
Sendak, Maurice; Seton, Ernest Thompson; Seuss; Shakespeare, William; Shalev, Meir; Shaw, Bernard
Sheldon, Sidney; Shelley, Mary Wollstonecraft; Shevchenko, Taras; Shiba, Ryōtarō
Sienkiewicz, Henryk; Silverstein, Shel; Simenon, Georges; Sinclair, Upton; Singer, Isaac Bashevis
Smith, Zadie; Smollett, T.; Solzhenit︠s︡yn, Aleksandr Isaevich; Sophocles; Spinelli, Jerry
Stead, Christina; Steel, Danielle; Steinbeck, John; Stendhal; Stevenson, Robert Louis
Stine, R. L.; Stoker, Bram; Stowe, Harriet Beecher; Strindberg, August; Strugat︠s︡kiĭ, Arkadiĭ
Su, Tong; Svevo, Italo; Swift, Jonathan; Szymborska, Wisława; Tagore, Rabindranath
Tamaro, Susanna; Tan, Amy; Tanizaki, Junʼichirō; Tennyson, Alfred Tennyson
Thackeray, William Makepeace; Theroux, Paul; Thomas, Dylan; Thoreau, Henry David
Tolkien, J. R. R.; Tolstoy, Leo; Trollope, Anthony; Tuchman, Barbara Wertheim
Turgenev, Ivan Sergeevich; Twain, Mark; Tyler, Anne; T︠S︡vetaeva, Marina; Updike, John; Uris, Leon
Van Gogh, Vincent; Vargas Llosa, Mario; Verga, Giovanni; Verne, Jules; Vidal, Gore; Virgil
Voltaire; Vonnegut, Kurt; Walcott, Derek; Walker, Alice; Wang, Anyi; Warner, Gertrude Chandler
Waugh, Evelyn; Wells, H. G.; Wells, Rosemary; Welty, Eudora; Wharton, Edith; White, E. B.
White, Patrick; Whitman, Walt; Wiesel, Elie; Wiggin, Kate Douglas Smith; Wilde, Oscar
Wilder, Laura Ingalls; Wilder, Thornton; Williams, Tennessee; Wodehouse, P. G.; Wolf, Christa
Wolfe, Tom; Woolf, Virginia; Wordsworth, William; Wright, Richard; Wyss, Johann David; Yaşar Kemal
Yeats, W. B.; Yehoshua, Abraham B.; Yep, Laurence; Yi, Mun-yŏl; Yolen, Jane; Yoshimoto, Banana
Yu, Hua; Zelazny, Roger; Zola, Émile; Zweig, Stefan; Čapek, Karel; Ōe, Kenzaburō; ʻOmer, Devorah
ʻOz, ʻAmos; Ḥāfiẓ
"""
KNOWN_AUTHORS = frozenset(
    heading.strip() for heading in _KNOWN_AUTHORS.replace("\n", ";").split(";") if heading.strip()
)
