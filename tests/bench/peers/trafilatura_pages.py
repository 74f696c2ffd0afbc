"""Times trafilatura, default options, on a folder of pages (.html or .html.gz): bytes to text, one core, processor time.

    python trafilatura_pages.py PAGES
"""

import gzip
import sys
import time
from pathlib import Path

import trafilatura

ROUNDS = 3


def load(path):
    data = path.read_bytes()
    return gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data


pages = [load(path) for path in sorted(Path(sys.argv[1]).iterdir())]
size = sum(map(len, pages)) / 1e6
times = []
for _ in range(ROUNDS):
    start = time.process_time()
    found = sum(trafilatura.bare_extraction(page, with_metadata=True) is not None for page in pages)
    times.append(time.process_time() - start)
speed = size / sorted(times)[ROUNDS // 2]
print(f"trafilatura {trafilatura.__version__}: {len(pages)} pages, {found} with text, {size:.1f} MB, {speed:.1f} MB/s")
