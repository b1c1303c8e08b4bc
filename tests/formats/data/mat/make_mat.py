"""Excerpts of recordings (with scipy) and files in the manner of MATLAB 7.3 (with h5py).

    python3 make_mat.py FOLDER_OF_THE_WHOLE_RECORDINGS

Needs scipy and h5py; no test runs it.
"""

import sys
from pathlib import Path

import h5py
import numpy as np
import scipy.io as sio

here = Path(__file__).parent


def cells(items):
    out = np.empty((1, len(items)), dtype=object)
    for i, item in enumerate(items):
        out[0, i] = item
    return out


def excerpt(source, session, last_s):
    """What is shown of a session, with the spikes before `last_s`."""
    whole = sio.loadmat(source / "cellexplorer" / f"{session}.cell_metrics.cellinfo.mat")
    m = whole["cell_metrics"][0, 0]
    waves = m["waveforms"][0, 0]
    keep = {name: m[name] for name in ["UID", "brainRegion", "putativeCellType", "troughToPeak",
                                       "maxWaveformCh", "groundTruthClassification"]
            if name in m.dtype.names}
    keep["waveforms"] = {"filt": waves["filt"], "time": waves["time"]}
    general = m["general"][0, 0]
    if "states" in general.dtype.names:
        states = general["states"][0, 0]["SleepState"][0, 0]
        names = ["WAKEstate", "NREMstate", "REMstate", "MAstate", "NREMpacket"]
        keep["general"] = {"states": {"SleepState": {n: states[n] for n in names}},
                           "basename": session}
    if "spikes" in m.dtype.names:
        times = m["spikes"][0, 0]["times"]
        keep["spikes"] = {"times": cells([t[t[:, 0] < last_s] for t in times[0]])}
    sio.savemat(here / f"{session}.cell_metrics.cellinfo.mat", {"cell_metrics": keep},
                do_compression=True, oned_as="column")


def trials(source):
    whole = sio.loadmat(source / "kramer" / "spikes-LFP-1.mat")
    sio.savemat(here / "spikes-LFP-1.mat",
                {"n": whole["n"][:10], "y": whole["y"][:10], "t": whole["t"]},
                do_compression=True)


class Seven:
    """Writes values as MATLAB 7.3 does."""

    def __init__(self, path):
        self.file = h5py.File(path, "w", userblock_size=512)
        self.refs = self.file.create_group("#refs#")
        self.count = 0

    def close(self, path):
        self.file.close()
        with open(path, "r+b") as out:
            head = b"MATLAB 7.3 MAT-file, Platform: GLNXA64, Created by make_mat.py"
            out.write(head.ljust(116) + b" " * 8 + b"\x00\x02IM")

    def put(self, group, name, value):
        kind = h5py.string_dtype("ascii", 8)
        if isinstance(value, str):
            units = np.frombuffer(value.encode("utf-16-le"), "u2")
            if len(units) == 0:
                made = group.create_dataset(name, data=np.array([0, 0], "u8"))
                made.attrs["MATLAB_empty"] = np.uint8(1)
            else:
                made = group.create_dataset(name, data=units[:, None])
            made.attrs["MATLAB_class"] = np.bytes_("char")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            made = group.create_group(name)
            made.attrs["MATLAB_class"] = np.bytes_("struct")
            for field in value[0]:
                refs = [self.ref(v[field]) for v in value]
                made.create_dataset(field, data=np.array(refs, dtype=h5py.ref_dtype)[:, None],
                                    dtype=h5py.ref_dtype)
        elif isinstance(value, list):
            refs = [self.ref(v) for v in value]
            made = group.create_dataset(name, data=np.array(refs, dtype=h5py.ref_dtype)[:, None],
                                        dtype=h5py.ref_dtype)
            made.attrs["MATLAB_class"] = np.bytes_("cell")
        elif isinstance(value, dict):
            made = group.create_group(name)
            made.attrs["MATLAB_class"] = np.bytes_("struct")
            for field, inner in value.items():
                self.put(made, field, inner)
        else:
            value = np.atleast_2d(np.asarray(value))
            names = {"float64": "double", "float32": "single", "bool": "logical"}
            name_of = names.get(str(value.dtype), str(value.dtype))
            if value.size == 0:
                made = group.create_dataset(name, data=np.array(value.shape, "u8"))
                made.attrs["MATLAB_empty"] = np.uint8(1)
            else:
                stored = value.astype("u1") if value.dtype == bool else value
                packed = {"compression": 4, "chunks": True} if value.size > 20 else {}
                made = group.create_dataset(name, data=stored.T, **packed)
            made.attrs["MATLAB_class"] = np.bytes_(name_of)
        return made

    def ref(self, value):
        self.count += 1
        return self.put(self.refs, f"r{self.count}", value).ref


def session_of_two_versions():
    """`mixed`: spikes in 7.3, metrics in v5 (one unit more), states in v5."""
    path = here / "mixed.spikes.cellinfo.mat"
    out = Seven(path)
    times = [4397.0 + 0.25 * np.arange(40.0)[:, None], 4397.1 + 0.5 * np.arange(30.0)[:, None],
             np.zeros((0, 1))]
    out.put(out.file, "spikes", {
        "UID": np.array([1.0, 2.0, 3.0]),
        "times": times,
        "shankID": np.array([1.0, 1.0, 2.0]),
        "maxWaveformCh1": np.array([5.0, 7.0, 9.0]),
        "filtWaveform": [np.sin(np.arange(32.0)) * k for k in (1, 2, 3)],
        "timeWaveform": [np.arange(-16.0, 16.0) / 20 for _ in range(3)],
        "sessionName": "mixed",
        "sr": 20000.0,
    })
    out.close(path)
    sio.savemat(here / "mixed.cell_metrics.cellinfo.mat", {"cell_metrics": {
        "UID": np.array([[3, 1]], "u1"),
        "putativeCellType": cells(["Pyramidal Cell", "Narrow Interneuron"]),
        "troughToPeak": np.array([[0.6, 0.25]]),
        "groundTruthClassification": {"PV": np.array([[2, 9]], "u1")},
    }})
    sio.savemat(here / "mixed.SleepState.states.mat", {"SleepState": {"ints": {
        "WAKEstate": np.array([[4397, 4400]], "u2"),
        "NREMstate": np.array([[4400, 4405], [4406, 4407]], "u2"),
        "REMstate": np.zeros((0, 2)),
    }}})


def seven_of_everything():
    path = here / "everything_7_3.mat"
    out = Seven(path)
    out.put(out.file, "units", [
        {"ts": np.array([0.5, 1.5, 2.75])[:, None], "label": "pyr", "depth": 100.0},
        {"ts": np.array([0.25, 3.5])[:, None], "label": "int", "depth": 200.0},
    ])
    out.put(out.file, "matrix", np.arange(6.0).reshape(2, 3))
    out.put(out.file, "flags", np.array([True, False, True]))
    out.put(out.file, "nothing", np.zeros((0, 3)))
    out.put(out.file, "word", "h\u00e9llo")
    out.put(out.file, "no_word", "")
    out.put(out.file, "nested", {"a": {"b": [np.int16([[-3]]), "x", [np.float32([[0.5]])]]}})
    sparse = out.file.create_group("sparse")
    sparse.attrs["MATLAB_class"] = np.bytes_("double")
    sparse.attrs["MATLAB_sparse"] = np.uint64(5)
    sparse.create_dataset("jc", data=np.zeros(6, "u8"))
    out.close(path)


def four_by_scipy():
    ids = np.repeat([1.0, 2.0, 3.0], 4)
    sio.savemat(here / "scipy_v4.mat", {
        "spks": np.c_[ids, 64.0 + 0.3 * np.arange(12.0)],
        "name": "hello",
        "text": np.array(["ab", "cd"]),
        "i16": np.arange(6, dtype="int16").reshape(2, 3),
        "z": np.array([1 + 2j, 3.0]),
    }, format="4")


if __name__ == "__main__":
    four_by_scipy()
    session_of_two_versions()
    seven_of_everything()
    if len(sys.argv) > 1:
        source = Path(sys.argv[1])
        excerpt(source, "e14_1m1_200130", 0)
        excerpt(source, "YMV01_170818", 600)
        trials(source)
