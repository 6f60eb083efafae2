"""Writes small graphs with the `nir` package, and what they give, computed from the equations of arXiv 2311.14641.

    python3 -m venv venv && venv/bin/pip install nir==1.0.8 numpy h5py
    venv/bin/python make_nir.py

The equations are discretised by forward Euler; a current is updated before the membrane that it drives. Edges that close
a cycle hand on the output of the step before. Everything is in double precision.
"""

import pathlib

import nir
import numpy as np

FOLDER = pathlib.Path(__file__).parent / "NIR"
STEPS = 12
rng = np.random.default_rng(2311)


def weights(*shape, scale=1.0):
    return (rng.integers(-64, 65, shape) / 64 * scale).astype(np.float32)


def positive(*shape, low=0.5, high=2.0):
    return (np.round(rng.uniform(low, high, shape) * 64) / 64).astype(np.float32)


def convolve(x, weight, bias, stride, padding, dilation, groups):
    """Over [channels, rows, columns]; padding (before, behind) of rows and of columns."""
    x = np.pad(x, ((0, 0), padding[0], padding[1]))
    outputs, inner, kernel_rows, kernel_columns = weight.shape
    rows = (x.shape[1] - dilation[0] * (kernel_rows - 1) - 1) // stride[0] + 1
    columns = (x.shape[2] - dilation[1] * (kernel_columns - 1) - 1) // stride[1] + 1
    y = np.zeros((outputs, rows, columns))
    for o in range(outputs):
        first = o // (outputs // groups) * inner
        for r in range(rows):
            for c in range(columns):
                part = x[
                    first : first + inner,
                    r * stride[0] : r * stride[0] + dilation[0] * (kernel_rows - 1) + 1 : dilation[0],
                    c * stride[1] : c * stride[1] + dilation[1] * (kernel_columns - 1) + 1 : dilation[1],
                ]
                y[o, r, c] = np.sum(part * weight[o]) + bias[o]
    return y


def pool(x, kernel, stride, padding, mean):
    x = np.pad(x, ((0, 0), (padding[0],) * 2, (padding[1],) * 2))
    rows = (x.shape[1] - kernel[0]) // stride[0] + 1
    columns = (x.shape[2] - kernel[1]) // stride[1] + 1
    y = np.zeros((x.shape[0], rows, columns))
    for r in range(rows):
        for c in range(columns):
            part = x[:, r * stride[0] : r * stride[0] + kernel[0], c * stride[1] : c * stride[1] + kernel[1]]
            y[:, r, c] = part.sum((1, 2))
    return y / (kernel[0] * kernel[1]) if mean else y


class Neuron:
    """Any of NIR's neurons, from its equations."""

    def __init__(self, node, dt):
        self.kind, self.dt = type(node).__name__, dt
        self.p = {k: np.asarray(v, np.float64) for k, v in vars(node).items() if isinstance(v, np.ndarray)}
        self.v = np.zeros(self.p["r"].shape)
        self.i = np.zeros(self.p["r"].shape)

    def __call__(self, s):
        p, dt = self.p, self.dt
        if self.kind.startswith("Cuba"):
            self.i = self.i + dt / p["tau_syn"] * (p["w_in"] * s - self.i)
            s = self.i
        if self.kind in ("I", "IF"):
            self.v = self.v + dt * p["r"] * s
        else:
            tau = p["tau_mem"] if self.kind.startswith("Cuba") else p["tau"]
            self.v = self.v + dt / tau * (p["v_leak"] - self.v + p["r"] * s)
        if not self.kind.endswith("IF"):
            return self.v.copy()
        z = self.v > p["v_threshold"]
        self.v = np.where(z, p["v_reset"], self.v)
        return z.astype(np.float64)


def save(name, graph, x, y, dt):
    # The package compresses by itself; without, a file of many small arrays is a tenth as long.
    nir.write(FOLDER / f"{name}.nir", graph, compression="gzip" if name == "line" else None)
    np.savez_compressed(FOLDER / f"{name}.npz", input=np.float64(x), output=np.float64(y), dt=np.float64(dt))
    print(f"{name}: {x.shape} -> {np.shape(y)}, {np.count_nonzero(y)} values other than 0")


def drive(*shape, rate=0.5):
    return (rng.random((STEPS, *shape)) < rate).astype(np.float64)


def dense():
    """Affine, LIF, Linear, CubaLIF, Affine, LI."""
    dt, x = 0.25, drive(5)
    a = nir.Affine(weights(7, 5), weights(7, scale=0.25))
    lif = nir.LIF(positive(7), positive(7, low=1), weights(7, scale=0.1), positive(7, low=0.1, high=0.3), weights(7, scale=0.1))
    b = nir.Linear(weights(6, 7))
    cuba = nir.CubaLIF(
        positive(6), positive(6), positive(6, low=2, high=4), weights(6, scale=0.1), positive(6, low=0.1, high=0.3),
        v_reset=weights(6, scale=0.1), w_in=positive(6),
    )
    c = nir.Affine(weights(3, 6), weights(3))
    li = nir.LI(positive(3), positive(3), weights(3))
    graph = nir.NIRGraph.from_list(nir.Input(np.array([5])), a, lif, b, cuba, c, li, nir.Output(np.array([3])))
    n1, n2, n3 = (Neuron(n, dt) for n in (lif, cuba, li))
    y = [n3(c.weight.astype(np.float64) @ n2(b.weight.astype(np.float64) @ n1(a.weight.astype(np.float64) @ s + a.bias)) + c.bias) for s in x]
    save("dense", graph, x, y, dt)


def planes():
    """Conv2d with stride and dilation, IF, SumPool2d, Conv2d 'same', IF, AvgPool2d, Flatten, Affine, Threshold."""
    x = drive(2, 11, 10)
    c1 = nir.Conv2d((11, 10), weights(4, 2, 3, 2), (1, 2), (2, 1), (2, 1), 1, weights(4, scale=0.5))
    y1 = np.stack([convolve(s, np.float64(c1.weight), c1.bias, (1, 2), ((2, 2), (1, 1)), (2, 1), 1) for s in x])
    f1 = nir.IF(positive(*y1.shape[1:]), positive(*y1.shape[1:]), weights(*y1.shape[1:], scale=0.2))
    n1 = Neuron(f1, 1.0)
    y2 = np.stack([n1(s) for s in y1])
    p1 = nir.SumPool2d(np.array([2, 2]), np.array([2, 1]), np.array([0, 1]))
    y3 = np.stack([pool(s, (2, 2), (2, 1), (0, 1), False) for s in y2])
    c2 = nir.Conv2d(tuple(y3.shape[2:]), weights(6, 4, 4, 3), 1, "same", 1, 1, weights(6))
    y4 = np.stack([convolve(s, np.float64(c2.weight), c2.bias, (1, 1), ((1, 2), (1, 1)), (1, 1), 1) for s in y3])
    f2 = nir.IF(positive(*y4.shape[1:]), positive(*y4.shape[1:]))
    n2 = Neuron(f2, 1.0)
    y5 = np.stack([n2(s) for s in y4])
    p2 = nir.AvgPool2d(np.array([3, 2]), np.array([2, 2]), np.array([1, 0]))
    y6 = np.stack([pool(s, (3, 2), (2, 2), (1, 0), True) for s in y5])
    flat = nir.Flatten({"input": np.array(y6.shape[1:])}, 0, -1)
    a = nir.Affine(weights(5, int(np.prod(y6.shape[1:]))), weights(5))
    y7 = y6.reshape(STEPS, -1) @ np.float64(a.weight).T + a.bias
    t = nir.Threshold(weights(5))
    graph = nir.NIRGraph.from_list(
        nir.Input(np.array([2, 11, 10])), c1, f1, p1, c2, f2, p2, flat, a, t, nir.Output(np.array([5])),
        type_check=False)
    save("planes", graph, x, (y7 > t.threshold).astype(float), 1.0)


def line():
    """Conv1d in groups, LIF of numbers that stand for all, Flatten, Linear, CubaLI."""
    dt, x = 0.5, drive(4, 13)
    c = nir.Conv1d(13, weights(6, 2, 3), 2, 1, 2, 2, weights(6, scale=0.5))
    y1 = np.stack([convolve(s[:, None], np.float64(c.weight)[:, :, None], c.bias, (1, 2), ((0, 0), (1, 1)), (1, 2), 2)[:, 0] for s in x])
    one = np.float32
    lif = nir.LIF(one(2), one(1.5), one(0.0625), one(0.25), one(0))
    full = nir.LIF(*(np.full(y1.shape[1:], float(p)) for p in (lif.tau, lif.r, lif.v_leak, lif.v_threshold)))
    n1 = Neuron(full, dt)
    y2 = np.stack([n1(s) for s in y1])
    b = nir.Linear(weights(3, int(np.prod(y1.shape[1:]))))
    cuba = nir.CubaLI(positive(3), positive(3), positive(3), weights(3), w_in=positive(3))
    n2 = Neuron(cuba, dt)
    y = [n2(np.float64(b.weight) @ s.reshape(-1)) for s in y2]
    nodes = {
        "input": nir.Input(np.array([4, 13])), "conv": c, "lif": lif,
        "flat": nir.Flatten({"input": np.array(y1.shape[1:])}, 0, 1), "linear": b, "cuba": cuba,
        "output": nir.Output(np.array([3])),
    }
    names = list(nodes)
    save("line", nir.NIRGraph(nodes, list(zip(names, names[1:])), type_check=False), x, y, dt)


def recurrent():
    """A recurrent layer in a graph of its own, Scale, Delay, I, and two edges into one node."""
    dt, x = 0.5, drive(4)
    a, r = nir.Linear(weights(4, 4)), nir.Affine(weights(4, 4), weights(4, scale=0.125))
    cuba = nir.CubaLIF(positive(4), positive(4), positive(4, low=1.5, high=3), weights(4, scale=0.1), positive(4, low=0.2, high=0.4))
    inner = nir.NIRGraph(
        {"input": nir.Input(np.array([4])), "lif": cuba, "rec": r, "output": nir.Output(np.array([4]))},
        [("input", "lif"), ("lif", "rec"), ("rec", "lif"), ("lif", "output")])
    scale, delay = nir.Scale(weights(4)), nir.Delay(np.array([0, 0.5, 1.0, 2.6], np.float32))
    integrator = nir.I(positive(4))
    nodes = {
        "input": nir.Input(np.array([4])), "a": a, "layer": inner, "scale": scale, "delay": delay, "i": integrator,
        "output": nir.Output(np.array([4])),
    }
    edges = [("input", "a"), ("a", "layer"), ("layer", "scale"), ("scale", "delay"), ("delay", "i"), ("layer", "i"), ("i", "output")]
    n1, n2, z, past, y = Neuron(cuba, dt), Neuron(integrator, dt), np.zeros(4), [], []
    bias = np.float64(0)
    for step, s in enumerate(x):
        # In the first step the recurrent node has given nothing yet.
        back = np.float64(r.weight) @ z + r.bias if step else bias
        z = n1(np.float64(a.weight) @ s + back)
        past.append(z * np.float64(scale.scale))
        ago = np.round(np.float64(delay.delay) / dt).astype(int)
        late = np.array([past[-1 - k][i] if k < len(past) else 0.0 for i, k in enumerate(ago)])
        y.append(n2(late + z))
    save("recurrent", nir.NIRGraph(nodes, edges), x, y, dt)


FOLDER.mkdir(exist_ok=True)
dense()
planes()
line()
recurrent()
