"""Writes npy/ with numpy and, for pynapple's layout, the arrays that TsGroup.save writes.

Run with the folder of nelpy_wmaze/csv as argument; needs numpy. No test runs it.
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
np.save(here / "pairs.npy", np.column_stack([units, times]))
np.save(here / "pairs_fortran.npy", np.asfortranarray(np.column_stack([units, times])))
np.save(here / "alone.npy", times[units == 24].astype(np.float32))
for u in ids:
    print(u, (units == u).sum(), repr(times[units == u][0]), repr(times[units == u][-1]))
