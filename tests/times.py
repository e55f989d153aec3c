#!/usr/bin/env python3
"""Times whole processes: compress and decompress against cp, --version against an empty program.

    times.py RLE127 IMAGE... [-- COMMAND...]

Medians of 21 alternating runs (201 for --version), in milliseconds, after three that do not count.
COMMAND, if given, is another compressor, started as COMMAND IMAGE OUTPUT, once for each image.
Needs Python 3 and a C compiler.
"""
import os
import statistics
import subprocess
import sys
import tempfile
import time


def run(command):
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return (time.perf_counter() - start) * 1e3


def alternate(commands, n_runs):
    times = [[run(command) for command in commands] for _ in range(n_runs + 3)][3:]
    return [statistics.median(column) for column in zip(*times)]


def time_image(rle127, image, other, folder):
    source = os.path.join(folder, "in" + os.path.splitext(image)[1])
    run(["cp", image, source])
    coded, copy, back = (os.path.join(folder, name) for name in ("out.rle", "copy", "back.pbm"))
    cp, compress, decompress = alternate(
        [["cp", source, copy], [rle127, "compress", "-q", "-f", "-o", coded, source],
         [rle127, "decompress", "-q", "-f", "-o", back, coded]], 21)
    print(f"{image}: cp {cp:.2f}, compress {compress:.2f} = {compress / cp:.2f} cp, "
          f"decompress {decompress:.2f} = {decompress / cp:.2f} cp")
    if other:
        slow = run([*other, source, os.path.join(folder, "other")])
        print(f"    {' '.join(other)}: {slow:.0f} = {slow / compress:.0f} compress")


def time_start(rle127, folder):
    empty = os.path.join(folder, "empty")
    subprocess.run(["cc", "-O2", "-x", "c", "-", "-o", empty],
                   input=b"int main(void) { return 0; }", check=True)
    start, version = alternate([[empty], [rle127, "--version"]], 201)
    print(f"empty program {start:.2f}, --version {version:.2f} = {version / start:.2f}")


def main(arguments):
    split = arguments.index("--") if "--" in arguments else len(arguments)
    rle127, images, other = arguments[0], arguments[1:split], arguments[split + 1:]
    with tempfile.TemporaryDirectory() as folder:
        for image in images:
            time_image(rle127, image, other, folder)
        time_start(rle127, folder)


if __name__ == "__main__":
    main(sys.argv[1:])
