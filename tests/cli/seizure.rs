//! `--event` and `--baseline`, and what `analyze` writes of events.

use crate::common::{equipoise, json, table};
use serde_json::Value;

fn analyze(flags: &[&str]) -> Value {
    let (dir, spikes) = table();
    let out = dir.path().join("out");
    let mut args = vec!["analyze".into(), spikes.into_os_string(), "--out".into()];
    args.push(out.clone().into());
    args.extend(["--realisations", "2"].map(std::ffi::OsString::from));
    args.extend(flags.iter().map(std::ffi::OsString::from));
    equipoise(args).done();
    json(&out.join("spikes").join("analysis.json"))
}

#[test]
fn a_chosen_event_is_analysed_under_the_promised_keys() {
    let found = analyze(&["--event", "80", "90", "--baseline", "10", "70"]);
    let events = found["seizure"]["events"].as_array().expect("a list");
    assert_eq!(events.len(), 1);
    let event = &events[0];
    assert_eq!(
        (&event["onset_s"], &event["end_s"]),
        (&80.0.into(), &90.0.into())
    );
    for key in [
        "map_extrema",
        "trend",
        "baseline",
        "recovery_s",
        "recovery_seen",
        "recovery_curve",
        "return_tau_s",
        "return_tau_ci_s",
    ] {
        assert!(event.get(key).is_some(), "{key}: {event}");
    }
    let baseline = &event["baseline"];
    assert_eq!(
        (&baseline["start_s"], &baseline["stop_s"]),
        (&10.0.into(), &70.0.into())
    );
    for key in ["intercept", "slope", "sd"] {
        assert!(baseline[key].is_number(), "{key}: {baseline}");
    }
    let (t, s) = (&event["trend"]["t_s"], &event["trend"]["s"]);
    assert_eq!(t.as_array().map(Vec::len), s.as_array().map(Vec::len));
    assert_eq!(
        (&t[0], &s[0]),
        (&10.0.into(), &0.0.into()),
        "S is 0 where the baseline begins"
    );
    let current = &found["current"];
    for class in ["e", "i", "difference"] {
        assert!(current[class]["mean"].is_number() && current[class]["variance"].is_number());
    }
    assert_eq!(
        (&current["tau_e_s"], &current["tau_i_s"]),
        (&0.005.into(), &0.01.into())
    );
    assert_eq!(
        found["coordination"]["scales"].as_array().map(Vec::len),
        Some(32)
    );
    assert_eq!(found["event_units"]["onset_s"], 80.0);
}

#[test]
fn without_an_event_there_is_an_empty_list_and_a_remark() {
    let found = analyze(&[]);
    assert_eq!(found["seizure"]["events"], serde_json::json!([]));
    let warnings = found["warnings"].as_array().expect("a list");
    let says = |text: &str| {
        warnings
            .iter()
            .any(|w| w.as_str().is_some_and(|w| w.contains(text)))
    };
    assert!(says("seizure: no events"), "{warnings:?}");
    assert!(says("event_units: null"), "{warnings:?}");
}

#[test]
fn an_event_that_ends_before_it_starts_is_wrong_usage() {
    let (dir, spikes) = table();
    for flags in [["--event", "90", "80"], ["--baseline", "5", "5"]] {
        let out = dir.path().join("out.svg");
        let mut args = vec!["render".into(), spikes.clone().into_os_string()];
        args.extend(["--view", "trend", "--out"].map(std::ffi::OsString::from));
        args.push(out.into());
        args.extend(flags.map(std::ffi::OsString::from));
        equipoise(args).wrong_usage();
    }
}

#[test]
fn full_pictures_are_written_as_numpy_arrays() {
    let (dir, spikes) = table();
    let out = dir.path().join("out");
    let mut args = vec!["analyze".into(), spikes.into_os_string(), "--out".into()];
    args.push(out.clone().into());
    args.extend(["--surrogate", "none", "--arrays"].map(std::ffi::OsString::from));
    equipoise(args).done();
    let file = std::fs::File::open(out.join("spikes").join("coherence.npz")).expect("written");
    let mut archive = zip::ZipArchive::new(file).expect("a ZIP archive");
    let mut shape_of = |name: &str| {
        let mut bytes = Vec::new();
        let mut entry = archive.by_name(name).expect("an array of that name");
        std::io::Read::read_to_end(&mut entry, &mut bytes).expect("whole");
        assert!(bytes.starts_with(b"\x93NUMPY\x01\x00"));
        let length = usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
        let header = String::from_utf8_lossy(&bytes[10..10 + length]).into_owned();
        let width = if header.contains("<f4") { 4 } else { 8 };
        let shape = header.split(['(', ')']).nth(1).expect("a shape");
        let sides = shape.split(',').filter_map(|side| side.trim().parse().ok());
        let sides: Vec<usize> = sides.collect();
        let values = (bytes.len() - 10 - length) / width;
        assert_eq!(values, sides.iter().product::<usize>(), "{name}");
        sides
    };
    let (rows, columns) = (shape_of("frequency_hz.npy"), shape_of("time_s.npy"));
    assert_eq!(shape_of("cone_hz.npy"), columns);
    for plane in [
        "r2",
        "phase_rad",
        "power_first",
        "power_second",
        "cross_power",
    ] {
        let shape = shape_of(&format!("{plane}.npy"));
        assert_eq!(shape, [rows[0], columns[0]], "{plane}");
    }
}
