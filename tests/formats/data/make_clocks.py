"""Makes nwb_clocks.nwb: series whose timestamps are not regular. No test runs it.

    pip install h5py numpy && python make_clocks.py

Sample i is i in every series.
"""

import h5py
import numpy as np

rng = np.random.default_rng(1)
i = np.arange(4000)
CLOCKS = {
    # 0 to 9.99 s and 20 to 29.99 s at 100 Hz.
    "gap": np.concatenate([np.arange(1000) / 100, 20 + np.arange(1000) / 100]),
    # One sample lost after the first 1500, at 1 kHz.
    "lost": (i + (i >= 1500)) / 1000,
    # A clock that jitters by up to 0.03 ms at 1 kHz.
    "jitter": i / 1000 + rng.uniform(-3e-5, 3e-5, 4000),
    # Rounded to 32 bits 10,000 s after the start: steps of 0.98 ms, now and then of 1.95 ms.
    "rounded": (10000 + i / 1000).astype("f4"),
    # The same, stored as 64 bits, at 2 kHz, with 200 samples lost after the first 2000.
    "rounded_gap": (500 + (i + 200 * (i >= 2000)) / 2000).astype("f4").astype("f8"),
    # The clock begins anew after the first 1000.
    "back": np.concatenate([np.arange(1000) / 100, np.arange(1000) / 100]),
    # Runs a little fast all the time, and pauses that are no whole samples.
    "drift": (i + 33.4 * (i >= 1000) + 77.7 * (i >= 2000)) / 1000.0213,
    # One sample lost in every hundred.
    "many": (i + i // 100) / 1000,
    # No clock at all.
    "irregular": np.cumsum(rng.exponential(0.01, 4000)),
}
with h5py.File("nwb_clocks.nwb", "w", libver="latest") as f:
    f.attrs["nwb_version"] = "2.6.0"
    for name, times in CLOCKS.items():
        s = f.create_group(f"acquisition/{name}")
        s.attrs["neurodata_type"] = "ElectricalSeries"
        d = s.create_dataset("data", data=np.arange(len(times), dtype="i2"), compression="gzip")
        d.attrs["unit"], d.attrs["conversion"] = "volts", 1.0
        s.create_dataset("timestamps", data=times, compression="gzip", shuffle=True)
