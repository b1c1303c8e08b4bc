"""Writes the sortings of SpikeInterface and the objects of pynapple with metadata.

    pip install spikeinterface==0.105.3 pynapple==0.11.4
    python make_spikeinterface.py
"""

import shutil
from pathlib import Path

import numpy as np
import pynapple as nap
from spikeinterface.core import NpzSortingExtractor, NumpySorting

HERE = Path(__file__).parent

for segments in (1, 2):
    samples = [np.array([100, 200, 300, 400, 500 + 1000 * s]) for s in range(segments)]
    labels = [np.array([5, 2, 5, 9, 2])] * segments
    sorting = NumpySorting.from_samples_and_labels(samples, labels, 10000.0, unit_ids=[9, 2, 5, 11])
    sorting.set_property("cell_type", np.array(["pyr", "int", "pyr", "pyr"]))
    sorting.set_property("quality", np.array(["good", "mua", "noise", "good"]))
    sorting.set_property("depth", np.array([10.0, 20.0, 30.5, 40.0]))
    sorting.set_property("area", np.array(["CA1", None, "CA3", "DG"], dtype=object))
    for kind in ("numpy_folder", "npz_folder"):
        folder = HERE / "spikeinterface" / f"{kind}_{segments}"
        shutil.rmtree(folder, ignore_errors=True)
        sorting.save(folder=folder, format=kind)
    NpzSortingExtractor.write_sorting(sorting, HERE / "spikeinterface" / f"segments_{segments}.npz")

spikes = {0: nap.Ts(np.arange(1, 40) * 1.5), 1: nap.Ts(np.arange(1, 80) * 0.7), 2: nap.Ts([3.0, 4.0])}
group = nap.TsGroup(spikes, time_support=nap.IntervalSet(0, 60))
group.set_info(cell_type=np.array(["pE", "pI", "pE"]), depth=np.array([1.5, 2.0, 3.0]))
group.set_info(area=np.array(["adn", "adn", "pos"], dtype=object))
group.save(str(HERE / "npy" / "nap_metadata.npz"))

sleep = nap.IntervalSet([0, 10, 30], [10, 30, 50], metadata={"label": ["wake", "nrem", "rem"]})
sleep.save(str(HERE / "npy" / "nap_labels.npz"))

times = np.arange(0, 30, 0.01)
signal = nap.Tsd(times, np.arange(len(times), dtype=float))
signal.restrict(nap.IntervalSet([0, 20], [5, 25])).save(str(HERE / "npy" / "nap_gap.npz"))
