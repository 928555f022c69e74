"""The people of the demo library. None of them exists."""

from typing import Final

ADULTS: Final = (
    "Amara Diallo",
    "Astrid Holmgren",
    "Aylin Demir",
    "Beatriz Carvalho",
    "Bogdan Kowalczyk",
    "Chiara Montanari",
    "Dao Thi Lan",
    "Dmytro Shevchuk",
    "Edda Brinkmann",
    "Eoin Gallagher",
    "Fatima Zahra Alaoui",
    "Folake Adeyemi",
    "Gustav Lindqvist",
    "Haruki Nakagawa",
    "Henrike Vogelsang",
    "Ilse Baumgartner",
    "Ivana Petrović",
    "Jean-Luc Fournier",
    "Kwame Boateng",
    "Leila Rahmani",
    "Łukasz Wiśniewski",
    "Marta Ferreira",
    "Mateo Ibarra",
    "Mei Xuan Tan",
    "Nadia Benali",
    "Niamh O'Sullivan",
    "Olena Kravchenko",
    "Pádraig Ó Briain",
    "Priya Raghavan",
    "Rosa Quintero",
    "Sándor Fekete",
    "Sigrún Jónsdóttir",
    "Tomáš Dvořák",
    "Ursula Achterberg",
    "Yusuf Karaca",
    "Zofia Malinowska",
    "李雨桐",
    "山口千尋",
    "דנה לוינסקי",
    "سامي الحداد",
)
STUDENTS: Final = (
    "Anouk Verhoeven",
    "Bilal Saïdi",
    "Freya Lindgren",
    "Jonas Hartwig",
    "Kateryna Bondar",
    "Luca Santoro",
    "Mina Park",
    "Oskar Nyberg",
    "Sofía Aguirre",
    "Tariq Mansour",
)
CHILDREN: Final = (
    "Ben Gallagher",
    "Clara Brinkmann",
    "Elif Demir",
    "Emil Holmgren",
    "Ida Vogelsang",
    "Mila Petrović",
    "Noor Alaoui",
    "Theo Fournier",
    "Tobi Adeyemi",
    "Zosia Kowalczyk",
)

FORMER: Final = "Wanda Lichtenberg"
"""Their membership has ended."""

# E-mail address, name and role of those who can sign in; a member has the role of none.
LOGINS: Final = (
    ("member@demo.example", "Amara Diallo", ""),
    ("volunteer@demo.example", "Vida Moreno", "volunteer"),
    ("librarian@demo.example", "Linus Albrecht", "librarian"),
    ("administrator@demo.example", "Ada Stenberg", "administrator"),
)
