"""Makes data sets in the layouts of MVSEC and DSEC as h5py writes them, and what their protocols say of a prediction.

The true flow is constant. The prediction is off by (3, 4) pixels in even columns of the sensor, by (0, 1) in odd ones.
Run in this folder, with h5py: python3 make_fixtures.py
"""

import json
import os
import struct
import zlib

import h5py
import numpy as np

RANDOM = np.random.default_rng(11)
EXPECTED = {}


def statement(masks):
    """Means of the errors that the prediction has on these masks, which are of the sensor's size."""
    frames, pixels = [], []
    for mask in masks:
        even = np.zeros(mask.shape, bool)
        even[:, ::2] = True
        error = np.where(even, 5.0, 1.0)[mask]
        if error.size:
            frames.append([error.mean(), 100 * (error >= 3).mean()])
            pixels.append(error)
    pixels = np.concatenate(pixels)
    return {
        "fields": len(frames), "pixels": int(pixels.size), "aee_over_frames": float(np.mean(frames, axis=0)[0]),
        "outliers_over_frames": float(np.mean(frames, axis=0)[1]), "aee_over_pixels": float(pixels.mean()),
    }


def mvsec():
    height, width, pictures, start = 260, 346, 44, 1504645177.25
    picture_times = start + 0.011 + 0.032 * np.arange(pictures)
    map_times = start + 0.1 * np.arange(16)
    truth = np.zeros((16, 2, height, width))
    truth[:, 0, :, 50:], truth[:, 1, :, 50:] = 2.4, -1.6
    os.makedirs("mvsec", exist_ok=True)
    with h5py.File("mvsec/indoor_flying1_gt.hdf5", "w") as file:
        left = file.create_group("davis/left")
        left.create_dataset(
            "flow_dist", data=truth, chunks=(1, 2, height, width), compression="gzip", compression_opts=9)
        left.create_dataset("flow_dist_ts", data=map_times)
    count = 4000
    t = np.sort(RANDOM.uniform(start, map_times[-1], count))
    x, y = RANDOM.integers(0, width, count), RANDOM.integers(0, height, count)
    # Coarse places: a pixel has several events, and the file stays small.
    x, y = x // 5 * 5 + RANDOM.integers(0, 2, count), y // 4 * 4
    x = x.clip(0, width - 1)
    events = np.stack([x, y, np.round(t, 4), RANDOM.choice([-1.0, 1.0], count)], axis=1)
    with h5py.File("mvsec/indoor_flying1_data.hdf5", "w") as file:
        left = file.create_group("davis/left")
        left.create_dataset("events", data=events, chunks=(1000, 4), compression="gzip", compression_opts=9)
        left.create_dataset("image_raw_ts", data=picture_times)
        left.create_dataset("image_raw_event_inds", data=np.searchsorted(events[:, 2], picture_times).astype(np.int64))
    micro, boundaries = np.rint(events[:, 2] * 1e6), np.rint(picture_times * 1e6)
    for interval in (1, 4):
        masks = []
        for frame in range(20, pictures - 20):
            inside = (micro >= boundaries[frame]) & (micro < boundaries[frame + interval])
            mask = np.zeros((height, width), bool)
            mask[y[inside], x[inside]] = True
            mask[:2], mask[258:], mask[:, :50], mask[:, 45 + 256:] = False, False, False, False
            masks.append(mask)
        EXPECTED[f"mvsec-dt{interval}"] = statement(masks)


def write_png(path, samples):
    height, width, _ = samples.shape
    rows = np.concatenate([np.zeros((height, 1), np.uint8), samples.astype(">u2").view(np.uint8).reshape(height, -1)], 1)

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 16, 2, 0, 0, 0)))
        file.write(chunk(b"IDAT", zlib.compress(rows.tobytes(), 9)) + chunk(b"IEND", b""))


def dsec():
    height, width, start, fields = 480, 640, 49_599_300_523, 2
    folder = "dsec/zurich_city_01_a"
    os.makedirs(f"{folder}/flow/forward", exist_ok=True)
    os.makedirs(f"{folder}/events/left", exist_ok=True)
    valid = np.zeros((height, width), bool)
    valid[100:300, 51:402] = True
    samples = np.zeros((height, width, 3), np.uint16)
    samples[..., 0], samples[..., 1] = 2**15 + round(5.5 * 128), 2**15 + round(-2.25 * 128)
    samples[..., 2] = valid
    lines = ["# from_timestamp_us, to_timestamp_us"]
    for field in range(fields):
        write_png(f"{folder}/flow/forward/{2 * field + 2:06d}.png", samples)
        lines.append(f"{start + field * 100_000}, {start + (field + 1) * 100_000}")
    with open(f"{folder}/flow/forward_timestamps.txt", "w") as file:
        file.write("\n".join(lines) + "\n")
    count = 2000
    t = np.sort(RANDOM.integers(0, fields * 100_000, count)).astype(np.uint32)
    x, y = RANDOM.integers(0, width, count).astype(np.uint16), RANDOM.integers(0, height, count).astype(np.uint16)
    with h5py.File(f"{folder}/events/left/events.h5", "w") as file:
        group = file.create_group("events")
        for name, data in (("x", x), ("y", y), ("t", t), ("p", RANDOM.integers(0, 2, count).astype(np.uint8))):
            group.create_dataset(name, data=data, chunks=(count,), compression="gzip", compression_opts=9)
        file.create_dataset("ms_to_idx", data=np.searchsorted(t, np.arange(fields * 100 + 1) * 1000).astype(np.uint64))
        file.create_dataset("t_offset", data=np.int64(start))
    EXPECTED["dsec"] = statement([valid] * fields)
    masks = []
    for field in range(fields):
        inside = (t >= field * 100_000) & (t < (field + 1) * 100_000)
        mask = np.zeros((height, width), bool)
        mask[y[inside], x[inside]] = True
        masks.append(mask & valid)
    EXPECTED["dsec-events"] = statement(masks)


if __name__ == "__main__":
    mvsec()
    dsec()
    with open("expected.json", "w") as file:
        json.dump(EXPECTED, file, indent=1)
        file.write("\n")
