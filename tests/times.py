#!/usr/bin/env python3
"""Times whole processes: compress and decompress against cp, of a PNG against libpng alone, which
reads its rows; of a directory, with each pool, against cp -r; --version against an empty program.

    times.py RLE127 IMAGE|DIRECTORY... [-- COMMAND...]

Medians of 21 alternating runs (201 for --version, 7 for directories), in milliseconds, after some
that do not count. Outputs go to $TMPDIR or /tmp, so which disk is timed can be chosen.
COMMAND, if given, is another compressor, started as COMMAND IMAGE OUTPUT, once for each image.
Needs Python 3, a C compiler and, for a PNG, libpng.
"""
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time


READ_PNG = rb"""
#include <png.h>
#include <stdlib.h>
int main(int argc, char **argv)
{
    FILE *file = fopen(argv[argc - 1], "rb");
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    if (!file || setjmp(png_jmpbuf(png)))
        return 1;
    png_init_io(png, file);
    png_read_info(png, info);
    png_bytep row = malloc(png_get_rowbytes(png, info));
    for (png_uint_32 y = png_get_image_height(png, info); y > 0; y--)
        png_read_row(png, row, NULL);
    png_read_end(png, NULL);
    return 0;
}
"""


def run(command, removed=None):
    if removed:
        shutil.rmtree(removed, ignore_errors=True)
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return (time.perf_counter() - start) * 1e3


def alternate(commands, n_runs, removed=None, n_idle=3):
    times = [[run(command, removed) for command in commands] for _ in range(n_runs + n_idle)]
    return [statistics.median(column) for column in zip(*times[n_idle:])]


def build(text, folder, name, *libraries):
    program = os.path.join(folder, name)
    subprocess.run(["cc", "-O2", "-x", "c", "-", "-o", program, *libraries], input=text, check=True)
    return program


def time_image(rle127, image, other, folder):
    source = os.path.join(folder, "in" + os.path.splitext(image)[1])
    run(["cp", image, source])
    coded, copy, back = (os.path.join(folder, name) for name in ("out.rle", "copy", "back.pbm"))
    cp, compress, decompress = alternate(
        [["cp", source, copy], [rle127, "compress", "-q", "-f", "-o", coded, source],
         [rle127, "decompress", "-q", "-f", "-o", back, coded]], 21)
    print(f"{image}: cp {cp:.2f}, compress {compress:.2f} = {compress / cp:.2f} cp, "
          f"decompress {decompress:.2f} = {decompress / cp:.2f} cp")
    if image.endswith(".png"):
        alone, compress = alternate(
            [[build(READ_PNG, folder, "read_png", "-lpng"), source],
             [rle127, "compress", "-q", "-c", source]], 101)
        print(f"    libpng alone {alone:.2f}, compress {compress:.2f} = {compress / alone:.2f}")
    if other:
        slow = run([*other, source, os.path.join(folder, "other")])
        print(f"    {' '.join(other)}: {slow:.0f} = {slow / compress:.0f} compress")


def time_tree(rle127, tree, folder):
    out = os.path.join(folder, "out")
    pools = ["auto", "process", "thread", "serial"]
    compress = [rle127, "compress", "-q", "-O", out, tree]
    cp, *times = alternate([["cp", "-r", tree, out],
                            *([*compress, f"--image-pool={pool}"] for pool in pools)], 7, out, 1)
    print(f"{tree}: cp -r {cp:.0f}, compress " +
          ", ".join(f"{pool} {time:.0f} = {time / cp:.2f} cp" for pool, time in zip(pools, times)))


def time_start(rle127, folder):
    empty = build(b"int main(void) { return 0; }", folder, "empty")
    start, version = alternate([[empty], [rle127, "--version"]], 201)
    print(f"empty program {start:.2f}, --version {version:.2f} = {version / start:.2f}")


def main(arguments):
    split = arguments.index("--") if "--" in arguments else len(arguments)
    rle127, images, other = arguments[0], arguments[1:split], arguments[split + 1:]
    with tempfile.TemporaryDirectory() as folder:
        for image in images:
            if os.path.isdir(image):
                time_tree(rle127, image, folder)
            else:
                time_image(rle127, image, other, folder)
        time_start(rle127, folder)


if __name__ == "__main__":
    main(sys.argv[1:])
