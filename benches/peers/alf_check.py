"""Has phylib write a folder in ALF names and compares what `equipoise convert` reads from it.

    python3 -m venv venv && venv/bin/pip install phylib
    venv/bin/python alf_check.py EQUIPOISE

Ends with 1 when a spike differs.
"""

import csv
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import numpy as np
from phylib.io.alf import EphysAlfCreator
from phylib.io.model import load_model

CHANNELS, CLUSTERS, SPIKES, RATE_HZ, LENGTH_S = 8, 12, 6000, 30000, 60
PARAMS = f"""dat_path = 'raw.dat'
n_channels_dat = {CHANNELS}
dtype = 'int16'
offset = 0
sample_rate = {RATE_HZ}.
hp_filtered = False
"""


def sorter_output(folder):
    """What a sorter leaves: spikes of chance, templates with one deep trough each."""
    chance = np.random.default_rng(1)
    samples = np.sort(chance.integers(3000, RATE_HZ * LENGTH_S, SPIKES))
    clusters = chance.integers(0, CLUSTERS, SPIKES).astype(np.int32)
    templates = chance.normal(size=(CLUSTERS, 82, CHANNELS)).astype(np.float32) * 0.01
    for cluster in range(CLUSTERS):
        templates[cluster, 30:50, cluster % CHANNELS] -= 1
    arrays = {
        "spike_times": samples.astype(np.int64),
        "spike_clusters": clusters,
        "spike_templates": clusters,
        "amplitudes": chance.random(SPIKES) + 1,
        "templates": templates,
        "templates_ind": np.tile(np.arange(CHANNELS), (CLUSTERS, 1)),
        "similar_templates": np.eye(CLUSTERS),
        "channel_map": np.arange(CHANNELS),
        "channel_positions": np.c_[np.zeros(CHANNELS), 20.0 * np.arange(CHANNELS)],
        "whitening_mat": np.eye(CHANNELS),
        "whitening_mat_inv": np.eye(CHANNELS),
    }
    for name, values in arrays.items():
        np.save(folder / f"{name}.npy", values)
    noise = chance.normal(size=(RATE_HZ * (LENGTH_S + 1), CHANNELS)) * 50
    noise.astype(np.int16).tofile(folder / "raw.dat")
    (folder / "params.py").write_text(PARAMS)


def main(equipoise):
    with tempfile.TemporaryDirectory() as made:
        made = Path(made)
        phy, alf = made / "phy", made / "alf"
        phy.mkdir()
        sorter_output(phy)
        EphysAlfCreator(load_model(phy / "params.py")).convert(alf, label="probe00")
        table = made / "out.csv"
        subprocess.run([equipoise, "convert", alf, "--out", table], check=True)
        found = defaultdict(list)
        with open(table, newline="") as file:
            for row in csv.DictReader(file):
                found[row["unit_id"]].append(float(row["time_s"]))
        times = np.load(alf / "spikes.times.probe00.npy").ravel()
        clusters = np.load(alf / "spikes.clusters.probe00.npy").ravel()
    differ = [
        str(cluster)
        for cluster in np.unique(clusters)
        if not np.array_equal(np.sort(times[clusters == cluster]), found[str(cluster)])
    ]
    extra = len(found) - len(np.unique(clusters))
    print(f"{len(times)} spikes of {len(found)} units; differ: {', '.join(differ) or 'none'}")
    return 1 if differ or extra else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
