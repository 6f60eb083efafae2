"""Makes evaluation.npz and warping.npz: drawn fields and events, and what the metrics say of them, stated in NumPy.

Run in this folder: python3 make_fixtures.py
"""

import numpy as np

RANDOM = np.random.default_rng(5)


def draw_frame(height, width, scale):
    truth = RANDOM.normal(0, scale, (2, height, width)).astype(np.float32)
    prediction = (truth + RANDOM.normal(0, 2.5, truth.shape)).astype(np.float32)
    truth[:, RANDOM.random((height, width)) < 0.2] = 0
    truth[0, RANDOM.random((height, width)) < 0.1] = 0
    truth[RANDOM.integers(0, 2), RANDOM.random((height, width)) < 0.05] = np.inf
    truth[RANDOM.integers(0, 2), RANDOM.random((height, width)) < 0.05] = np.nan
    # Whole distances, so that the bounds of the outliers are met exactly.
    exact = RANDOM.random((height, width)) < 0.1
    offsets = np.array([[3, 0], [0, 3], [3, 4], [1, 0], [0, 2], [0, 0]], np.float32)
    prediction[:, exact] = (np.round(truth) + offsets[RANDOM.integers(0, 6, (height, width))].transpose(2, 0, 1))[:, exact]
    truth[:, exact] = np.round(truth[:, exact])
    prediction[~np.isfinite(prediction)] = 1
    events = (RANDOM.random((height, width)) < 0.5).astype(np.uint8)
    return truth, prediction, events


def metrics(truth, prediction, mask):
    """The metrics of the pixels of a mask."""
    t = truth[:, mask].astype(np.float64)
    p = prediction[:, mask].astype(np.float64)
    error = np.linalg.norm(p - t, axis=0)
    length = np.linalg.norm(t, axis=0)
    one = np.ones((1, t.shape[1]))
    a, b = np.concatenate([p, one]), np.concatenate([t, one])
    angle = np.degrees(np.arctan2(np.linalg.norm(np.cross(a, b, axis=0), axis=0), (a * b).sum(0)))
    both = (length > 0) & (np.linalg.norm(p, axis=0) > 0)
    plane = np.degrees(np.abs(np.angle((p[0] + 1j * p[1])[both] / (t[0] + 1j * t[1])[both])))
    return {
        "aee": error.mean(), "outliers": 100 * (error >= 3).mean(),
        "strict": 100 * ((error > 3) & (error > 0.05 * length)).mean(),
        "pe1": 100 * (error > 1).mean(), "pe2": 100 * (error > 2).mean(), "pe3": 100 * (error > 3).mean(),
        "angle": angle.mean(), "plane": plane.mean(), "length": length.mean(), "pixels": float(mask.sum()),
    }


def known(truth, zero_is_valid=False):
    finite = np.isfinite(truth).all(axis=0)
    return finite if zero_is_valid else finite & (truth != 0).any(axis=0)


def evaluation():
    frames = [draw_frame(34, 41, scale) for scale in (0.5, 4, 40)]
    # The centre crop of side 30, the first 21 rows of it.
    y, x, side, rows = (34 - 30) // 2, (41 - 30) // 2, 30, 21
    out = {"names": np.array(list(metrics(*frames[0][:2], known(frames[0][0])).keys()), "S8").view(np.uint8)}
    per_frame, masked = [], []
    for index, (truth, prediction, events) in enumerate(frames):
        out[f"truth{index}"], out[f"prediction{index}"], out[f"events{index}"] = truth, prediction, events
        crop = (slice(None), slice(y, y + side), slice(x, x + side))
        t, p, e = truth[crop], prediction[crop], events[crop[1:]].astype(bool)
        mask = known(t) & e
        mask[rows:] = False
        masked.append((t[:, mask], p[:, mask]))
        per_frame.append(list(metrics(t, p, mask).values()))
        out[f"dense{index}"] = np.array(list(metrics(truth, prediction, known(truth, True)).values()))
    out["cropped"] = np.array(per_frame)
    out["over_frames"] = out["cropped"].mean(axis=0)
    t = np.concatenate([t for t, _ in masked], axis=1)[:, None]
    p = np.concatenate([p for _, p in masked], axis=1)[:, None]
    out["over_pixels"] = np.array(list(metrics(t, p, np.ones(t.shape[1:], bool)).values()))
    np.savez_compressed("evaluation.npz", **out)


def splat(x, y, weight, height, width, bilinear):
    image = np.zeros((height, width))
    if not bilinear:
        column, row = np.rint(x).astype(int), np.rint(y).astype(int)
        inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
        np.add.at(image, (row[inside], column[inside]), weight[inside])
        return image
    left, top = np.floor(x).astype(int), np.floor(y).astype(int)
    for dx in (0, 1):
        for dy in (0, 1):
            column, row = left + dx, top + dy
            part = weight * (1 - np.abs(x - column)) * (1 - np.abs(y - row))
            inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
            np.add.at(image, (row[inside], column[inside]), part[inside])
    return image


def warp_metrics(t, x, y, on, flow, start, end, bilinear):
    height, width = flow.shape[1:]
    part = (t - start) / (end - start)
    moved_x = x + (1 - part) * flow[0, y, x]
    moved_y = y + (1 - part) * flow[1, y, x]
    ratios = []
    for a, b in ((moved_x, moved_y), (x.astype(float), y.astype(float))):
        images, squares = [], 0.0
        for polarity in (True, False):
            chosen = on == polarity
            counts = splat(a[chosen], b[chosen], np.ones(chosen.sum()), height, width, bilinear)
            times = splat(a[chosen], b[chosen], part[chosen], height, width, bilinear)
            has = counts > 0
            squares += ((times[has] / counts[has]) ** 2).sum()
            images.append(counts)
        image = images[0] + images[1]
        ratios.append((image.var(), squares / (image > 0).sum()))
    return [ratios[0][0] / ratios[1][0], ratios[0][1] / ratios[1][1]]


def warping():
    height, width, count, start, end = 24, 31, 3000, 1_000_000, 1_050_000
    t = np.sort(RANDOM.integers(start, end, count)).astype(np.int64)
    part = (t - start) / (end - start)
    # Edges that move by (6, -3) pixels in the window, and noise.
    x = np.rint(RANDOM.integers(1, 5, count) * 6 + 6 * part)
    y = np.rint(RANDOM.uniform(0, height, count) - 3 * part)
    x, y = x.clip(0, width - 1).astype(np.uint16), y.clip(0, height - 1).astype(np.uint16)
    on = RANDOM.random(count) < 0.5
    flow = np.stack([np.full((height, width), 6.0), np.full((height, width), -3.0)])
    flow = (flow + RANDOM.normal(0, 0.2, flow.shape)).astype(np.float32)
    expected = [warp_metrics(t, x, y, on, flow.astype(np.float64), start, end, b) for b in (True, False)]
    np.savez_compressed(
        "warping.npz", t=t, x=x, y=y, p=on.astype(np.uint8), flow=flow, window=np.array([start, end], np.int64),
        expected=np.array(expected))


if __name__ == "__main__":
    evaluation()
    warping()
