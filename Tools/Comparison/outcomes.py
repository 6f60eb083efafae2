"""What a run of the program left behind, and whether two runs did the same."""

import hashlib
import json
import os
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, field

# Seconds that a run took are no part of what it says.
CLOCKS = [
    (re.compile(rb'("(?:seconds|[a-z_]*_seconds|seconds_[a-z_]+|time_saving|samples_per_s)":)[-+.eE0-9]+'), rb"\1~"),
    (re.compile(rb"^(?:time, .*|.* of the time .*)$", re.MULTILINE), b"~"),
    # Progress, which is told where a command lasts long.
    (re.compile(rb"^[0-9.]+(?:/[0-9.]+)? [a-z ]+, [-+.e0-9]+ [a-z ]+/s(?:, [0-9:]+ left)?\n", re.MULTILINE), b""),
    (re.compile(rb"\b[0-9.]+ (?:s|samples/s)\b"), b"~"),
]
WORDS_SHOWN = 12


class Outcome:
    """A run: its exit status, its streams, and the contents of the files that it wrote, by name."""

    def __init__(self, status, output, errors, folder):
        self.status = status
        self.output = without_clocks(output)
        self.errors = without_clocks(errors)
        self.files = {}
        for place, _, names in os.walk(folder):
            for name in names:
                path = os.path.join(place, name)
                with open(path, "rb") as file:
                    self.files[os.path.relpath(path, folder)] = file.read()


@dataclass
class Result:
    """Failures, and differences of words that are none."""

    failures: list = field(default_factory=list)
    words: list = field(default_factory=list)


def without_clocks(text):
    for pattern, replacement in CLOCKS:
        text = pattern.sub(replacement, text)
    return text


def compare(old, new, command, tolerance):
    result = Result()
    if old.status != new.status:
        result.failures.append(
            f"exit status {old.status} became {new.status}\n"
            + (new.errors or old.errors).decode(errors="replace").strip()[:500])
    for name in sorted(set(old.files) | set(new.files)):
        if name not in new.files:
            result.failures.append(f"{name} is not written any more")
        elif name not in old.files:
            result.failures.append(f"{name} is written now")
        elif not same_file(name, old.files[name], new.files[name], command, tolerance):
            result.failures.append(f"{name}: {told(old.files[name])} became {told(new.files[name])}")
    streams = [("standard output", old.output, new.output), ("standard error", old.errors, new.errors)]
    for name, before, after in streams:
        if before == after:
            continue
        is_data = name == "standard output" and command.prints_data
        if is_data and same_data(name, before, after, tolerance):
            continue
        (result.failures if is_data else result.words).append(f"{name}:\n" + lines_that_differ(before, after))
    return result


def told(data):
    return f"{len(data)} bytes, {hashlib.sha256(data).hexdigest()[:12]}"


def lines_that_differ(before, after):
    old, new = (text.decode(errors="replace").splitlines() for text in (before, after))
    shown = [f"- {line[:300]}" for line in old if line not in new] + [f"+ {line[:300]}" for line in new if line not in old]
    return "\n".join(shown[:WORDS_SHOWN]) or "the same lines in another order or number"


def same_file(name, before, after, command, tolerance):
    before, after = (without_clocks(data) if command.writes_clocks else data for data in (before, after))
    return before == after or same_data(name, before, after, tolerance)


def same_data(name, before, after, tolerance):
    """Whether numbers differ by no more than the tolerance."""
    if tolerance <= 0:
        return False
    if name.endswith((".npy", ".flo", ".h5")):
        return same_floats(before, after, tolerance)
    if name.endswith(".npz"):
        return same_archives(before, after, tolerance)
    if name.endswith(".png"):
        return same_pictures(before, after)
    try:
        return same_values(json.loads(before), json.loads(after), tolerance)
    except ValueError:
        return False


def same_floats(before, after, tolerance):
    """Whether two files of one length differ only in words that, as float32, are close."""
    if len(before) != len(after):
        return False
    whole = len(before) // 4 * 4
    for (a,), (b,) in zip(struct.iter_unpack("<f", before[:whole]), struct.iter_unpack("<f", after[:whole])):
        if a != b and not abs(a - b) <= tolerance and not (a != a and b != b):
            return False
    return before[whole:] == after[whole:]


def same_archives(before, after, tolerance):
    import io

    old, new = (zipfile.ZipFile(io.BytesIO(data)) for data in (before, after))
    return old.namelist() == new.namelist() and all(
        old.read(name) == new.read(name) or same_floats(old.read(name), new.read(name), tolerance)
        for name in old.namelist())


def same_pictures(before, after):
    """Whether two PNGs of one size differ nowhere by more than one gray level; 16-bit ones, by one of 65,536."""
    old, new = pixels(before), pixels(after)
    return old is not None and new is not None and old[0] == new[0] and all(
        abs(a - b) <= 1 for a, b in zip(old[1], new[1]))


def pixels(data):
    """The header and the samples of a PNG; nil for kinds that the program does not write."""
    place, header, packed = 8, None, b""
    while place + 8 <= len(data):
        length, kind = struct.unpack(">I4s", data[place:place + 8])
        body = data[place + 8:place + 8 + length]
        header = body if kind == b"IHDR" else header
        packed += body if kind == b"IDAT" else b""
        place += 12 + length
    width, height, depth, color = struct.unpack(">IIBB", header[:10])
    channels = {0: 1, 2: 3, 4: 2, 6: 4}.get(color)
    if channels is None or depth < 8 or header[12]:
        return None
    step, raw = channels * depth // 8, zlib.decompress(packed)
    stride, above, rows = width * step, bytearray(width * step), bytearray()
    for y in range(height):
        kind = raw[y * (stride + 1)]
        row = bytearray(raw[y * (stride + 1) + 1:(y + 1) * (stride + 1)])
        for x in range(stride):
            left, up = row[x - step] if x >= step else 0, above[x]
            corner = above[x - step] if x >= step else 0
            row[x] = (row[x] + predicted(kind, left, up, corner)) & 255
        rows += row
        above = row
    if depth == 8:
        return header, rows
    return header, [value for (value,) in struct.iter_unpack(">H", rows)]


def predicted(kind, left, up, corner):
    if kind < 3:
        return (0, left, up)[kind]
    if kind == 3:
        return (left + up) // 2
    nearest = left + up - corner
    return min((left, up, corner), key=lambda value: abs(nearest - value))


def same_values(before, after, tolerance):
    if isinstance(before, dict) and isinstance(after, dict):
        return before.keys() == after.keys() and all(same_values(before[key], after[key], tolerance) for key in before)
    if isinstance(before, list) and isinstance(after, list):
        return len(before) == len(after) and all(map(lambda a, b: same_values(a, b, tolerance), before, after))
    if isinstance(before, float) and isinstance(after, (int, float)):
        return abs(before - after) <= tolerance * max(1, abs(before))
    return before == after
