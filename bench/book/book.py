#!/usr/bin/env python3
"""The run-length encoder of a well-known case study, to be timed beside rle127.

The chapter "Concurrency" of "Python 3 Object-Oriented Programming" compresses black-and-white
images with two nested executors: one has images as its jobs, and each image has an executor of its
own whose jobs are its rows. Either may be of threads or of processes. This program has that design
and that format, and nothing else of the book or of rle127:

    width and height in pixels, two bytes each, little-endian; then the rows from the top
    a row is cut into chunks of 127 pixels, a chunk into runs of one colour
    a run is a byte: bit 7 is set for white, bits 0 to 6 are its length in pixels

It prints a line of JSON: for each repetition the seconds from before the executors are made until
the last output is written (the interpreter's start and its imports are not in them), and the
versions of what has run.

Needs Pillow and bitarray (Debian: python3-pil, python3-bitarray); Python 3.9 or later.
"""
import argparse
import json
import multiprocessing
import os
import platform
import signal
import sys
import time
from collections import deque
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor

try:
    import bitarray
    import PIL
    from PIL import Image
except ImportError as error:
    sys.exit(f"book.py: {error}; it needs Pillow and bitarray (python3-pil, python3-bitarray)")

CHUNK_PIXELS = 127
WHITE_BIT = 7

# An executor of processes writes four bytes into a pipe for each job that it is given, and some
# versions of Python hang where that pipe is full. A pipe holds 4096 bytes at the least.
ROWS_IN_HAND = 1000

Image.MAX_IMAGE_PIXELS = None  # as many as the format allows


class SerialExecutor(Executor):
    """Does each job at once, in the thread that submits it."""

    def submit(self, function, /, *values):
        future = Future()
        future.set_result(function(*values))
        return future


def choose_start_method(image_pool, row_pool):
    """How processes are started: by fork, as the book's are, except beside threads.

    A process that is forked while another thread holds a lock may wait for it for ever; so a server
    without threads is asked to fork. It is started before the clock is, with all modules loaded,
    and then takes no longer.
    """
    if (image_pool, row_pool) != ("thread", "process"):
        return "fork"
    multiprocessing.set_forkserver_preload(["bitarray", "PIL.Image", "concurrent.futures.process"])
    with make_executor("process", 1, "forkserver") as executor:
        executor.submit(os.getpid).result()
    return "forkserver"


def make_executor(pool, workers, start_method):
    """Where workers is None, Python chooses how many there are."""
    if pool == "process":
        context = multiprocessing.get_context(start_method)
        return ProcessPoolExecutor(workers, mp_context=context)
    return ThreadPoolExecutor(workers) if pool == "thread" else SerialExecutor()


def encode_chunk(pixels):
    runs = bytearray()
    colour, length = pixels[0], 0
    for pixel in pixels:
        if pixel != colour:
            runs.append(colour << WHITE_BIT | length)
            colour, length = pixel, 0
        length += 1
    runs.append(colour << WHITE_BIT | length)
    return runs


def cut(pixels, length):
    return (pixels[start : start + length] for start in range(0, len(pixels), length))


def encode_row(row):
    """A row's runs: a job of the executor that an image has."""
    return b"".join(map(encode_chunk, cut(row, CHUNK_PIXELS)))


def encode_rows(pixels, width, executor):
    """The runs of all rows, from the top."""
    runs, in_hand = bytearray(), deque()
    for row in cut(pixels, width):
        if len(in_hand) == ROWS_IN_HAND:
            runs += in_hand.popleft().result()
        in_hand.append(executor.submit(encode_row, row))
    for job in in_hand:
        runs += job.result()
    return runs


def load_pixels(path):
    """Width, height, and all pixels as bits, 1 for white."""
    with Image.open(path) as image:
        width, height = image.size
        pixels = bitarray.bitarray()
        # All at once from a byte a pixel, 0 or 255; a sequence of numbers would take seconds.
        pixels.pack(image.convert("1").tobytes("raw", "L"))
    return width, height, pixels


def compress(path, output, row_pool, workers, start_method):
    """One image: a job of the executor of images."""
    width, height, pixels = load_pixels(path)
    header = width.to_bytes(2, "little") + height.to_bytes(2, "little")
    with make_executor(row_pool, workers, start_method) as executor:
        runs = encode_rows(pixels, width, executor)
    with open(output, "wb") as file:
        file.write(header + runs)


def compress_all(options, start_method):
    """Returns the seconds that all images took."""
    start = time.perf_counter()
    common = (options.row_pool, options.workers, start_method)
    with make_executor(options.image_pool, options.workers, start_method) as executor:
        jobs = [
            executor.submit(compress, path, output, *common)
            for path, output in zip(options.files, options.outputs)
        ]
        for job in jobs:
            job.result()
    return time.perf_counter() - start


def end_after(seconds):
    """Kills this program after so many seconds, with all processes that it has started.

    Executors of some versions of Python wait for ever where a thread cannot be started. What was
    started is known by its process group, which this process leads from then on.
    """
    if os.getpgrp() != os.getpid():
        os.setpgid(0, 0)

    def end(_number, _frame):
        os.write(2, f"book.py: has not ended within {seconds} s, and is killed\n".encode())
        os.killpg(0, signal.SIGKILL)

    signal.signal(signal.SIGALRM, end)
    signal.alarm(seconds)


def count(text):
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def parse_options():
    parser = argparse.ArgumentParser(description="Compress images by two nested executors.")
    pools = {"choices": ["process", "thread", "serial"], "default": "process"}
    add = parser.add_argument
    add("--image-pool", **pools, help="what works on images (default: process)")
    add("--row-pool", **pools, help="what works on an image's rows (default: process)")
    add("--workers", type=count, metavar="N", help="of each executor (default: Python's)")
    add("--repeat", type=count, metavar="N", default=1, help="do it all N times")
    add("--seconds-max", type=count, metavar="N", help="end after N seconds, done or not")
    add("-O", dest="directory", metavar="DIR", required=True, help="outputs are DIR/STEM.rle")
    add("files", nargs="+", metavar="FILE", help="an image that Pillow reads")
    options = parser.parse_args()
    stems = [os.path.splitext(os.path.basename(path))[0] for path in options.files]
    options.outputs = [os.path.join(options.directory, stem + ".rle") for stem in stems]
    if len(set(stems)) < len(stems):
        parser.error("two files would have the same output")
    return options


def main():
    options = parse_options()
    if options.seconds_max:
        end_after(options.seconds_max)
    try:
        start_method = choose_start_method(options.image_pool, options.row_pool)
        seconds = [compress_all(options, start_method) for _ in range(options.repeat)]
    except Exception as error:  # whatever Pillow, the disk or an executor has against it
        sys.exit(f"book.py: {error or type(error).__name__}")
    report = {
        "seconds": seconds,
        "image_pool": options.image_pool,
        "row_pool": options.row_pool,
        "workers": options.workers,
        "python": platform.python_version(),
        "pillow": PIL.__version__,
        "bitarray": bitarray.__version__,
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
