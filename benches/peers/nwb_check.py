"""Opens NWB files that `equipoise convert` wrote, with pynwb, and says what is in them.

    python3 -m venv venv && venv/bin/pip install pynwb
    venv/bin/python nwb_check.py FILE.nwb...

Where `equipoise convert` wrote the same recording as FILE.csv beside FILE.nwb, every spike, class and
epoch is compared with it. Ends with 1 when a file cannot be read, does not hold to the schema, or is
not the same.
"""

import csv
import sys
import warnings
from pathlib import Path

import numpy as np
from pynwb import NWBHDF5IO, validate


def rows(path):
    if not path.exists():
        return None
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def compare(path, nwb):
    """What differs from the tables beside the file; nothing where there are none."""
    table = Path(path).with_suffix(".csv")
    spikes = rows(table)
    if spikes is None:
        return []
    problems = []
    own = {}
    for row in spikes:
        own.setdefault(row["unit_id"], []).append(float(row["time_s"]))
    if nwb.units is not None:
        frame = nwb.units.to_dataframe()
        names = list(frame["unit_name"])
        for name, times in zip(names, frame["spike_times"]):
            if not np.array_equal(np.sort(own.get(name, [])), times):
                problems.append(f"unit {name}: other spike times than in {table.name}")
        if set(own) - set(names):
            problems.append(f"units are missing: {sorted(set(own) - set(names))[:5]}")
        units = rows(table.with_name(f"{table.stem}_units.csv")) or []
        classes = dict(zip(names, frame["cell_type"]))
        for row in units:
            said = (row.get("class") or "unclassified").lower()
            if classes[row["unit_id"]] != said:
                problems.append(f"unit {row['unit']}: {classes[row['unit']]}, not {said}")
        print(f"  compared: {len(spikes)} spikes, {len(units)} classes")
    epochs = rows(table.with_name(f"{table.stem}_epochs.csv")) or []
    wanted = sorted((float(r["start_s"]), float(r["stop_s"]), r["label"]) for r in epochs)
    found = []
    for part in nwb.intervals.values():
        frame = part.to_dataframe()
        found += zip(frame["start_time"], frame["stop_time"], frame["label"])
    if wanted != sorted(found):
        problems.append(f"{len(found)} epochs, others than the {len(wanted)} of {table.name}")
    print(f"  compared: {len(wanted)} epochs")
    return problems


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
                electrode = ""
                if hasattr(series, "electrodes"):
                    row = series.electrodes.to_dataframe().iloc[0]
                    electrode = f", electrode {row['channel_name']}"
                print(f"  {name}: {series.data.shape}, {series.rate} Hz, {series.unit}, "
                      f"first {series.data[0, 0]:.6g}{electrode}")
            linked = nwb.scratch.get("linked_fields")
            if linked is not None:
                for _, row in linked.to_dataframe().iterrows():
                    print(f"  {row['field_name']}: stays in {row['file']}, "
                          f"{row['channels']:.0f} channels, {row['rate']} Hz")
            problems += compare(path, nwb)
    problems += [str(w.message) for w in said]
    result = validate(path=path)
    errors = result[0] if isinstance(result, tuple) else result
    problems += [str(e) for e in errors]
    for problem in problems:
        print("  PROBLEM:", problem)
    return not problems


if __name__ == "__main__":
    sys.exit(0 if all([check(path) for path in sys.argv[1:]]) else 1)
