"""Writes the files of this folder with h5py and NumPy, as the published datasets and other programs store them.

    python3 -m venv venv && venv/bin/pip install numpy h5py hdf5plugin && venv/bin/python make.py

What they hold is told by the functions `ramp` and by the tests that read them. Sizes are small: the layouts, types,
chunks and filters are those of the real files.
"""
import os

import h5py
import hdf5plugin
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
H, W = 9, 11


def path(name):
    return os.path.join(HERE, name)


def ramp(*shape):
    """Quarters that count up and start over at 1000: exact in single precision."""
    return (np.arange(np.prod(shape)) % 1000 / 4).reshape(shape)


def mvsec(name, library, **storage):
    """Flow in double precision and times in seconds, and what else lies beside them."""
    with h5py.File(path(name), "w", libver=library) as f:
        left = f.create_group("davis/left")
        flow = ramp(3, 2, H, W)
        flow[:, :, :3, :] = 0
        left.create_dataset("flow_dist", data=flow, **storage)
        left["flow_dist_ts"] = 1506117897.5 + 0.05 * np.arange(3)
        left["odometry"] = np.tile(np.eye(4), (3, 1, 1))


def mvsec_data():
    with h5py.File(path("mvsec_data.hdf5"), "w") as f:
        left = f.create_group("davis/left")
        ts = 1506117897.5 + 0.0321 * np.arange(6)
        left.create_dataset("image_raw_ts", data=ts)
        left.create_dataset("image_raw_event_inds", data=np.arange(6, dtype=np.int64) * 20)
        t = ts[0] + np.arange(120) * 0.0013
        n = np.arange(120)
        rows = np.stack([n % W, n % H, t, np.where(n % 2 == 0, 1, -1)], axis=1)
        left.create_dataset("events", data=rows, chunks=(32, 4), compression="gzip")


def flow_files():
    flow = ramp(2, H, W).astype(np.float32)
    valid = (np.arange(H * W).reshape(H, W) % 7 != 0).astype(np.uint8)
    with h5py.File(path("flow.h5"), "w") as f:
        f.create_dataset("flow", data=flow, compression="gzip", shuffle=True)
        f.create_dataset("valid", data=valid, compression="gzip")
    with h5py.File(path("flow_last.h5"), "w") as f:
        f.create_dataset("prediction", data=np.moveaxis(flow, 0, -1).astype(">f8"), compression="lzf")
    np.savez_compressed(path("flow.npz"), flow=flow, valid=valid.astype(bool))
    np.savez(path("flow_last.npz"), estimate=np.moveaxis(flow, 0, -1).astype(np.float64), time=np.int64(5))


def arrays():
    """One array in every way that the general reader knows."""
    data = ramp(5, 2, 3, 4)
    with h5py.File(path("arrays.h5"), "w", libver=("v108", "v110")) as f:
        f["contiguous"] = data
        f["single"] = data.astype(np.float32)
        f["big_endian"] = data.astype(">f4")
        f["int16"] = (data * 4).astype(np.int16)
        f["uint8"] = (data % 64 * 4).astype(np.uint8)
        f["int64"] = (data * 4).astype(np.int64)
        f.create_dataset("frames", data=data, chunks=(1, 2, 3, 4), compression="gzip", shuffle=True)
        # Chunks that fit neither the frames nor the shape.
        f.create_dataset("bricks", data=data, chunks=(3, 2, 2, 3), compression="gzip", fletcher32=True)
        f.create_dataset("lzf", data=data, chunks=(4, 1, 3, 3), compression="lzf")
        f.create_dataset("plain_chunks", data=data, chunks=(2, 2, 2, 4))
        f.create_dataset("unwritten", shape=(5, 3), chunks=(2, 2), dtype="f8")[0, 0] = 5
        f["scalar"] = 3.5
        f["times"] = np.arange(5) * 0.25
        f["text"] = "no number"


def dsec():
    x, y = np.meshgrid(np.arange(W, dtype=np.float32), np.arange(H, dtype=np.float32))
    with h5py.File(path("rectify_map.h5"), "w") as f:
        # A shift by a half and a quarter, and a little more with the distance from the left.
        f["rectify_map"] = np.stack([x * np.float32(1.125) + np.float32(0.5), y - np.float32(0.25)], axis=-1)
    n = np.arange(200)
    with h5py.File(path("dsec_events.h5"), "w", libver=("v108", "v110")) as f:
        f.create_dataset("events/x", data=(n % W).astype(np.uint16), compression="gzip")
        f.create_dataset("events/y", data=(n % H).astype(np.uint16))
        f.create_dataset("events/t", data=(n * 37).astype(np.uint32), compression="gzip")
        f.create_dataset("events/p", data=(n % 2).astype(np.uint8))
        f["t_offset"] = np.int64(49599300523)
        f["ms_to_idx"] = np.searchsorted(n * 37, np.arange(8) * 1000).astype(np.uint64)


def links_and_attributes():
    with h5py.File(path("external_links.h5"), "w") as f:
        f["raw_spike"] = h5py.ExternalLink("other_48x32.h5", "/raw_spike")
        f["inner"] = h5py.ExternalLink("other_48x32.h5", "/")
    for name, version in [("attributes.h5", "earliest"), ("attributes_latest.h5", "latest")]:
        with h5py.File(path(name), "w", libver=version) as f:
            f.attrs["geometry"] = "128x96"
            f.attrs["fixed"] = np.bytes_("64x32")


def filters():
    """One array through every filter of others that is decoded here, and through two that are not."""
    data = (ramp(300) * 4).astype(np.int32)
    packings = {
        "bitshuffle": hdf5plugin.Bitshuffle(cname="none"),
        "bitshuffle_lz4": hdf5plugin.Bitshuffle(cname="lz4"),
        "bitshuffle_zstd": hdf5plugin.Bitshuffle(cname="zstd"),
        "bitshuffle_blocks": hdf5plugin.Bitshuffle(nelems=64),
        "bzip2": hdf5plugin.BZip2(),
        "szip_nn": dict(compression="szip", compression_opts=("nn", 8)),
        "szip_ec": dict(compression="szip", compression_opts=("ec", 16)),
        "lz4": hdf5plugin.LZ4(),
        "zstd": hdf5plugin.Zstd(),
        "blosc": hdf5plugin.Blosc(cname="zlib", shuffle=hdf5plugin.Blosc.BITSHUFFLE),
        "blosc2": hdf5plugin.Blosc2(),
        "scale_offset": dict(scaleoffset=0),
    }
    with h5py.File(path("filters.h5"), "w", libver=("v110", "v110")) as f:
        for name, packing in packings.items():
            # Chunks that blocks of numbers do not divide, the last of which is cut.
            f.create_dataset(name, data=data, chunks=(130,), **packing)


mvsec("mvsec_gt.hdf5", "earliest")
mvsec("mvsec_gt_gzip.hdf5", ("v108", "v110"), chunks=(1, 1, 5, 11), compression="gzip")
mvsec("mvsec_gt_auto.hdf5", "earliest", chunks=True, compression="lzf")
mvsec_data()
flow_files()
arrays()
links_and_attributes()
dsec()
filters()
