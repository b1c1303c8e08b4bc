"""Spikes of a rat on a W-track, with what else NeuroExplorer files hold, by NeuroExplorer's own
package: pip install nex5file==0.1.3 numpy; python make_nex.py. No test runs it."""

from pathlib import Path

import numpy as np
from nex5file.filedata import FileData
from nex5file.writer import Writer

here = Path(__file__).parent
rows = [line.split(",") for line in (here / "tables" / "wmaze.csv").read_text().splitlines()[1:]]
units = {}
for unit, time in rows:
    units.setdefault(unit, []).append(float(time))

data = FileData(30_000)
for unit, times in list(units.items())[:3]:
    data.AddNeuron(f"SPK{unit}", np.array(times), wire=int(unit), unit=1, xPosition=10.0, yPosition=20.0)
first = np.array(next(iter(units.values()))[:20])
wave = np.sin(np.arange(8))[None, :] * np.arange(1, 21)[:, None] / 100
data.AddWaveVarWithFloats("SPK24_wf", 30_000.0, first, wave)
data.AddEvent("Reward", np.array([70.0, 80.5]))
data.AddIntervalAsPairsStartEnd("Run", [(64.0, 66.0), (68.0, 71.5)])
data.AddContVarWithFloatsSingleFragment("FP01", 1000.0, 64.5, np.sin(np.arange(200) / 10))
(here / "nex").mkdir(exist_ok=True)
# Markers are texts in the old format and may be numbers in the new one.
data.AddMarker("Strobed", np.array([65.0, 66.0]), ["DIO"], [["00011", "00012"]])
Writer().WriteNexFile(data, str(here / "nex" / "wmaze.nex"))
data.DeleteVariable("Strobed")
data.AddMarker("Strobed", np.array([65.0, 66.0]), ["DIO"], [[11, 12]])
Writer().WriteNex5File(data, str(here / "nex" / "wmaze.nex5"))
for unit, times in list(units.items())[:3]:
    print(unit, len(times), times[0])
