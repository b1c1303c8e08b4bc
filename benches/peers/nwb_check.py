"""Opens NWB files that `equipoise convert` wrote, with pynwb, and says what is in them.

    python3 -m venv venv && venv/bin/pip install pynwb
    venv/bin/python nwb_check.py FILE.nwb...

Ends with 1 when a file cannot be read or does not hold to the schema.
"""

import sys
import warnings

import numpy as np
from pynwb import NWBHDF5IO, validate


def check(path):
    problems = []
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        with NWBHDF5IO(path, "r") as io:
            nwb = io.read()
            print(path, "-", nwb.session_description[:70])
            if nwb.units is not None:
                units = nwb.units.to_dataframe()
                spikes = sum(len(t) for t in units["spike_times"])
                sorted_all = all(np.all(np.diff(t) >= 0) for t in units["spike_times"])
                print(f"  {len(units)} units, {spikes} spikes, sorted: {sorted_all}")
                print("  columns:", ", ".join(list(nwb.units.colnames)[:12]))
                if "cell_type" in units:
                    print("  classes:", dict(units["cell_type"].value_counts()))
            for name, table in nwb.intervals.items():
                frame = table.to_dataframe()
                print(f"  {name}: {len(frame)} rows, {frame.stop_time.max():.3f} s last")
            for name, series in nwb.acquisition.items():
                row = series.electrodes.to_dataframe().iloc[0]
                print(f"  {name}: {series.data.shape}, {series.rate} Hz, {series.unit}, "
                      f"first {series.data[0, 0]:.6g}, electrode {row['channel_name']}")
    problems += [str(w.message) for w in said]
    result = validate(path=path)
    errors = result[0] if isinstance(result, tuple) else result
    problems += [str(e) for e in errors]
    for problem in problems:
        print("  PROBLEM:", problem)
    return not problems


if __name__ == "__main__":
    sys.exit(0 if all([check(path) for path in sys.argv[1:]]) else 1)
