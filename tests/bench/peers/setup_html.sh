#!/usr/bin/env bash
# Installs trafilatura from the Python registry, versions pinned, so that it can be timed beside copydesk. Nothing of it
# is part of copydesk.
#
#   bash tests/bench/peers/setup_html.sh FOLDER
#   cargo xtask bench -- sources --pages PAGES
#   FOLDER/venv/bin/python tests/bench/peers/trafilatura_pages.py PAGES
set -euo pipefail
folder=${1:?give the folder to install into}
mkdir -p "$folder"
[ -x "$folder/venv/bin/python" ] || python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" --disable-pip-version-check install -q trafilatura==2.0.0 lxml-html-clean==0.4.3
