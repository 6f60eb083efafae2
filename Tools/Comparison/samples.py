"""Small inputs, the same in every run: pictures, events, labels, fields and parameters that this script draws, and
recordings in every format that the older program writes from them."""

import math
import os
import random
import shutil
import struct
import subprocess

WIDTH, HEIGHT = 64, 48


class Unmade(Exception):
    """The older program did not make a sample."""


def make(program, folder, clip):
    def old(*arguments):
        ended = subprocess.run([program, *arguments], cwd=folder, capture_output=True, stdin=subprocess.DEVNULL)
        if ended.returncode:
            raise Unmade(f"saccade {' '.join(arguments)}: {ended.stderr.decode(errors='replace')}")

    def path(*names):
        place = os.path.join(folder, *names)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        return place

    shutil.copy(clip, path("clip.mp4"))
    write_npy(path("pictures.npy"), "|u1", (9, HEIGHT, WIDTH), pictures(9))
    write_events(path("events.csv"))
    for name, format in EVENT_FORMATS.items():
        old("convert", "events.csv", name, "--to", format, "--size", f"{WIDTH}x{HEIGHT}")
    old("simulate", "spikes", "pictures.npy", "--fps", "500", "-o", f"spikes_{WIDTH}x{HEIGHT}.dat", "--threshold", "300")
    for name in ("spikes.npz", "spikes.npy"):
        old("convert", f"spikes_{WIDTH}x{HEIGHT}.dat", name)
    old("simulate", "spikes", "pictures.npy", "--fps", "500", "--size", "30x21", "-o", "odd_30x21.dat")
    old("represent", "events.npz", "-o", "grid.npz", "--kind", "voxel-grid:5", "--window", "20ms")
    write_safetensors(path("scflow.safetensors"), scflow_shapes(), seed=1)
    write_safetensors(path("ste.safetensors"), steflownet_shapes([2, 3, 4, 5], [1, 2, 2], 3), seed=2)
    old("flow", "spikes.npz", "--weights", "scflow.safetensors", "-o", "flow", "--dt", "10")
    write_damage(folder)
    write_scene(folder, path)
    write_digits(path)
    write_recordings_by_class(path)
    with open(path("training.yml"), "w") as file:
        file.write(TRAINING)
    old("train", "classifier", "training.yml", "-o", "classifier.safetensors")
    write_outputs(path("outputs.npy"), path("labels.npy"))


EVENT_FORMATS = {
    "evt2.raw": "prophesee-evt2", "evt21.raw": "prophesee-evt21", "evt3.raw": "prophesee-evt3",
    "events.dat": "prophesee-dat", "ecf.h5": "prophesee-hdf5", "two.aedat": "aedat2", "four.aedat4": "aedat4",
    "events.es": "es", "events.bag": "rosbag1", "events.mcap": "ros2", "dsec.h5": "dsec", "plain.h5": "hdf5",
    "events.txt": "text", "events.npy": "npy", "events.npz": "npz",
}

TRAINING = """data:
  path: digits
  validation: 20
network:
  widths: [4, 4]
  hidden: 8
training:
  epochs: 1
  batch: 20
  learning-rate: 0.01
"""


def pictures(count):
    """A bright bar with soft edges that moves to the right by 3 pixels a picture over slanted waves."""
    return bytes(
        int(60 + 40 * math.sin((x + 2 * y) / 5) + 150 * math.exp(-(((x - 10 - 3 * t) / 6) ** 2)))
        for t in range(count) for y in range(HEIGHT) for x in range(WIDTH))


def write_events(path):
    """Two edges that cross the sensor in 100 ms, some noise, and one hot pixel; times never fall."""
    draw = random.Random(1)
    lines, time = ["t,x,y,p"], 1000
    for index in range(20_000):
        time += draw.randrange(10)
        progress = (time - 1000) / 100_000
        x = int(WIDTH * progress + draw.gauss(0, 1.5)) if index % 3 else int(WIDTH * (1 - progress))
        y = draw.randrange(HEIGHT)
        if index % 50 == 0:
            x, y = draw.randrange(WIDTH), draw.randrange(HEIGHT)
        if index % 97 == 0:
            x, y = 7, 5
        lines.append(f"{time},{min(max(x, 0), WIDTH - 1)},{y},{draw.randrange(2)}")
    with open(path, "w") as file:
        file.write("\n".join(lines) + "\n")


def write_damage(folder):
    """Recordings that are cut off, spoiled, out of order, and nothing at all."""
    def data(name):
        with open(os.path.join(folder, name), "rb") as file:
            return file.read()

    def write(name, content):
        with open(os.path.join(folder, name), "wb") as file:
            file.write(content)

    for name in ("evt3.raw", "four.aedat4", "events.dat", "events.npz", "plain.h5", "events.bag"):
        whole = data(name)
        write("cut-" + name, whole[:len(whole) * 2 // 3 + 1])
    write("spoiled.aedat4", data("four.aedat4").replace(b"\x00\x00", b"\x01\x07", 40))
    lines = data("events.csv").split(b"\n")
    write("jumps.csv", b"\n".join(lines[:200] + [b"9,70,80,1"] * 3 + lines[100:300]) + b"\n")
    write("words.csv", b"\n".join(lines[:50] + [b"not,a,number,at all"] + lines[50:90]) + b"\n")
    write("empty.raw", b"")
    write("nothing.bin", bytes(range(256)) * 8)
    write(f"cut_{WIDTH}x{HEIGHT}.dat", data(f"spikes_{WIDTH}x{HEIGHT}.dat")[:-100])


def write_scene(folder, path):
    """A scene of a spiking camera with its truth, predictions that are off by (3, 4), and two plain folders."""
    shutil.copy(os.path.join(folder, f"spikes_{WIDTH}x{HEIGHT}.dat"), path("scenes", "ball", "test.dat"))
    for index in range(20):
        write_flo(path("scenes", "ball", "dt=10", "motion_vector", f"{index:04}.flo"), 1 + index / 8, -0.5)
        write_flo(path("off", f"{index:04}.flo"), 4 + index / 8, 3.5)
        write_flo(path("truth", f"{index:04}.flo"), 1 + index / 8, -0.5)


def write_flo(path, u, v):
    with open(path, "wb") as file:
        file.write(struct.pack("<fii", 202021.25, WIDTH, HEIGHT) + struct.pack("<ff", u, v) * (WIDTH * HEIGHT))


def write_digits(path):
    """Pictures of 28 x 28 with a bright block whose place is the class, in MNIST's format."""
    draw = random.Random(2)
    for count, prefix in ((100, "train"), (40, "t10k")):
        images, labels = bytearray(), bytearray()
        for index in range(count):
            label = index * 7 % 10
            image = bytearray(draw.randrange(40) for _ in range(784))
            for y in range(5 + label // 5 * 11, 12 + label // 5 * 11):
                for x in range(1 + label % 5 * 5, 6 + label % 5 * 5):
                    image[y * 28 + x] = 200 + draw.randrange(55)
            images += image
            labels.append(label)
        with open(path("digits", f"{prefix}-images-idx3-ubyte"), "wb") as file:
            file.write(struct.pack(">iiii", 2051, count, 28, 28) + images)
        with open(path("digits", f"{prefix}-labels-idx1-ubyte"), "wb") as file:
            file.write(struct.pack(">ii", 2049, count) + labels)


def write_recordings_by_class(path):
    """Folders of N-MNIST with recordings of 34 x 34: five bytes an event."""
    draw = random.Random(3)
    for part in ("Train", "Test"):
        for label in (0, 1):
            for number in (1, 2):
                data, time = bytearray(), 0
                for _ in range(300):
                    time += draw.randrange(1, 900)
                    data += bytes([draw.randrange(34), draw.randrange(34)])
                    data += (draw.randrange(2) << 23 | time).to_bytes(3, "big")
                with open(path("N-MNIST", part, str(label), f"{number:05}.bin"), "wb") as file:
                    file.write(data)


def write_outputs(outputs, labels):
    """Outputs of 8 steps for 60 samples of 5 classes, which grow surer of the right one."""
    draw = random.Random(4)
    truth = [draw.randrange(5) for _ in range(60)]
    values = [
        draw.gauss(0.4 if label == k else 0, 0.6) for _ in range(8) for label in truth for k in range(5)]
    write_npy(outputs, "<f4", (8, 60, 5), struct.pack(f"<{len(values)}f", *values))
    write_npy(labels, "<i8", (60,), struct.pack("<60q", *truth))


def npy(kind, shape, data):
    axes = ", ".join(map(str, shape)) + ("," if len(shape) == 1 else "")
    header = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': ({axes}), }}"
    header += " " * (-(len(header) + 11) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + data


def write_npy(path, kind, shape, data):
    with open(path, "wb") as file:
        file.write(npy(kind, shape, data))


def scflow_shapes():
    layers = {"spike_representation.conv_s1.0": (32, 25, 3), "spike_representation.conv_s2.0": (32, 32, 3)}
    widths = [32, 64, 96, 128]
    for level, outputs in enumerate(widths):
        layers[f"feature_encoder.conv_list.{level}.0.0"] = (outputs, widths[max(level - 1, 0)], 3)
        layers[f"feature_encoder.conv_list.{level}.1.0"] = (outputs, outputs, 3)
        layers[f"conv_1x1.{3 - level}.0"] = (32, outputs, 1)
    inputs = 81 + 32 + 2
    for index, outputs in enumerate((96, 64, 32, 2)):
        layers[f"flow_estimators.conv{index + 1}.0"] = (outputs, inputs, 3)
        inputs += outputs
    return {name: ([o, i, k, k], o) for name, (o, i, k) in layers.items()}


def steflownet_shapes(widths, decoders, head):
    state = [width + 81 for width in widths]
    layers = {}

    def convolution(name, inputs, outputs, kernel=3):
        layers[name] = ([outputs, inputs, kernel, kernel], outputs)

    def transposed(name, inputs, outputs):
        layers[name] = ([inputs, outputs, 4, 4], outputs)

    for level, width in enumerate(widths):
        deeper = state[level] + (width if level == 3 else decoders[level] + 2)
        convolution(f"conv{level + 1}_2.0", widths[level - 1] if level else 2, width)
        convolution(f"conv{level + 1}.0", state[level - 1] if level else 2, width)
        for gate in ("convz", "convr", "convq"):
            convolution(f"gru_update{level + 1}.gru.{gate}", 2 * state[level], state[level])
        if level:
            transposed(f"deconv{level}.0", deeper, decoders[level - 1])
        transposed(f"upsampled_flow{level + 1}_to_{level}", deeper, head)
        convolution(f"predict_flow{level + 1}.0", head, 2, kernel=1)
    convolution("conv_r00.0", state[3], widths[3])
    for name in ("conv_r11", "conv_r12", "conv_r21", "conv_r22"):
        convolution(f"{name}.0", widths[3], widths[3])
    for index in range(5):
        transposed(f"flow_deconv{index}", 2, 2)
    return layers


def write_safetensors(path, layers, seed):
    """Parameters drawn evenly, weights within sqrt(3 / inputs of an output)."""
    draw = random.Random(seed)
    entries, data = [], bytearray()
    for name in sorted(layers):
        shape, outputs = layers[name]
        bound = math.sqrt(3 / (math.prod(shape) / shape[0]))
        for suffix, axes, limit in (("weight", shape, bound), ("bias", [outputs], 0.05)):
            count = math.prod(axes)
            start = len(data)
            data += struct.pack(f"<{count}f", *(draw.uniform(-limit, limit) for _ in range(count)))
            entries.append(
                f'"{name}.{suffix}":{{"dtype":"F32","shape":{list(axes)},"data_offsets":[{start},{len(data)}]}}')
    header = ("{" + ",".join(entries) + "}").encode()
    header += b" " * (-len(header) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(header)) + header + data)
