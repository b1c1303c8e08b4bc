"""Bins two pooled trains at 32 scales with other programs, and prints how long each took.

usage: run.py FOLDER [NAME...]   NAME: bincount, histogram, elephant, pynapple, graycomatrix (all by
       default)
"""

import json
import pathlib
import sys
import time
import warnings

import numpy as np


def bincount(times, dt, n, duration):
    # The tolerance of methods E.1, so that the counts must be ours.
    bins = (times / dt + 1e-6).astype(np.int64)
    return np.bincount(bins, minlength=n)[:n]


def histogram(times, dt, n, duration):
    return np.histogram(times, bins=n, range=(0.0, n * dt))[0]


def elephant(times, dt, n, duration):
    import neo
    import quantities as pq
    from elephant.conversion import BinnedSpikeTrain

    train = neo.SpikeTrain(times, units="s", t_stop=duration)
    binned = BinnedSpikeTrain(
        train, bin_size=dt * pq.s, n_bins=n, t_start=0 * pq.s, t_stop=n * dt * pq.s
    )
    return binned.to_array()[0]


def pynapple(times, dt, n, duration):
    import pynapple as nap

    return nap.Ts(times).count(dt, ep=nap.IntervalSet(0, duration)).values


def graycomatrix(folder, ours):
    """The co-occurrence features of the same levels by scikit-image, one thread as it comes."""
    from skimage.feature import graycomatrix, graycoprops

    levels = np.fromfile(folder / "levels.u8", np.uint8).reshape(ours["rows"], ours["columns"])
    offsets = list(range(1, len(ours["features"]) + 1))
    times = []
    for _ in range(6):
        start = time.perf_counter()
        # pi/2 goes from row to row: along scale.
        counted = graycomatrix(levels, offsets, [np.pi / 2], ours["levels"], True, True)
        found = {name: graycoprops(counted, name)[:, 0] for name in ours["features"][0]}
        times.append(time.perf_counter() - start)
    for offset, expected in enumerate(ours["features"]):
        for name, value in expected.items():
            if abs(found[name][offset] - value) > 1e-9 * max(1.0, abs(value)):
                sys.exit(f"{name} at offset {offset + 1}: {value}, scikit-image {found[name][offset]}")
    print(f"\nco-occurrence of {ours['rows']} x {ours['columns']}, {len(offsets)} offsets, features; equal to 1e-9\n")
    print(f"{'Equipoise':34}{ours['seconds']:9.4f}{1:8.1f}")
    print(f"{'scikit-image':34}{min(times[1:]):9.4f}{min(times[1:]) / ours['seconds']:8.1f}")


def main():
    folder = pathlib.Path(sys.argv[1])
    ours = json.loads((folder / "ours.json").read_text())
    trains = [np.fromfile(folder / f"{name}.f64") for name in "ei"]
    spikes = sum(map(len, trains))
    print(f"{spikes / 1e6:.1f} million spikes, {ours['duration_s'] / 3600:g} h, 32 scales,")
    print(f"pooled E and I; Equipoise on {ours['threads']} threads, best of 5, as bincount; others once\n")
    print(f"{'':34}{'seconds':>9}{'x':>8}")
    print(f"{'Equipoise, joint statistics':34}{ours['joint_s']:9.3f}{1:8.1f}")
    ratio = ours["arrays_s"] / ours["joint_s"]
    print(f"{'Equipoise, counts as arrays':34}{ours['arrays_s']:9.3f}{ratio:8.1f}")
    warnings.simplefilter("ignore")
    for peer in (bincount, histogram, elephant, pynapple):
        name = peer.__name__
        if sys.argv[2:] and name not in sys.argv[2:]:
            continue
        # Imports and compilation are not what is compared.
        peer(trains[0][:1000], 0.1, 10, ours["duration_s"])
        # The one that a ratio is promised for gets as many tries as Equipoise does, and the best
        # of the whole run counts, as for it.
        tries = 5 if peer is bincount else 1
        totals, wrong = [0.0] * tries, 0
        for scale in ours["scales"]:
            dt, n = scale["dt_s"], scale["n_bins"]
            for attempt in range(tries):
                start = time.perf_counter()
                e, i = (peer(t, dt, n, ours["duration_s"]) for t in trains)
                totals[attempt] += time.perf_counter() - start
            e, i = (np.asarray(c)[:n].astype(np.int64) for c in (e, i))
            found = [e.sum(), (e * e).sum(), i.sum(), (i * i).sum(), (e * i).sum()]
            names = ["sum_e", "sum_ee", "sum_i", "sum_ii", "sum_ei"]
            wrong += any(int(f) != int(scale[m]) for f, m in zip(found, names))
        total = min(totals)
        note = "" if wrong == 0 else f"  counts differ at {wrong} scales"
        print(f"{name:34}{total:9.3f}{total / ours['joint_s']:8.1f}{note}", flush=True)
        if peer is bincount and wrong:
            sys.exit("bincount with the same formula must give the same counts")
    if not sys.argv[2:] or "graycomatrix" in sys.argv[2:]:
        graycomatrix(folder, ours["mncm"])


if __name__ == "__main__":
    main()
