"""Makes the fixtures in this folder. Needs numpy, torch and safetensors; the tests need none of them.

Run it in this folder: python make_fixtures.py. Values are small formulas that the tests repeat.
"""
import argparse
import collections
import io
import os
import pickle
import zipfile

import numpy as np
import safetensors.torch
import torch

# ---------------------------------------------------------------- NumPy


def ramp(dtype):
    """2 x 3: 0, 1, 0, 1, … of Booleans; 0…5 of unsigned, -2…3 of signed integers; -1, -0.5, … 1.5 of floats."""
    steps = np.arange(6).reshape(2, 3)
    kind = np.dtype(dtype).kind
    values = {"b": steps % 2, "u": steps, "i": steps - 2, "f": (steps - 2) * 0.5}[kind]
    return values.astype(dtype)


arrays = {}
for name in ["b1", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f2", "f4", "f8"]:
    for order, sign in [("le", "<"), ("be", ">")]:
        if order == "be" and name[1] == "1":
            continue
        arrays[f"{name}_{order}_c"] = ramp(sign + name)
        arrays[f"{name}_{order}_f"] = np.asfortranarray(ramp(sign + name))
np.savez_compressed("dtypes.npz", **arrays)

small = {"a": np.arange(12, dtype="<f4").reshape(3, 4) / 4, "label": np.array(["on", "off"]),
         "n": np.array(7), "empty": np.zeros((0, 5), "<u2")}
np.savez("stored.npz", **small)
np.savez_compressed("deflated.npz", **small)

for version in [(1, 0), (2, 0), (3, 0)]:
    with open(f"version{version[0]}.npy", "wb") as file:
        np.lib.format.write_array(file, small["a"], version=version)
np.save("saved.npy", small["a"])
np.save("vector.npy", np.arange(5, dtype="<i8"))
np.save("scalar.npy", np.float64(2.5))
np.save("empty.npy", small["empty"])
np.save("text.npy", np.array(["abc", "d"]))
np.save("bytes.npy", np.array([b"abc", b"d"]))
np.save("complex.npy", np.zeros(2, "<c8"))
np.save("structured.npy", np.zeros(2, [("t", "<i8"), ("x", "<u2")]))
np.save("object.npy", np.array([{}, None]), allow_pickle=True)
half = np.array([0, 1, -2, 65504, 6e-8, 6.1e-5, np.inf, -np.inf, 0.333], "<f2")
np.save("half.npy", half)

# ---------------------------------------------------------------- safetensors


def types():
    steps = torch.arange(6).reshape(2, 3)
    result = collections.OrderedDict()
    for name in ["float64", "float32", "float16", "bfloat16"]:
        result[name] = ((steps - 2) * 0.5).to(getattr(torch, name))
    for name in ["int64", "int32", "int16", "int8"]:
        result[name] = (steps - 2).to(getattr(torch, name))
    result["uint8"] = steps.to(torch.uint8)
    result["bool"] = (steps % 2).to(torch.bool)
    return result


def unsigned():
    steps = torch.arange(6).reshape(2, 3)
    return {name: steps.to(getattr(torch, name)) for name in ["uint16", "uint32", "uint64"]}


safetensors.torch.save_file({**types(), **unsigned(), "scalar": torch.tensor(2.5), "none": torch.zeros(0, 4)},
                            "types.safetensors", metadata={"format": "pt", "note": "a \"quoted\"\nline"})
safetensors.torch.save_file({"w": torch.arange(4.0), "f8": torch.zeros(4, dtype=torch.float8_e4m3fn)},
                            "float8.safetensors")

# ---------------------------------------------------------------- PyTorch


def both(value, name, **options):
    torch.save(value, f"{name}_zip.pth", **options)
    torch.save(value, f"{name}_legacy.pth", _use_new_zipfile_serialization=False, **options)


both(types(), "types")
torch.save({**unsigned(), "complex64": torch.zeros(2, dtype=torch.complex64),
            "float8": torch.zeros(2, dtype=torch.float8_e4m3fn)}, "types3_zip.pth")

base = torch.arange(24, dtype=torch.float32)
tied = torch.arange(3, dtype=torch.float32)
both({"base": base, "transposed": base.view(4, 6).t(), "part": base[5:11], "stepped": base[1::5],
      "corner": base.view(2, 3, 4)[:, 1:, ::2], "expanded": base[7:8].expand(2, 3), "scalar": base[9],
      "none": base[:0], "permuted": base.view(2, 3, 4).permute(2, 0, 1), "tied": tied, "alias": tied}, "views")


class Settings:
    def __init__(self):
        self.rate = 0.1
        self.inner = argparse.Namespace(depth=3)


training = {
    "epoch": 3, "arch": "tiny", "best": 0.5, "done": False, "args": Settings(), "score": np.float64(0.25),
    "history": np.arange(3), "size": torch.Size([2, 3]),
    "state_dict": collections.OrderedDict([
        ("module.conv.weight", torch.arange(8, dtype=torch.float32).reshape(2, 1, 2, 2)),
        ("module.conv.bias", torch.nn.Parameter(torch.tensor([1.0, 2.0]))),
        ("module.norm.num_batches_tracked", torch.tensor(11))]),
    "optimizer": {"state": {0: {"momentum": torch.zeros(2)}}, "groups": [{"lr": 0.1, "betas": (0.9, 0.999)}]},
}
both(training, "training")
for protocol in [3, 4, 5]:
    torch.save(training, f"protocol{protocol}_zip.pth", pickle_protocol=protocol)
torch.save(training, "protocol4_legacy.pth", _use_new_zipfile_serialization=False, pickle_protocol=4)
both({"model": {"model_state_dict": {"w": torch.arange(3.0)}}, "seed": 1 << 80}, "nested")
both([torch.arange(2.0), {"b": torch.arange(3.0)}], "list")
both(torch.arange(4.0), "single")


class Doubler(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = torch.nn.Sequential(torch.nn.Linear(2, 1), torch.nn.BatchNorm1d(1))
        self.scale = torch.nn.Parameter(torch.tensor([2.0]))
        with torch.no_grad():
            self.inner[0].weight.copy_(torch.tensor([[3.0, 4.0]]))
            self.inner[0].bias.fill_(5)


def no_source(*_):
    raise OSError("the source of the classes stays out of the fixture")


torch.serialization.get_source_lines_and_file = no_source
both({"net": Doubler(), "epoch": 1}, "module")

parameter = torch.nn.Parameter(torch.arange(3.0))
parameter.note = "kept beside the data"
tensor = torch.arange(2.0)
tensor.note = "kept beside the data"


class Labelled(torch.Tensor):
    pass


both({"parameter": parameter, "tensor": tensor, "labelled": torch.arange(4.0).as_subclass(Labelled)}, "attributes")

tag = torch.serialization.location_tag
torch.serialization.location_tag = lambda storage: "cuda:0"
both({"w": torch.arange(3.0)}, "cuda")
torch.serialization.location_tag = tag


def repack(source, target, method, change=lambda name, data: data):
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", method) as new:
        for info in old.infolist():
            stamp = zipfile.ZipInfo("other folder/" + info.filename.split("/", 1)[1])
            stamp.compress_type = method
            new.writestr(stamp, change(info.filename, old.read(info.filename)))


def swap(name, data):
    if name.endswith("byteorder"):
        return b"big"
    return np.frombuffer(data, "<f4").astype(">f4").tobytes() if "/data/" in name else data


repack("views_zip.pth", "deflated_zip.pth", zipfile.ZIP_DEFLATED)
repack("cuda_zip.pth", "bigendian_zip.pth", zipfile.ZIP_STORED, swap)


class Command:
    """Runs a command when a trusting reader unpickles it."""

    def __reduce__(self):
        return os.system, ("touch saccade-was-tricked",)


both({"w": torch.arange(3.0), "trap": Command(), "state": {"also": Command()}}, "malicious")


class Reference:
    """Stands for a storage in a hand-made pickle."""

    def __init__(self, *identifier):
        self.identifier = identifier


class Call:
    def __init__(self, function, *arguments):
        self.call = (function, arguments)

    def __reduce__(self):
        return self.call


class Pickler(pickle.Pickler):
    def persistent_id(self, value):
        return value.identifier if isinstance(value, Reference) else None


def old_pickle(value, protocol=2):
    buffer = io.BytesIO()
    Pickler(buffer, protocol).dump(value)
    return buffer.getvalue()


# As PyTorch 0.1 to 0.3 wrote it: the short function, and a storage that is a part of another.
whole = Reference("storage", torch.FloatStorage, "11", "cpu", 6, None)
part = Reference("storage", torch.FloatStorage, "11", "cpu", 6, ("12", 2, 4))
function = torch._utils._rebuild_tensor
value = {"whole": Call(function, whole, 0, (2, 3), (3, 1)), "part": Call(function, part, 1, (3,), (1,))}
with open("old_legacy.pth", "wb") as file:
    for item in [0x1950a86a20f9469cfc6c, 1001, {"little_endian": True}]:
        pickle.dump(item, file, 2)
    file.write(old_pickle(value))
    pickle.dump(["11"], file, 2)
    file.write((6).to_bytes(8, "little") + np.arange(6, dtype="<f4").tobytes())

# Instructions that only protocols 0 and 1 use.
pair = (1, -5, 1 << 40, 1 << 90, 2.5, True, None, "text\n", b"bytes", [1, [2]], {"k": {3: 4}}, {1, 2})
for protocol in [0, 1, 4]:
    with open(f"values{protocol}_legacy.pth", "wb") as file:
        for item in [0x1950a86a20f9469cfc6c, 1001, {"little_endian": True}]:
            pickle.dump(item, file, 2)
        pickle.dump({"epoch": 1, "scale": 2.5, "on": True, "name": "text", "values": pair}, file, protocol)
        pickle.dump([], file, 2)

for name in sorted(os.listdir(".")):
    if os.path.getsize(name) > 30000:
        raise SystemExit(f"{name} is too large for a fixture")
