"""Wavelet coherence with pycwt, and how long it took beside Equipoise.

usage: coherence.py FOLDER   with a.f64, b.f64 and coherence.json in it
"""

import json
import pathlib
import resource
import sys
import time

import numpy as np
import pycwt


def main():
    folder = pathlib.Path(sys.argv[1])
    ours = json.loads((folder / "coherence.json").read_text())
    a, b = (np.fromfile(folder / f"{name}.f64") for name in "ab")
    dt = 1 / ours["rate_hz"]
    best = np.inf
    for _ in range(3):
        start = time.perf_counter()
        r2, *_ = pycwt.wct(a, b, dt, dj=1 / 12, s0=2 * dt, J=48, sig=False)
        best = min(best, time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\n{len(a)} samples, {len(r2)} scales; Equipoise on {ours['threads']} threads, best of 5; pycwt best of 3")
    print(f"{'pycwt':40}{best:8.2f} s{1:8.1f} x{peak:8.0f} MB")
    for row in ours["times"]:
        print(f"{row['name']:40}{row['seconds']:8.2f} s{best / row['seconds']:8.1f} x")
    print(f"{'Equipoise, most memory of all three':40}{'':20}{ours['peak_mb']:8.0f} MB")
    wrong = [(j, t, v, r2[j, t]) for j, t, v in ours["checks"] if abs(v - r2[j, t]) > 1e-3]
    if wrong:
        sys.exit(f"R^2 must be that of pycwt, found {wrong}")


if __name__ == "__main__":
    main()
