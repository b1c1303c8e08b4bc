"""Statistics of rate networks beside those of an independent program.

usage: scan_check.py EQUIPOISE [REALISATIONS]

Runs `equipoise scan rate` for every case of tests/methods/data/rate_statistics.json, and says by how
many standard errors of the difference each mean is off.
"""

import collections
import csv
import json
import math
import pathlib
import statistics
import subprocess
import sys
import tempfile

LENGTHS = {250: (250, 600), 500: (250, 600), 1000: (250, 500), 2000: (200, 400)}


def scanned(program, n, j0, realisations, more=()):
    """The rows of a scan at one coupling."""
    transient, time = LENGTHS[n]
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "scan.csv"
        asked = ["scan", "rate", "--n", str(n), "--grid", f"j0={j0}", "--realisations", str(realisations)]
        asked += ["--transient", str(transient), "--time", str(time), "--exponents", "2", "--seed", "1"]
        subprocess.run([program, *asked, *more, "--out", str(out)], check=True, capture_output=True)
        with out.open() as table:
            return list(csv.DictReader(table))


def beside(name, found, expected):
    """Both means, and how far apart they are in standard errors of their difference."""
    mean, sd = statistics.mean(found), statistics.stdev(found)
    known = expected["sd"] or sd
    error = math.sqrt(sd**2 / len(found) + known**2 / expected["n"])
    off = (mean - expected["mean"]) / error
    return f"{name} {mean:.4f} +- {sd:.4f} ({expected['mean']:.4f} +- {known:.4f}, off by {off:+.1f})", off


def main():
    program = sys.argv[1]
    realisations = int(sys.argv[2]) if len(sys.argv) > 2 else 8
    data = pathlib.Path(__file__).parents[2] / "tests/methods/data/rate_statistics.json"
    reference = json.loads(data.read_text())
    all_off = []
    for case in reference["scan"]:
        rows = scanned(program, case["n"], case["j0"], realisations)
        print(f"N {case['n']}, J0 {case['j0']}, {len(rows)} networks ({case['exponent1']['n']}):")
        for name in ["exponent1", "phi_e", "phi_i", "w"]:
            said, off = beside(name, [float(row[name]) for row in rows], case[name])
            all_off.append(off)
            print("  ", said)
        regimes = collections.Counter(row["regime"] for row in rows)
        print("  ", dict(regimes), case["regimes"], flush=True)
    for case in reference["onset"]:
        count = case["j0"]["n"]
        rows = scanned(program, case["n"], 0.1, count, ["--onsets"])
        said, off = beside("onset", [float(row["onset_j0"]) for row in rows], case["j0"])
        all_off.append(off)
        hopf = sum(float(row["onset_omega"]) > 0 for row in rows) / count
        print(f"N {case['n']}, {count} networks: {said}; Hopf {hopf:.2f} ({case['hopf_fraction']:.2f})", flush=True)
    beyond = sum(abs(off) > 2 for off in all_off)
    print(f"{beyond} of {len(all_off)} means are off by more than two standard errors")


if __name__ == "__main__":
    main()
