"""Makes the small NWB files of these tests. No test runs it.

    pip install pynwb==4.2 h5py && python make_nwb.py

Every value is a simple function of its index, so that the tests can say what must come out.
"""

from datetime import datetime, timezone

import h5py
import numpy as np
from pynwb import NWBHDF5IO, H5DataIO, NWBFile
from pynwb.ecephys import LFP, ElectricalSeries
from pynwb.epoch import TimeIntervals
from pynwb.event import EventsTable
from pynwb.misc import AnnotationSeries, Units

WHEN = datetime(2024, 5, 17, 22, 0, tzinfo=timezone.utc)


def modern():
    """What pynwb writes today, with a clock that starts at 64 s."""
    nwb = NWBFile("modern", "modern-1", WHEN, experimenter=["Doe, Jane"], lab="Balance", institution="Test")
    probe = nwb.create_device("probe")
    groups = [nwb.create_electrode_group(f"shank{s}", "d", "CA1", probe) for s in (1, 2)]
    for e in range(4):
        nwb.add_electrode(x=10.0 * e, y=20.0 * e, z=0.0, location="CA1", group=groups[e // 2], id=100 + e)
    nwb.add_unit_column("cell_type", "putative cell type")
    nwb.add_unit_column("quality", "quality")
    nwb.add_unit_column("depth_um", "depth")
    nwb.add_unit_column("spike_amplitudes", "ragged", index=True)
    kinds = ["pyramidal", "pyramidal", "narrow interneuron", "pyramidal", "unclear"]
    for u, kind in enumerate(kinds):
        count = 0 if u == 3 else 20 + 10 * u
        wave = np.zeros((8, 2))
        wave[:, u % 2] = np.sin(np.arange(8)) * (u + 1) * 1e-5
        wave[:, 1 - u % 2] = np.sin(np.arange(8)) * 1e-6
        nwb.add_unit(
            spike_times=64.0 + 0.5 * np.arange(count) + 0.01 * u,
            cell_type=kind,
            depth_um=100.0 * u,
            spike_amplitudes=np.arange(count, dtype=float),
            quality="good" if u < 4 else "mua",
            electrodes=[0, 1] if u < 3 else [2, 3],
            electrode_group=groups[0 if u < 3 else 1],
            waveform_mean=wave,
            obs_intervals=[[64.0, 100.0], [110.0, 130.0]],
            id=10 + u,
        )
    states = TimeIntervals(name="sleep_states", description="hypnogram")
    states.add_column("state", "state")
    for k, state in enumerate(["WAKE", "NREM", "REM", "NREM"]):
        states.add_row(start_time=64.0 + 16 * k, stop_time=80.0 + 16 * k, state=state)
    nwb.add_time_intervals(states)
    nwb.add_trial(start_time=65.0, stop_time=66.0)
    nwb.add_trial(start_time=67.0, stop_time=68.0)
    nwb.add_epoch(64.0, 90.0, ["maze"])
    nwb.add_epoch(90.0, 128.0, ["rest", "home"])

    region = nwb.create_electrode_table_region([0, 1, 2], "three of four")
    rows = np.arange(4000)[:, None] + 1000 * np.arange(3)[None, :]
    data = H5DataIO(rows.astype("i2"), chunks=(500, 2), compression="gzip", shuffle=True)
    lfp = ElectricalSeries(
        name="lfp", data=data, electrodes=region, rate=62.5, starting_time=64.0,
        conversion=1e-6, offset=0.5, channel_conversion=[1.0, 2.0, 3.0],
    )  # fmt: skip
    module = nwb.create_processing_module("ecephys", "processed")
    module.add(LFP(electrical_series=lfp))
    stamps = 64.0 + np.arange(128) / 250.0
    one = nwb.create_electrode_table_region([3], "the last")
    ramp = np.arange(128.0)[:, None]
    nwb.add_acquisition(ElectricalSeries(name="eeg", data=ramp, electrodes=one, timestamps=stamps))
    with h5py.File("nwb_modern.nwb", "w", libver="latest") as f, NWBHDF5IO(file=f, mode="w") as io:
        io.write(nwb, cache_spec=False)



def column(group, name, data, **attrs):
    d = group.create_dataset(name, data=data)
    for key, value in {"neurodata_type": "VectorData", "namespace": "core", **attrs}.items():
        d.attrs[key] = np.bytes_(value) if isinstance(value, str) else value
    return d


def skeleton(path, version=b"2.0.1", **kw):
    f = h5py.File(path, "w", **kw)
    f.attrs["nwb_version"] = np.bytes_(version)
    f.attrs["neurodata_type"] = np.bytes_("NWBFile")
    f["identifier"] = np.bytes_("old")
    for name in ("acquisition", "processing", "intervals", "general", "analysis"):
        f.create_group(name)
    return f


def units(f, spikes, index, ids, index_type):
    g = f.create_group("units")
    g.attrs["neurodata_type"] = np.bytes_("DynamicTable")
    column(g, "id", np.asarray(ids, "i4"))
    column(g, "spike_times", np.asarray(spikes, "f4" if index_type == "u1" else "f8"))
    column(g, "spike_times_index", np.asarray(index, index_type))
    return g


def old():
    """The manner of NWB 2.0: fixed-length text, contiguous data, an index of one byte, float32."""
    with skeleton("nwb_old.nwb") as f:
        g = units(f, np.arange(200) * 0.25, [50, 120, 200], [0, 1, 2], "u1")
        g.attrs["colnames"] = np.array([b"spike_times", b"label", b"waveform_class", b"rate", b"quality"])
        column(g, "label", np.array([b"a", b"bb", b"ccc"]))
        column(g, "waveform_class", np.array([b"broad", b"narrow", b"broad"]))
        column(g, "rate", np.array([1.5, 2.5, 3.5], ">f8"))
        column(g, "quality", np.array([b"good", b"Noise", b"noise-free"]))
        column(g, "waveform_mean", np.outer([1, 2, 3], np.sin(np.arange(16))), sampling_rate=20000.0)
        e = f.create_group("general/extracellular_ephys/tetrode1")
        e.attrs["neurodata_type"] = np.bytes_("ElectrodeGroup")
        d = g.create_dataset("electrode_group", (3,), dtype=h5py.ref_dtype)
        d[:] = [e.ref] * 3
        t = f.create_group("processing/behavior/states")
        t.attrs["neurodata_type"] = np.bytes_("TimeIntervals")
        column(t, "start_time", [0.0, 20.0])
        column(t, "stop_time", [20.0, 50.0])
        column(t, "label", np.array([b"Awake", b"Non-REM"]))
        s = f.create_group("acquisition/LFP0")
        s.attrs["neurodata_type"] = np.bytes_("TimeSeries")
        d = column(s, "data", np.arange(1000, dtype=">i2"), unit="mV", conversion=2.0)
        d = s.create_dataset("starting_time", data=0.0)
        d.attrs["rate"] = 100.0


def broken():
    """An index that runs past its data and turns back, and fewer ids than units."""
    with skeleton("nwb_broken.nwb", version=b"2.5.0", libver="latest") as f:
        g = units(f, np.arange(100) * 0.1, [40, 30, 60, 250], [7, 8, 9], "u4")
        column(g, "cell_type", np.array([b"E", b"I", b"E"]))
        f["acquisition/elsewhere"] = h5py.ExternalLink("not_here.nwb", "/acquisition/elsewhere")
        s = f.create_group("acquisition/external")
        s.attrs["neurodata_type"] = np.bytes_("ElectricalSeries")
        s.create_dataset("data", (100,), "i2", external=[("not_here.dat", 0, 200)])
        d = s.create_dataset("starting_time", data=0.0)
        d.attrs["rate"] = 10.0
        s = f.create_group("acquisition/gap")
        s.attrs["neurodata_type"] = np.bytes_("ElectricalSeries")
        s.create_dataset("data", data=np.arange(64, dtype="f4"))
        s.create_dataset("timestamps", data=np.arange(64) / 10 + 5.0 * (np.arange(64) > 40))
        t = f.create_group("intervals/trials")
        column(t, "start_time", [0.0, 1.0, 2.0])
        column(t, "stop_time", [0.5, 1.5])


def field_only():
    """No units: one field, stored channels x samples, and nothing else."""
    with skeleton("nwb_field_only.nwb", version=b"2.8.0", libver="latest") as f:
        g = f.create_group("general/extracellular_ephys/electrodes")
        g.attrs["colnames"] = ["channel_name"]
        column(g, "id", np.arange(2))
        g.create_dataset("channel_name", data=["left", "right"])
        s = f.create_group("processing/ecephys/LFP/wide")
        s.attrs["neurodata_type"] = "ElectricalSeries"
        s.create_dataset("electrodes", data=np.arange(2))
        s.create_dataset("data", data=np.array([np.arange(600), -np.arange(600)], "f4"), chunks=(1, 128))
        d = s.create_dataset("starting_time", data=4397.0)
        d.attrs["rate"] = np.float32(60.0)


def elsewhere():
    """Units in processing modules, annotations as series and as a table of events, as pynwb writes them."""
    nwb = NWBFile("elsewhere", "elsewhere-1", WHEN)
    module = nwb.create_processing_module("ecephys", "sorted elsewhere")
    for name, counts in (("kilosort", (30, 20)), ("mountainsort", (5,))):
        units = Units(name=name, description=name)
        for count in counts:
            units.add_unit(spike_times=0.25 * np.arange(count))
        module.add(units)
    notes = AnnotationSeries(name="notes", data=["light on", "seizure", ""], timestamps=[1.0, 2.5, 4.0])
    nwb.add_acquisition(notes)
    nwb.add_stimulus(AnnotationSeries(name="tones", data=["high", "low"], timestamps=[3.0, 3.5]))
    behaviour = nwb.create_processing_module("behavior", "what it did")
    behaviour.add(AnnotationSeries(name="scored", data=["licks", "REM"], timestamps=[5.0, 6.0]))
    rewards = EventsTable(name="rewards", description="drops")
    rewards.add_event(timestamp=1.5, duration=0.5, annotation="left")
    rewards.add_event(timestamp=2.0, duration=float("nan"), annotation="right")
    nwb.add_events_table(rewards)
    pulses = EventsTable(name="pulses", description="edges")
    pulses.add_event(timestamp=0.5)
    nwb.add_events_table(pulses)
    with h5py.File("nwb_elsewhere.nwb", "w", libver="latest") as f, NWBHDF5IO(file=f, mode="w") as io:
        io.write(nwb, cache_spec=False)


if __name__ == "__main__":
    modern()
    old()
    broken()
    field_only()
    elsewhere()
