"""Writes the reference recording of the numbers to hold as NWB: 100 units, 8 h, 20 million spikes.

python make.py FILE
"""

import datetime
import sys

import h5py
import numpy as np

DURATION_S, SPIKES, CLOCK_HZ = 8 * 3600.0, 20e6, 30_000.0
rng = np.random.default_rng(20_000_000)
weights = np.exp(0.8 * rng.standard_normal(100)) * np.where(np.arange(100) < 80, 1.0, 5.0)
counts = rng.poisson(SPIKES * weights / weights.sum())
# All rates swing by half over 20 s.
grid = np.linspace(0.0, DURATION_S, 1_000_001)
rise = np.cumsum(1.0 + 0.5 * np.sin(2 * np.pi * grid / 20.0))
rise = (rise - rise[0]) / (rise[-1] - rise[0])
trains = []
for count in counts:
    at = np.interp(np.sort(rng.random(count)), rise, grid)
    trains.append(np.floor(at * CLOCK_HZ) / CLOCK_HZ)


def described(thing, namespace, kind, **more):
    for key, value in dict(namespace=namespace, neurodata_type=kind, **more).items():
        thing.attrs[key] = value
    return thing


text = h5py.string_dtype()
with h5py.File(sys.argv[1], "w") as file:
    described(file, "core", "NWBFile", nwb_version="2.7.0")
    start = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc).isoformat()
    for name, value in {
        "identifier": "reference",
        "session_description": "synthetic reference recording",
        "session_start_time": start,
        "timestamps_reference_time": start,
    }.items():
        file.create_dataset(name, data=value, dtype=text)
    file.create_dataset("file_create_date", data=[start], dtype=text)
    names = ["spike_times", "cell_type"]
    units = described(
        file.create_group("units"),
        "core",
        "Units",
        colnames=np.array(names, dtype=object),
        description="synthetic units",
    )
    described(units.create_dataset("id", data=np.arange(100)), "hdmf-common", "ElementIdentifiers")
    # As PyNWB writes them: one piece, uncompressed, unless asked otherwise.
    times = described(
        units.create_dataset("spike_times", data=np.concatenate(trains)),
        "hdmf-common",
        "VectorData",
        description="s",
    )
    index = described(
        units.create_dataset("spike_times_index", data=np.cumsum(counts)),
        "hdmf-common",
        "VectorIndex",
        description="ends",
    )
    index.attrs["target"] = times.ref
    kinds = ["pyramidal"] * 80 + ["interneuron"] * 20
    described(
        units.create_dataset("cell_type", data=kinds, dtype=text),
        "hdmf-common",
        "VectorData",
        description="class",
    )
