//! What a file of no known format seems to be, in words.

use std::path::Path;

use super::{FormatError, all, plain_file, positional_file};
use std::io::Read;

/// First bytes, and what begins with them.
const SIGNATURES: [(&[u8], &str); 30] = [
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"%PDF", "a PDF document"),
    (
        b"PK\x03\x04",
        "a ZIP archive (also Excel, Word and npz files)",
    ),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x8b", "a gzip archive; unpack it first"),
    (b"BZh", "a bzip2 archive; unpack it first"),
    (b"\xfd7zXZ\0", "an xz archive; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive; unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive; unpack it first"),
    (b"Rar!", "a RAR archive; unpack it first"),
    (b"MATLAB 5.0 MAT-file", "a MATLAB v5 file"),
    (
        b"MATLAB 7.3 MAT-file",
        "a MATLAB 7.3 file (HDF5) without NWB contents",
    ),
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file without NWB contents"),
    (b"\x93NUMPY", "a NumPy array"),
    (b"0       ", "an EDF file"),
    (b"\xffBIOSEMI", "a BDF file"),
    (b"BRSMPGRP", "a Blackrock file"),
    (b"NEURALEV", "a Blackrock NEV file"),
    (b"NEURALCD", "a Blackrock NSx file"),
    (b"PAR1", "a damaged Parquet file"),
    (b"ARROW1", "an Arrow file; write it as Parquet"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\x7fELF", "an executable program"),
    (b"MZ", "an executable program"),
    (b"RIFF", "a sound or video file"),
    (b"\xd0\xcf\x11\xe0", "an old Microsoft Office document"),
];

/// Recordings that are known and not read: first bytes, and what they are.
const FOREIGN: [(&[u8], &str); 15] = [
    (b"PLEX", "a Plexon .plx file"),
    (b"\x02\x27\x91\xc6", "an Intan .rhd file"),
    (b"\xac\x27\x91\xd6", "an Intan .rhs file"),
    (b"######## Neuralynx", "a Neuralynx file"),
    (
        b"header.format = 'Open Ephys",
        "an Open Ephys file of the older kind",
    ),
    (b"ABF ", "an Axon .abf file"),
    (b"ABF2", "an Axon .abf file"),
    (b"MCSSTRM", "a Multi Channel Systems .mcd file"),
    (b"Brain Vision", "a BrainVision header"),
    (b"BRAINVISION", "a BrainVision header"),
    (b"TSQ", "a TDT tank"),
    (b"DATA\x01\0\0\0\x02\0\0\0PLX2", "a Plexon .pl2 file"),
    (b"<Configuration>", "a SpikeGadgets .rec file"),
    (
        b"<?xml version=\"1.0\"?>\n<Configuration>",
        "a SpikeGadgets .rec file",
    ),
    (b"* MICROMED", "a Micromed .trc file"),
];

/// The same by the ending of a file that nothing else recognises.
const ENDINGS: [(&str, &str); 22] = [
    ("plx", "a Plexon .plx file"),
    ("pl2", "a Plexon .pl2 file"),
    ("ddt", "a Plexon .ddt file"),
    ("rhd", "an Intan .rhd file"),
    ("rhs", "an Intan .rhs file"),
    ("ncs", "a Neuralynx .ncs file"),
    ("nse", "a Neuralynx .nse file"),
    ("ntt", "a Neuralynx .ntt file"),
    ("nst", "a Neuralynx .nst file"),
    ("nvt", "a Neuralynx .nvt file"),
    ("continuous", "an Open Ephys .continuous file"),
    ("oebin", "the description of an Open Ephys recording"),
    ("tev", "a TDT tank"),
    ("tsq", "a TDT tank"),
    ("tbk", "a TDT tank"),
    ("sev", "a TDT .sev file"),
    ("smr", "a Spike2 .smr file"),
    ("smrx", "a Spike2 .smrx file"),
    ("mcd", "a Multi Channel Systems .mcd file"),
    ("rec", "a SpikeGadgets .rec file"),
    ("trc", "a Micromed .trc file"),
    ("abf", "an Axon .abf file"),
];

/// What to do with a recording that is known and not read.
const CONVERT: &str = "which is known and not read here; write it as NWB first, such as with NeuroConv \
                       or SpikeInterface, or open what a spike sorter made of it";

/// What a file is whose kind is known and not read, by its first bytes and by what lies beside it.
pub(super) fn known(path: &Path, head: &[u8]) -> Option<String> {
    let foreign = FOREIGN.iter().find(|(bytes, _)| head.starts_with(bytes));
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase());
    let is = |name: &str| ending.as_deref() == Some(name);
    let glx = is("bin") && path.with_extension("meta").is_file()
        || is("meta") && path.with_extension("bin").is_file()
        || is("meta") && head.windows(10).any(|w| w == b"snsSaveCha");
    let what = match foreign {
        Some((_, what)) => what,
        None if glx => "a SpikeGLX recording (.bin with .meta)",
        None => return None,
    };
    Some(format!("{what}, {CONVERT}"))
}

/// The same by the ending alone.
pub(super) fn by_ending(ending: &str) -> Option<String> {
    let (_, what) = ENDINGS.iter().find(|(known, _)| *known == ending)?;
    Some(format!("{what}, {CONVERT}"))
}

/// What a folder is whose kind is known and not read.
pub(super) fn known_folder(path: &Path, names: &[String]) -> Option<String> {
    let has = |name: &str| names.iter().any(|n| n == name);
    let zarr = [".zgroup", ".zmetadata", "zarr.json", ".zattrs"];
    if zarr.iter().any(|name| has(name)) {
        let about = |name: &&str| {
            let text = positional_file::text(&path.join(name), "Zarr").unwrap_or_default();
            text.contains("nwb_version") || text.contains("NWBFile")
        };
        let is_nwb = zarr.iter().filter(|n| has(n)).any(about);
        return Some(if is_nwb {
            "NWB in Zarr (a folder), which is not read here; write it as HDF5 first: \
             NWBZarrIO(path, \"r\") of hdmf_zarr, then NWBHDF5IO(\"file.nwb\", \"w\").export"
                .to_owned()
        } else {
            "a Zarr store that is not NWB, which is not read here".to_owned()
        });
    }
    let oebin = has("structure.oebin") || has("settings.xml") && has("Record Node 101");
    oebin.then(|| format!("an Open Ephys recording, {CONVERT}"))
}

/// A file of a folder that holds no recording, and what it is, where that says more.
pub(super) fn in_folder(path: &Path, names: &[String]) -> Option<(String, String)> {
    names.iter().take(64).find_map(|name| {
        let file = path.join(name);
        let ending = file.extension().map(|e| e.to_string_lossy().to_lowercase());
        let by_name = || ending.as_deref().and_then(by_ending);
        let what = match plain_file::open(&file) {
            Err(why) if why.to_string().contains("not fetched") => Some(why.to_string()),
            Err(_) => None,
            Ok(opened) => {
                let mut head = Vec::new();
                opened.take(64).read_to_end(&mut head).ok()?;
                known(&file, &head).or_else(by_name)
            }
        };
        Some((name.clone(), what?))
    })
}

/// What an HDF5 file is that is not NWB, by the names and attributes at its root.
pub(super) fn hdf5(path: &Path, names: &[String], has_attribute: impl Fn(&str) -> bool) -> String {
    let has = |name: &str| names.iter().any(|n| n == name);
    let begins = |start: &str| names.iter().any(|n| n.starts_with(start));
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase());
    let kwik = matches!(ending.as_deref(), Some("kwik" | "kwx" | "kwd" | "kwe"));
    let what = if kwik || has_attribute("kwik_version") {
        "a KWIK file of klusta"
    } else if has_attribute("McsHdf5ProtocolType") {
        "MEA HDF5 of Multi Channel Systems"
    } else if has("3BData") || has("3BRecInfo") || begins("Well_") {
        "MEA HDF5 of 3Brain"
    } else if has("mxw_version")
        || has("wells") && has("data_store")
        || has("mapping") && has("sig")
    {
        "MEA HDF5 of MaxWell"
    } else if has("nirs") && has("formatVersion") {
        "a SNIRF file"
    } else if has_attribute("_NCProperties") {
        "a NetCDF file"
    } else if has_attribute("PYTABLES_FORMAT_VERSION") {
        "a table of pandas or PyTables"
    } else {
        let shown: Vec<&str> = names.iter().take(8).map(String::as_str).collect();
        let more = if names.len() > 8 { ", .." } else { "" };
        return match shown.as_slice() {
            [] => "an HDF5 file that is not NWB, with nothing in it".to_owned(),
            shown => format!(
                "an HDF5 file that is not NWB (it has no nwb_version), with {}{more}; write its \
                 spike times as NWB, CSV or .mat",
                shown.join(", ")
            ),
        };
    };
    format!("an HDF5 file that is not NWB: {what}, {CONVERT}")
}

/// What a file that begins with `head` seems to be.
pub(super) fn describe(head: &[u8]) -> String {
    if head.is_empty() {
        return "an empty file (0 bytes)".into();
    }
    // MATLAB 7.3 is HDF5 behind 512 bytes of text, which comes first.
    if let Some((_, words)) = SIGNATURES.iter().find(|(bytes, _)| head.starts_with(bytes)) {
        return (*words).to_owned();
    }
    let begins = |text: &[u8]| head.trim_ascii_start().starts_with(text);
    if begins(b"<!DOCTYPE html") || begins(b"<html") {
        return "a web page".into();
    }
    if begins(b"<?xml") {
        return "an XML document".into();
    }
    if head.iter().all(|&b| b == 0) {
        return "nothing but zeros; perhaps the file was never copied whole".into();
    }
    let shown: Vec<String> = head.iter().take(8).map(|b| format!("{b:02x}")).collect();
    format!("binary data that begins with {}", shown.join(" "))
}

/// Files that are text, or begin like it, and are no tables; `None` for other text.
pub(super) fn text_but_no_table(head: &[u8]) -> Option<String> {
    let begins = |bytes: &[u8]| head.trim_ascii_start().starts_with(bytes);
    // An EDF header is 256 characters without a line end; a table in columns may begin alike.
    let edf = head.starts_with(b"0       ")
        && head
            .get(..256)
            .is_some_and(|h| !h.iter().any(|b| matches!(b, b'\n' | b'\r')));
    let document = [
        "%PDF",
        "<?xml",
        "<!DOCTYPE html",
        "<html",
        "MATLAB 5.0",
        "MATLAB 7.3",
    ]
    .iter()
    .any(|d| begins(d.as_bytes()));
    (edf || document).then(|| describe(head))
}

/// The error for a file of no known format.
pub(super) fn error(path: &Path, found: impl Into<String>) -> FormatError {
    let known: Vec<&str> = all().iter().map(|f| f.name()).collect();
    FormatError::Unrecognised {
        path: path.to_owned(),
        found: found.into(),
        known: known.join("; "),
    }
}
