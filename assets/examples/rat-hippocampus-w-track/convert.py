"""Converts w-maze/spikes.mat of https://github.com/nelpy/example-data into the files beside this.

    python3 convert.py PATH/TO/w-maze/spikes.mat

Needs numpy and scipy. Only for whoever wants to check or renew the files: neither the program nor
its tests run it.

units.csv      one row a cluster that has spikes, in the order of tetrode and cluster
spikes.leb128  spike after spike, unit after unit: the number of clock ticks (1 / 30000 s) since the
               unit's spike before, or since 0 for its first, as unsigned LEB128
epochs.csv     is kept by hand, see README.md
"""

import sys
from pathlib import Path

import numpy as np
from scipy.io import loadmat

CLOCK_HZ = 30000


def leb128(value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return out


def clusters(path):
    tetrodes = loadmat(path)["spikes"].flat[0].flat[0]
    for tetrode in range(tetrodes.size):
        here = tetrodes.flat[tetrode]
        for cluster in range(here.size):
            cell = here.flat[cluster]
            if cell.dtype.names is None or cell.size == 0:
                continue
            times = cell["time"].flat[0].ravel()
            if times.size:
                yield tetrode + 1, cluster + 1, times


def main():
    here = Path(__file__).parent
    rows, data = [], bytearray()
    for tetrode, cluster, times in clusters(sys.argv[1]):
        ticks = np.round(times * CLOCK_HZ).astype(np.int64)
        # Nothing may be lost: the very doubles of the source come back from the ticks.
        assert np.array_equal(ticks / CLOCK_HZ, times), (tetrode, cluster)
        gaps = np.diff(ticks, prepend=0)
        assert (gaps >= 0).all(), (tetrode, cluster)
        for gap in gaps:
            data += leb128(int(gap))
        short = 100 * np.mean(np.diff(times) < 0.002) if times.size > 1 else 0.0
        rows.append(f"{tetrode},{cluster},{times.size},{short:.3f}")
    (here / "units.csv").write_text(
        "tetrode,cluster,n_spikes,isi_below_2ms_percent\n" + "\n".join(rows) + "\n"
    )
    (here / "spikes.leb128").write_bytes(data)


if __name__ == "__main__":
    main()
