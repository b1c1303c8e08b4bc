"""Writes npy/ with numpy and, for pynapple's layout, the arrays that TsGroup.save writes.

Run with the folder of nelpy_wmaze/csv as argument; needs numpy and pynapple 0.11. No test runs it.
"""
import csv
import pathlib
import sys

import numpy as np

source = pathlib.Path(sys.argv[1])
here = pathlib.Path(__file__).parent / "npy"
here.mkdir(exist_ok=True)
rows = [(float(r["time_s"]), int(r["unit_id"])) for r in csv.DictReader(open(source / "spikes.csv"))]
rows = sorted(rows)[:300]
times = np.array([t for t, _ in rows])
units = np.array([u for _, u in rows])
ids = np.unique(units)
kinds = np.array(["FS" if u % 3 == 0 else "pyramidal" for u in ids])
np.savez_compressed(here / "together.npz", spike_times=times, spike_clusters=units, cell_type=kinds)
np.savez(here / "samples.npz", times=np.round(times * 30000).astype(np.uint64), units=units.astype(str), fs=30000.0)
np.savez(here / "each.npz", **{f"unit {u}": times[units == u] for u in ids})
np.savez(
    here / "pynapple.npz", t=times, index=units, start=np.array([64.0]), end=np.array([70.0]), keys=ids, type=np.array(["TsGroup"])
)
# What SpikeInterface's NpzSortingExtractor writes: samples and names.
np.savez(
    here / "spikeinterface.npz",
    unit_ids=ids.astype(str),
    num_segment=np.array([1]),
    sampling_frequency=np.array([30000.0]),
    spike_indexes_seg0=np.round(times * 30000).astype(np.int64),
    spike_labels_seg0=units.astype(str),
)

import pynapple as nap

support = nap.IntervalSet([60.0, 70.0], [68.0, 100.0])
trains = {int(u): nap.Ts(times[units == u]) for u in ids} | {99: nap.Ts(np.array([]))}
group = nap.TsGroup(trains, time_support=support, depth=np.arange(len(trains)) * 10.0)
group.save(str(here / "nap_group.npz"))
nap.Ts(times[units == 24], time_support=support).save(str(here / "nap_ts.npz"))
nap.Tsd(t=np.arange(200) / 100, d=np.sin(np.arange(200) / 10)).save(str(here / "nap_tsd.npz"))
frame = np.column_stack([np.arange(50), -np.arange(50.0)])
nap.TsdFrame(t=5 + np.arange(50) / 10, d=frame).save(str(here / "nap_frame.npz"))
support.save(str(here / "nap_intervals.npz"))
np.save(here / "pairs.npy", np.column_stack([units, times]))
np.save(here / "pairs_fortran.npy", np.asfortranarray(np.column_stack([units, times])))
np.save(here / "alone.npy", times[units == 24].astype(np.float32))
for u in ids:
    print(u, (units == u).sum(), repr(times[units == u][0]), repr(times[units == u][-1]))
