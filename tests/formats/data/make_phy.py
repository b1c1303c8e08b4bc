"""Writes phy_wmaze/ from the spikes of nelpy's W-maze session, as phy would hold them.

Run with the folder of nelpy_wmaze/csv as argument; needs numpy. No test runs it.
"""
import csv
import pathlib
import sys

import numpy as np

source = pathlib.Path(sys.argv[1])
here = pathlib.Path(__file__).parent / "phy_wmaze"
here.mkdir(exist_ok=True)
spikes = [(float(r["time_s"]), int(r["unit_id"])) for r in csv.DictReader(open(source / "spikes.csv"))]
spikes = sorted(spikes)[:400]
times = np.array([round(t * 30000) for t, _ in spikes], dtype=np.uint64)
clusters = np.array([u for _, u in spikes], dtype=np.int32)
np.save(here / "spike_times.npy", times[:, None])  # (N, 1), as Kilosort 2 writes them
np.save(here / "spike_clusters.npy", clusters)
np.save(here / "spike_templates.npy", np.minimum(clusters, 3).astype(np.uint32)[:, None])
templates = np.zeros((5, 12, 4), dtype=np.float32)
for template in range(4):
    shape = -np.exp(-0.5 * ((np.arange(12) - 5) / 1.5) ** 2)
    for channel in range(4):
        size = 1.0 if channel == template else 0.25
        templates[template, :, channel] = shape * size * (template + 1)
np.save(here / "templates.npy", templates)
np.save(here / "channel_map.npy", np.array([[8], [9], [10], [11]], dtype=np.int32))
np.save(here / "channel_positions.npy", np.array([[0, 0], [0, 20], [0, 40], [0, 60]], dtype=np.float64))
ids = sorted(set(clusters.tolist()))
with open(here / "cluster_group.tsv", "w", newline="") as f:
    f.write("cluster_id\tgroup\n")
    f.writelines(f"{u}\t{'noise' if u == 24 else 'mua' if u == ids[0] else 'good'}\n" for u in ids + [900])
with open(here / "cluster_cell_type.tsv", "w", newline="") as f:
    f.write("cluster_id\tcell_type\r\n")
    f.writelines(f"{u}\t{'FS' if u % 3 == 0 else 'pyramidal'}\r\n" for u in ids)
(here / "params.py").write_text(
    "dat_path = 'gone.dat'\nn_channels_dat = 52\ndtype = 'int16'\noffset = 0\nsample_rate = 30000.\nhp_filtered = False\n"
)
for u in ids:
    own = times[clusters == u]
    print(u, len(own), own[0] / 30000, own[-1] / 30000)
