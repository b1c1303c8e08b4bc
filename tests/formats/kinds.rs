//! What is known and not read is called by its name; what is no plain file is never read.

use crate::files::{folder, open, warns};
use equipoise::formats::nwb::{self, Fields};
use equipoise::formats::{fingerprint, sha256};
use std::path::Path;

#[track_caller]
fn refused(path: &Path, words: &[&str]) {
    let why = open(path).expect_err("no recording").to_string();
    for word in words {
        assert!(why.contains(word), "{word}: {why}");
    }
    assert!(!why.contains('\n'), "{why}");
}

#[test]
fn pointers_say_how_to_fetch_what_they_stand_for() {
    let lfs = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345678\n";
    let annex = b"/annex/objects/SHA256E-s12345--00.nwb\n";
    for name in ["a.nwb", "a.csv", "a.mat", "a.dat", "a.edf", "a.npy"] {
        let folder = folder(&vec![(name, lfs.to_vec())]);
        let words = ["Git LFS", "12345678 bytes", "git lfs pull"];
        refused(&folder.path().join(name), &words);
        refused(folder.path(), &words[..1]);
        std::fs::write(folder.path().join(name), annex).expect("a file");
        refused(&folder.path().join(name), &["git-annex", "git annex get"]);
    }
    #[cfg(unix)]
    {
        let folder = folder(&vec![]);
        let link = folder.path().join("a.nwb");
        std::os::unix::fs::symlink(".git/annex/objects/x/y/z.nwb", &link).expect("a link");
        refused(&link, &["git annex get"]);
    }
}

#[test]
fn recordings_that_are_not_read_are_named() {
    let intan = [&b"\x02\x27\x91\xc6"[..], &[0; 100]].concat();
    let neuralynx = [&b"######## Neuralynx Data File Header\r\n"[..], &[0; 200]].concat();
    let some = vec![1, 2, 3, 4, 0, 5, 6, 7, 0, 0, 9];
    for (name, bytes, words) in [
        ("a.plx", [&b"PLEX"[..], &[0; 300]].concat(), "Plexon .plx"),
        ("a.pl2", some.clone(), "Plexon .pl2"),
        ("a.rhd", intan, "Intan .rhd"),
        ("a.rhs", some.clone(), "Intan .rhs"),
        ("a.ncs", neuralynx.clone(), "Neuralynx"),
        ("a.nev", neuralynx, "Neuralynx"),
        ("a.ntt", some.clone(), "Neuralynx .ntt"),
        ("a.continuous", some.clone(), "Open Ephys"),
        ("a.tsq", some.clone(), "TDT"),
    ] {
        let folder = folder(&vec![(name, bytes)]);
        refused(&folder.path().join(name), &[words, "NWB"]);
        refused(folder.path(), &[words]);
    }
    let files = vec![
        ("g.ap.bin", vec![0; 4000]),
        (
            "g.ap.meta",
            b"imSampRate=30000\nsnsSaveChanSubset=all\n".to_vec(),
        ),
    ];
    let glx = folder(&files);
    refused(&glx.path().join("g.ap.bin"), &["SpikeGLX"]);
    refused(&glx.path().join("g.ap.meta"), &["SpikeGLX"]);
    refused(glx.path(), &["SpikeGLX"]);
    let oebin = folder(&vec![("structure.oebin", b"{}".to_vec())]);
    refused(oebin.path(), &["Open Ephys"]);
    let about = br#"{"neurodata_type": "NWBFile", "nwb_version": "2.6"}"#;
    let zarr = folder(&vec![
        (".zattrs", about.to_vec()),
        (".zgroup", b"{}".to_vec()),
    ]);
    refused(zarr.path(), &["NWB in Zarr", "hdmf_zarr"]);
    let zarr = folder(&vec![("zarr.json", b"{}".to_vec())]);
    refused(zarr.path(), &["Zarr store that is not NWB"]);
}

#[test]
fn other_hdf5_is_named() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/data");
    let other = std::fs::read(data.join("other.h5")).expect("a file");
    let folder = folder(&vec![("a.h5", other.clone()), ("b.kwik", other)]);
    let words = ["HDF5", "not NWB", "sCount", "spikes"];
    refused(&folder.path().join("a.h5"), &words);
    refused(&folder.path().join("b.kwik"), &["KWIK"]);
}

#[cfg(unix)]
#[test]
fn nothing_but_plain_files_is_read_or_hashed() {
    for path in ["/dev/zero", "/proc/self/mem", "/proc/kmsg", "/proc/cpuinfo"] {
        let path = Path::new(path);
        if path.exists() {
            refused(path, &["not a plain file"]);
            assert!(sha256(path).is_err(), "{}", path.display());
            assert!(fingerprint(path).is_err(), "{}", path.display());
        }
    }
}

#[test]
fn units_without_spikes_and_times_in_another_unit_are_said() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/data");
    let silent = open(&data.join("nwb_silent.nwb")).expect("a recording");
    assert!(warns(&silent, "/units: 2 units, and no spike times"));
    let ms = open(&data.join("nwb_ms.nwb")).expect("a recording");
    assert!(warns(
        &ms,
        "spike times run 997 times longer than the fields (59834 s and 60 s)"
    ));
    assert!(warns(&ms, "are they in milliseconds"));
}

/// A pipe would make the program wait for ever, also where a file names it.
#[cfg(unix)]
#[test]
fn pipes_are_not_waited_for() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/data");
    let folder = folder(&vec![]);
    let [pipe, linking] = ["fields.nwb", "links.nwb"].map(|n| folder.path().join(n));
    std::fs::copy(data.join("nwb_clocks.nwb"), &pipe).expect("a file");
    let read = open(&pipe).expect("a recording");
    nwb::write(&read, &linking, Fields::Linked, &mut |_| ()).expect("written");
    assert_eq!(
        open(&linking).expect("a recording").fields().len(),
        read.fields().len()
    );
    std::fs::remove_file(&pipe).expect("removed");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    if !made.is_ok_and(|status| status.success()) {
        return;
    }
    refused(&pipe, &["a device or pipe, and not a plain file"]);
    refused(&linking, &["not a plain file"]);
    assert!(fingerprint(&pipe).is_err() && sha256(&pipe).is_err());
}
