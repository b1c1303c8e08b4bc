//! What this program adds to the schema: names that the writer gives and the reader knows again.

/// The columns of classes, and of where each class came from.
pub(super) const CLASS: &str = "cell_type";
pub(super) const CLASS_SOURCE: &str = "cell_type_source";
/// Columns of the units table that this program writes, and reads into places of their own.
const OWN: [&str; 8] = [
    "unit_name",
    CLASS,
    CLASS_SOURCE,
    "channel_name",
    "group_name",
    "included",
    "waveform_samples",
    "waveform_rate",
];
/// Columns of the schema that are not properties of units, or are read elsewhere.
const OF_SCHEMA: [&str; 9] = [
    "id",
    "spike_times",
    "obs_intervals",
    "waveform_mean",
    "waveform_sd",
    "waveforms",
    "electrodes",
    "electrode_group",
    "quality",
];
/// Ends the stored name of a column of the recording that would otherwise be taken for one of these.
pub(super) const OF_FILE: &str = "_of_file";
/// Begins the description of a session of simulated data.
pub(super) const SYNTHETIC: &str = "Synthetic data";
/// Begins the attribution, in `/general/notes`.
pub(super) const ATTRIBUTION: &str = "Source: ";
/// Begins each warning of the reader, in `/general/data_collection`.
pub(super) const WARNING: &str = "Remark: ";
/// Attributes of the samples of a field with gaps: its rate, and the time of its first sample.
pub(super) const FIELD_RATE: &str = "field_rate";
pub(super) const FIELD_START: &str = "field_start";
/// The table of fields that stay in other files, in `/scratch`.
pub(super) const LINKED: &str = "linked_fields";

pub(super) fn is_own(column: &str) -> bool {
    OWN.contains(&column)
}

pub(super) fn is_of_schema(column: &str) -> bool {
    OF_SCHEMA.contains(&column)
}

/// A name that can be a link in HDF5: no slash, and not only dots.
pub(super) fn link_name(name: &str) -> String {
    let name = name.replace('/', "_");
    if name.trim_matches('.').is_empty() {
        format!("_{name}")
    } else {
        name
    }
}

/// The name under which a column is stored, which no reader takes for something else.
pub(super) fn column_name(name: &str) -> String {
    let mut stored = link_name(name);
    let is_used = ["_index", "_elements"].iter().any(|e| stored.ends_with(e));
    if is_used || is_of_schema(&stored) || is_own(&stored) {
        stored.push_str(OF_FILE);
    }
    stored
}

/// Whether a column or series stored as `stored` may be the one called `name`.
pub(super) fn is_stored_name(stored: &str, name: &str) -> bool {
    let bare = |text: &str| text.replace(OF_FILE, "").trim_end_matches('_').to_owned();
    bare(stored) == bare(&column_name(name))
}
