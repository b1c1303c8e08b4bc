//! `equipoise analyze`: the numbers of every view, as JSON and CSV, one folder a recording.

use super::args::AnalyzeArgs;
use super::error::{Error, one_line, print_message};
use super::meter::Meter;
use super::runner::Runner;
use super::source::{self, OpenedFile};
use super::{npz, output, select};
use crate::analysis::Surrogate;
use crate::compute::{Program, Provenance};
use crate::recording::{Class, Recording};
use crate::views::{self, Export, Input, wording};
use serde::Serialize;
use serde_json::{Map, Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What `analysis.json` holds, in this order; the exports of the views follow, by key.
#[derive(Debug, Serialize)]
struct Analysis<'a> {
    program: Program,
    file: File,
    selection: Json,
    parameters: Json,
    warnings: Vec<String>,
    units: Units,
    /// What makes the numbers again.
    recipe: &'a Provenance,
    #[serde(flatten)]
    exports: BTreeMap<String, Json>,
}

#[derive(Debug, Serialize)]
struct File {
    name: String,
    sha256: Option<String>,
    /// Files whose contents were added to it.
    added: Vec<AddedFile>,
}

#[derive(Debug, Serialize)]
struct AddedFile {
    name: String,
    sha256: String,
    offset_s: f64,
    units: usize,
    fields: usize,
    epochs: usize,
}

/// Included units of each class.
#[derive(Debug, Serialize)]
struct Units {
    excitatory: usize,
    inhibitory: usize,
    unclassified: usize,
    /// How many classes come from where; "guessed from rate" is a heuristic.
    classes_from: BTreeMap<String, usize>,
}

pub(super) fn run(args: &AnalyzeArgs, meter: &Meter) -> Result<(), Error> {
    if args.folder.is_some() && args.files.len() > 1 {
        return Err(Error::Usage(format!(
            "--as names the folder of one recording, and {} were given",
            args.files.len()
        )));
    }
    let mut taken = BTreeSet::new();
    let mut failed = false;
    for file in &args.files {
        let stem = source::stem(file);
        let own = args.folder.as_ref().unwrap_or(&stem);
        let name = folder_name(own, &mut taken);
        if name != *own {
            print_message(format_args!(
                "another file of that name was given; written to {name}: {}",
                file.display()
            ));
        }
        match analyze(file, &args.out.join(name), args, meter) {
            Ok(()) => {}
            // Wrong usage is wrong for every file.
            Err(usage @ Error::Usage(_)) => return Err(usage),
            Err(Error::Failed(error)) => {
                meter.clear();
                print_message(error);
                failed = true;
            }
            Err(Error::Reported) => failed = true,
        }
    }
    if failed { Err(Error::Reported) } else { Ok(()) }
}

/// `night`, then `night-2`, and so on.
pub fn folder_name(stem: &str, taken: &mut BTreeSet<String>) -> String {
    let mut name = stem.to_owned();
    let mut number = 2;
    while !taken.insert(name.clone()) {
        name = format!("{stem}-{number}");
        number += 1;
    }
    name
}

fn analyze(file: &Path, folder: &Path, args: &AnalyzeArgs, meter: &Meter) -> Result<(), Error> {
    let opened = source::open(file, &args.open, meter)?;
    let recording = &opened.recording;
    let (selection, remarks) = select::selection(recording, &args.selection, file)?;
    let settings = args
        .selection
        .settings(None, Some(Surrogate::default().kind))?;
    let all = opened.provenance(selection, settings, &args.parameters);
    let runner = Runner::new(meter);
    output::folder(folder)?;
    let array_remarks = if args.arrays {
        write_arrays(folder, recording, &all, &runner)?
    } else {
        Vec::new()
    };
    let (exports, export_remarks) = export_all(recording, &all, &runner);
    let (by_state, state_remarks) = by_state(recording, &all, &runner);
    let mut warnings: Vec<String> = recording.warnings().iter().map(one_line).collect();
    warnings.extend(remarks);
    warnings.extend(wording::guessed(recording));
    let time = all.recipe.selection.intervals(recording);
    warnings.extend(wording::unobserved(recording, &time));
    if opened.hashes.file.is_none() {
        warnings.push("file.sha256: a built-in example has no file of its own".to_owned());
    }
    warnings.extend(array_remarks);
    warnings.extend(export_remarks);
    warnings.extend(state_remarks);
    let warnings = of_one_kind(warnings);
    let analysis = Analysis {
        program: all.program.clone(),
        selection: select::selection_json(recording, &all.recipe.selection),
        parameters: parameters(recording, &all),
        warnings,
        units: Units {
            excitatory: recording.count(Class::Excitatory),
            inhibitory: recording.count(Class::Inhibitory),
            unclassified: recording.count(Class::Unclassified),
            classes_from: recording
                .class_sources()
                .iter()
                .map(|(source, count)| (source.to_string(), *count))
                .collect(),
        },
        file: self::file(&opened),
        recipe: &all,
        exports: exports
            .iter()
            .map(|e| (e.key.to_owned(), e.json.clone()))
            .chain(by_state)
            .collect(),
    };
    write_tables(folder, &exports)?;
    // Last, so that a folder with analysis.json in it is whole.
    let mut text = serde_json::to_vec_pretty(&analysis)?;
    text.push(b'\n');
    output::write(&folder.join("analysis.json"), &text)?;
    meter.done(&folder.join("analysis.json").display().to_string());
    Ok(())
}

/// Remarks that differ in numbers alone are one kind: the first few are said, the others counted.
fn of_one_kind(remarks: Vec<String>) -> Vec<String> {
    const SAID: usize = 5;
    let kind = |text: &str| text.replace(|c: char| c.is_ascii_digit() || c == '.', "");
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut kept = Vec::new();
    for remark in remarks {
        let count = counts.entry(kind(&remark)).or_default();
        *count += 1;
        if *count <= SAID {
            kept.push(remark);
        }
    }
    for remark in &mut kept {
        let kind = kind(remark);
        // Said once, behind the first of them.
        if let Some(count) = counts.remove(&kind)
            && count > SAID
        {
            let more = count - SAID;
            *remark = format!("{remark} (and {more} more of this kind are not listed)");
        }
    }
    kept
}

fn file(opened: &OpenedFile) -> File {
    let added = opened.recording.added().iter();
    let added = added.zip(&opened.hashes.added);
    File {
        name: opened.name(),
        sha256: opened.hashes.file.clone(),
        added: added
            .map(|(file, hash)| AddedFile {
                name: file.name(),
                sha256: hash.clone(),
                offset_s: file.offset_s,
                units: file.units,
                fields: file.fields,
                epochs: file.epochs,
            })
            .collect(),
    }
}

/// The exports of every view, and what there is to say about them. A view that gives none because
/// of an error has a null in its place.
pub(super) fn export_all(
    recording: &Recording,
    all: &Provenance,
    runner: &Runner<'_>,
) -> (Vec<Export>, Vec<String>) {
    let mut exports = Vec::new();
    let mut remarks = Vec::new();
    for view in views::of(recording) {
        let Provenance { recipe, .. } = all.of_view(view);
        match runner.export(view, &Input::new(recording, &recipe)) {
            Ok(list) => {
                for export in list {
                    remarks.extend(export.warnings.iter().map(one_line));
                    exports.push(export);
                }
            }
            Err(error) => {
                let key = view.info().id;
                remarks.push(one_line(format_args!("{key}: null, because {error}")));
                exports.push(null_export(key));
            }
        }
    }
    let values = |view: &str| all.values.get(view).cloned().unwrap_or_default();
    match runner.surrogates(&Input::new(recording, &all.recipe), &values) {
        Ok(Some(export)) => {
            remarks.extend(export.warnings.iter().map(one_line));
            exports.push(export);
        }
        Ok(None) => {}
        Err(error) => {
            remarks.push(one_line(format_args!("surrogates: null, because {error}")));
            exports.push(null_export("surrogates"));
        }
    }
    (exports, remarks)
}

/// A null in the place of numbers that cannot be had.
fn null_export(key: &'static str) -> Export {
    Export {
        key,
        json: Json::Null,
        csv: None,
        warnings: Vec::new(),
    }
}

/// Where several states are named, the numbers of each by itself.
fn by_state(
    recording: &Recording,
    all: &Provenance,
    runner: &Runner<'_>,
) -> (Option<(String, Json)>, Vec<String>) {
    if all.recipe.selection.states.len() < 2 {
        return (None, Vec::new());
    }
    let (mut states, mut remarks) = (Map::new(), Vec::new());
    for state in &all.recipe.selection.states {
        let mut own = all.clone();
        own.recipe.selection.states = vec![state.clone()];
        let (exports, warnings) = export_all(recording, &own, runner);
        let numbers: Map<String, Json> = exports
            .into_iter()
            .map(|e| (e.key.to_owned(), e.json))
            .collect();
        states.insert(state.clone(), Json::Object(numbers));
        remarks.extend(
            warnings
                .into_iter()
                .map(|s| format!("by_state.{state}: {s}")),
        );
    }
    (Some(("by_state".to_owned(), Json::Object(states))), remarks)
}

/// An `.npz` for each view that has arrays; what there is to say about those that cannot be had.
fn write_arrays(
    folder: &Path,
    recording: &Recording,
    all: &Provenance,
    runner: &Runner<'_>,
) -> Result<Vec<String>, Error> {
    let mut remarks = Vec::new();
    for view in views::of(recording) {
        let Provenance { recipe, .. } = all.of_view(view);
        match runner.arrays(view, &Input::new(recording, &recipe)) {
            Ok(Some(arrays)) => {
                npz::write(&folder.join(format!("{}.npz", arrays.key)), &arrays)?;
            }
            Ok(None) => {}
            Err(error) => {
                let id = view.info().id;
                remarks.push(one_line(format_args!("{id}: no arrays, because {error}")));
            }
        }
    }
    Ok(remarks)
}

/// A CSV file for each export that has one.
pub(super) fn write_tables(folder: &Path, exports: &[Export]) -> Result<(), Error> {
    for export in exports {
        if let Some((header, rows)) = &export.csv {
            output::write_csv(&folder.join(format!("{}.csv", export.key)), header, rows)?;
        }
    }
    Ok(())
}

/// What the numbers depend on besides the selection: the normalisation, where the classes came
/// from, and the parameters of each view that has some.
fn parameters(recording: &Recording, all: &Provenance) -> Json {
    let settings = &all.recipe.settings;
    let mut map = Map::new();
    map.insert("normalisation".into(), json!(settings.normalisation.id()));
    map.insert("surrogate".into(), json!(settings.surrogate));
    map.insert("unit".into(), json!(settings.normalisation.unit()));
    map.insert("class_column".into(), json!(recording.class_column()));
    let own = all.values.iter().filter(|(_, values)| !values.is_empty());
    map.extend(own.map(|(view, values)| (view.clone(), json!(values))));
    Json::Object(map)
}
