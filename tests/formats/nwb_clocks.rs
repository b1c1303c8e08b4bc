//! Fields of NWB whose times are not regular, and fields and spikes behind filters that are not in
//! HDF5's standard. `make_clocks.py` and `make_filters.py` say what is in the files.

use crate::files::{folder, open, warnings};
use equipoise::formats::nwb::{self, Fields};
use equipoise::recording::{Field, Interval, MemoryField, Parts, Pyramid, Recording, Stretch};
use ndarray::Array2;
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/formats/data")
        .join(name)
}

#[track_caller]
fn field<'a>(recording: &'a Recording, name: &str) -> &'a Field {
    let mut all = recording.fields().iter();
    all.find(|f| f.name == name).expect(name)
}

/// Stored samples are numbered from 0 on; each with its time.
fn recorded(field: &Field) -> Vec<(f32, f64)> {
    let samples = field.source.read(&[0], 0..field.samples).expect("samples");
    let all = samples.iter().zip(0..);
    all.filter(|(v, _)| v.is_finite())
        .map(|(v, at)| (*v, field.time_s(at)))
        .collect()
}

#[track_caller]
fn warning(recording: &Recording, begins: &str) -> String {
    let all = warnings(recording);
    let found = all.iter().find(|w| w.starts_with(begins));
    found
        .unwrap_or_else(|| panic!("{begins}: {all:#?}"))
        .clone()
}

#[test]
fn a_gap_is_marked_and_said_and_nothing_is_left_out() {
    let recording = open(&data("nwb_clocks.nwb")).expect("a recording");
    let gap = field(&recording, "gap");
    assert_eq!((gap.rate_hz, gap.start_s, gap.samples), (100.0, 0.0, 3000));
    assert_eq!(gap.gaps(), std::slice::from_ref(&(1000..2000)));
    let samples = recorded(gap);
    assert_eq!(samples.len(), 2000);
    for (n, (value, t_s)) in samples.iter().enumerate() {
        let expected = if n < 1000 {
            n as f64 / 100.0
        } else {
            10.0 + n as f64 / 100.0
        };
        assert_eq!(*value, n as f32);
        assert!((t_s - expected).abs() < 1e-9);
    }
    let said = warning(&recording, "gap:");
    assert!(said.contains("a gap of 10 s from 10 s to 20 s"), "{said}");

    let lost = field(&recording, "lost");
    assert_eq!((lost.rate_hz, lost.samples), (1000.0, 4001));
    assert_eq!(lost.gaps(), std::slice::from_ref(&(1500..1501)));
    assert!(warning(&recording, "lost:").contains("0.001 s from 1.5 s to 1.501 s"));

    let many = field(&recording, "many");
    assert_eq!(
        (many.rate_hz, many.samples, many.gaps().len()),
        (1000.0, 4039, 39)
    );
    let said = warning(&recording, "many:");
    assert!(said.contains("39 gaps of 0.039 s together"), "{said}");
}

#[test]
fn uneven_and_rounded_times_are_regular_fields() {
    let recording = open(&data("nwb_clocks.nwb")).expect("a recording");
    let jitter = field(&recording, "jitter");
    assert_eq!((jitter.samples, jitter.gaps().len()), (4000, 0));
    assert!((jitter.rate_hz - 1000.0).abs() < 0.02, "{}", jitter.rate_hz);
    assert!(jitter.start_s.abs() < 1e-4);
    let said = warning(&recording, "/acquisition/jitter/timestamps");
    assert!(said.contains("uneven by up to 0.0"), "{said}");
    let rounded = field(&recording, "rounded");
    assert_eq!((rounded.samples, rounded.gaps().len()), (4000, 0));
    assert!(
        (rounded.rate_hz - 1000.0).abs() < 0.3,
        "{}",
        rounded.rate_hz
    );
    let rounded = field(&recording, "rounded_gap");
    let gap = 2000..2200;
    assert_eq!(
        (rounded.samples, rounded.gaps()),
        (4200, std::slice::from_ref(&gap))
    );
    assert!(
        (rounded.rate_hz - 2000.0).abs() < 0.2,
        "{}",
        rounded.rate_hz
    );
    // Pauses that are no whole samples: within half a sample of their times.
    let drift = field(&recording, "drift");
    assert!(
        (drift.rate_hz - 1000.0213).abs() < 2e-3,
        "{}",
        drift.rate_hz
    );
    assert_eq!(drift.gaps().len(), 2);
    for (n, (value, t_s)) in recorded(drift).iter().enumerate() {
        let late = if n < 1000 {
            0.0
        } else if n < 2000 {
            33.4
        } else {
            33.4 + 77.7
        };
        assert_eq!(*value, n as f32);
        assert!((t_s - (n as f64 + late) / 1000.0213).abs() < 0.51e-3, "{n}");
    }
}

#[test]
fn a_clock_that_goes_back_makes_two_fields_and_none_at_all_is_said() {
    let recording = open(&data("nwb_clocks.nwb")).expect("a recording");
    for part in ["back part 1", "back part 2"] {
        let back = field(&recording, part);
        assert_eq!((back.start_s, back.samples), (0.0, 1000));
    }
    assert_eq!(recorded(field(&recording, "back part 2"))[0].0, 1000.0);
    assert!(recording.fields().iter().all(|f| f.name != "irregular"));
    let said = warning(&recording, "/acquisition/irregular/timestamps");
    assert!(said.contains("but for some gaps"), "{said}");
}

/// Gaps are written as times, and come back.
#[test]
fn gaps_go_through_nwb_and_back() {
    let read = open(&data("nwb_clocks.nwb")).expect("a recording");
    let folder = folder(&vec![]);
    let path = folder.path().join("again.nwb");
    nwb::write(&read, &path, Fields::Copied, &mut |_| ()).expect("written");
    let again = open(&path).expect("a recording");
    assert_eq!(read.fields().len(), again.fields().len());
    for (one, other) in read.fields().iter().zip(again.fields()) {
        assert_eq!(one.name, other.name);
        assert_eq!(
            (one.rate_hz, one.start_s),
            (other.rate_hz, other.start_s),
            "{}",
            one.name
        );
        assert_eq!(
            (one.samples, one.gaps()),
            (other.samples, other.gaps()),
            "{}",
            one.name
        );
        assert_eq!(recorded(one), recorded(other), "{}", one.name);
    }
    let gaps = |r: &Recording| {
        warnings(r)
            .iter()
            .filter(|w| w.contains("gap of 10 s"))
            .count()
    };
    assert_eq!((gaps(&read), gaps(&again)), (1, 1), "said once");
}

/// Stretches of several sources, read across their borders.
#[test]
fn stretches_are_read_where_they_lie() {
    let source = |from: f32, n: usize| {
        Arc::new(MemoryField(Array2::from_shape_fn((2, n), |(c, i)| {
            from + i as f32 + 1000.0 * c as f32
        })))
    };
    let stretch = |start_s: f64, from: f32, n: usize| Stretch {
        start_s,
        samples: n as u64,
        first: 0,
        source: source(from, n),
    };
    let like = Field {
        name: "f".into(),
        rate_hz: 10.0,
        start_s: 0.0,
        samples: 0,
        channels: vec!["a".into(), "b".into()],
        positions_um: None,
        unit: "uV".into(),
        source: source(0.0, 1),
        pyramid: Arc::new(Pyramid::new(0)),
    };
    let all = vec![
        stretch(1.0, 0.0, 5),
        stretch(1.52, 5.0, 5),
        stretch(2.5, 10.0, 2),
    ];
    let made = Field::of_stretches(&like, all);
    let [made] = &made[..] else {
        panic!("{}", made.len())
    };
    // The second begins a fifth of a sample late: where the first ends.
    assert_eq!(made.extent(), Interval::new(1.0, 2.7));
    assert_eq!(made.gaps(), std::slice::from_ref(&(10..15)));
    assert_eq!(made.recorded(), [0..10, 15..17]);
    let read = made.source.read(&[1, 0], 3..16).expect("samples");
    let expected = |at: u64| match at {
        0..10 => at as f32,
        15.. => at as f32 - 5.0,
        _ => f32::NAN,
    };
    for (column, at) in (3..16).enumerate() {
        let [b, a] = [read[[0, column]], read[[1, column]]];
        assert!(
            a == expected(at) || a.is_nan() && expected(at).is_nan(),
            "{at}: {a}"
        );
        assert!(b == a + 1000.0 || b.is_nan() && a.is_nan());
    }
    let mut parts = Parts::new("r");
    parts.fields = vec![made.clone()];
    assert_eq!(
        Recording::new(parts).expect("a recording").span(),
        made.extent()
    );
}

#[test]
fn filters_beyond_the_standard_are_read() {
    let recording = open(&data("nwb_filters.nwb")).expect("a recording");
    let times = recording.trains().unit(0);
    assert_eq!(times.len(), 1000);
    assert!((0..1000).all(|k| times[k] == k as f64 / 8.0));
    let names: Vec<&str> = recording.fields().iter().map(|f| f.name.as_str()).collect();
    let expected = [
        "bitshuffle",
        "bitshuffle_lz4",
        "bitshuffle_zstd",
        "blosc_blosclz",
        "blosc_lz4",
        "blosc_lz4hc_bits",
        "blosc_zlib",
        "blosc_zstd",
        "blosc_zstd_bits",
        "bzip2",
        "lz4",
        "lzf",
        "lzf_shuffle",
        "zstd",
    ];
    assert_eq!(names, expected, "{:#?}", warnings(&recording));
    for field in recording.fields() {
        let read = field.source.read(&[0, 1, 2], 0..4001).expect("samples");
        for ((c, i), value) in read.indexed_iter() {
            assert_eq!(
                *value,
                (i * (c + 1) / 16 % 500) as f32,
                "{}: {i} {c}",
                field.name
            );
        }
    }
    for (name, words) in [("blosc2", "the filter Blosc2"), ("zfp", "the filter ZFP")] {
        let said = warning(&recording, &format!("/acquisition/{name}/data"));
        assert!(said.contains(words) && said.contains("h5repack"), "{said}");
    }
}

/// A damaged chunk is an error, and never more memory than its file may have.
#[test]
fn damaged_chunks_are_refused() {
    let whole = std::fs::read(data("nwb_filters.nwb")).expect("a file");
    let mut opened = 0;
    for seed in 0..300_usize {
        let mut bytes = whole.clone();
        for nth in 0..20 {
            let at = (seed * 7919 + nth * 104_729 + 4096) % bytes.len();
            bytes[at] ^= (1 + seed + nth) as u8;
        }
        let folder = folder(&vec![("a.nwb", bytes)]);
        if let Ok(recording) = open(&folder.path().join("a.nwb")) {
            opened += 1;
            for field in recording.fields() {
                let _ = field.source.read(&[0], 0..field.samples.min(4001));
            }
        }
    }
    assert!(opened > 0);
}
