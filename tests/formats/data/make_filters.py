"""Makes nwb_filters.nwb: one series for each filter of HDF5 beyond its standard ones. No test runs it.

    pip install h5py hdf5plugin && python make_filters.py

Sample i of channel c is (i * (c + 1)) // 16 % 500 in every series; spike k of the only unit is at
k / 8 s.
"""

import h5py
import hdf5plugin as p
import numpy as np

FILTERS = {
    "lzf": dict(compression="lzf"),
    "lzf_shuffle": dict(compression="lzf", shuffle=True, fletcher32=True),
    "zstd": p.Zstd(clevel=3),
    "lz4": p.LZ4(nbytes=1000),
    "bzip2": p.BZip2(),
    "bitshuffle": p.Bitshuffle(cname="none"),
    "bitshuffle_lz4": p.Bitshuffle(nelems=256, cname="lz4"),
    "bitshuffle_zstd": p.Bitshuffle(cname="zstd"),
    "blosc_blosclz": p.Blosc(cname="blosclz", shuffle=p.Blosc.SHUFFLE),
    "blosc_lz4": p.Blosc(cname="lz4", shuffle=p.Blosc.SHUFFLE),
    "blosc_lz4hc_bits": p.Blosc(cname="lz4hc", shuffle=p.Blosc.BITSHUFFLE),
    "blosc_zlib": p.Blosc(cname="zlib", shuffle=p.Blosc.NOSHUFFLE),
    "blosc_zstd": p.Blosc(cname="zstd", shuffle=p.Blosc.SHUFFLE),
    "blosc_zstd_bits": p.Blosc(cname="zstd", shuffle=p.Blosc.BITSHUFFLE),
    # Not read.
    "blosc2": p.Blosc2(cname="zstd"),
    "zfp": p.Zfp(accuracy=1e-3),
}

i = np.arange(4001)[:, None]
data = i * np.arange(1, 4)[None, :] // 16 % 500
with h5py.File("nwb_filters.nwb", "w", libver="latest") as f:
    f.attrs["nwb_version"] = "2.6.0"
    for name, options in FILTERS.items():
        s = f.create_group(f"acquisition/{name}")
        s.attrs["neurodata_type"] = "ElectricalSeries"
        kind = "f4" if name in ("zfp", "blosc_zstd_bits") else "i2"
        chunks = (3999, 3) if "blosc" in name else (1003, 3)
        d = s.create_dataset("data", data=data.astype(kind), chunks=chunks, **options)
        d.attrs["unit"], d.attrs["conversion"] = "volts", 1.0
        d = s.create_dataset("starting_time", data=0.0)
        d.attrs["rate"] = 100.0
    g = f.create_group("units")
    g.attrs["colnames"] = ["spike_times"]
    g.create_dataset("id", data=[0])
    g.create_dataset("spike_times", data=np.arange(1000) / 8, chunks=(300,), compression="lzf")
    g.create_dataset("spike_times_index", data=np.array([1000]))
