//! Lists of spike times, however deep in cell and struct arrays.

use super::value::{MatValue, Struct};

/// Cells within cells that are followed.
const DEEPEST: usize = 8;
/// Names of the field of a struct that holds spike times, in small letters and without signs.
const TIMES: [&str; 13] = [
    "spiketimes",
    "spiketime",
    "times",
    "time",
    "timestamps",
    "timestamp",
    "ts",
    "spikets",
    "spikes",
    "spk",
    "spks",
    "st",
    "t",
];

/// One list of times, and where it stands.
#[derive(Debug)]
pub(super) struct Leaf<'v> {
    /// Indices from 1, outermost first.
    pub indices: Vec<usize>,
    pub times: &'v MatValue,
    /// The struct around the times, and which element of it.
    pub around: Option<(&'v Struct, usize)>,
}

/// A name in small letters and digits only.
pub(super) fn plain(name: &str) -> String {
    name.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// True for an array of at most one long dimension.
pub(super) fn is_list(value: &MatValue) -> bool {
    value.is_empty() || value.numbers().is_some_and(super::Numbers::is_list)
}

/// The field of a struct that holds its spike times.
pub(super) fn times_field(s: &Struct) -> Option<&str> {
    let fits = |name: &str| {
        s.fields.iter().find(|f| {
            plain(f) == name && (0..s.len()).all(|at| s.get_at(at, f).is_some_and(is_list))
        })
    };
    TIMES.iter().find_map(|n| fits(n)).map(String::as_str)
}

/// Every list of times in a tree of cells and structs; `None` when there is something else in it,
/// or no list at all.
pub(super) fn leaves(value: &MatValue) -> Option<Vec<Leaf<'_>>> {
    let mut found = Vec::new();
    let mut indices = Vec::new();
    gather(value, &mut indices, &mut found)?;
    let structs = found.iter().any(|l| l.around.is_some());
    if structs {
        // Beside structs, `[]` is a cluster that is not there.
        if found
            .iter()
            .any(|l| l.around.is_none() && !l.times.is_empty())
        {
            return None;
        }
        found.retain(|l| l.around.is_some());
    } else {
        // Beside lists, `[]` is a unit without spikes, if it stands where the lists do.
        let depth = found
            .iter()
            .filter(|l| !l.times.is_empty())
            .map(|l| l.indices.len())
            .max()?;
        if found
            .iter()
            .any(|l| !l.times.is_empty() && l.indices.len() != depth)
        {
            return None;
        }
        found.retain(|l| l.indices.len() == depth);
    }
    (!found.is_empty()).then_some(found)
}

fn gather<'v>(
    value: &'v MatValue,
    indices: &mut Vec<usize>,
    found: &mut Vec<Leaf<'v>>,
) -> Option<()> {
    match value {
        MatValue::Cell(cell) if indices.len() < DEEPEST => {
            for (item, number) in cell.items.iter().zip(1..) {
                indices.push(number);
                gather(item, indices, found)?;
                indices.pop();
            }
            Some(())
        }
        MatValue::Struct(s) if !s.is_empty() => {
            let field = times_field(s)?;
            for at in 0..s.len() {
                let mut indices = indices.clone();
                if s.len() > 1 {
                    indices.push(at + 1);
                }
                found.push(Leaf {
                    indices,
                    times: s.get_at(at, field)?,
                    around: Some((s, at)),
                });
            }
            Some(())
        }
        other if is_list(other) => {
            found.push(Leaf {
                indices: indices.clone(),
                times: other,
                around: None,
            });
            Some(())
        }
        _ => None,
    }
}

/// A name for each leaf that tells it from the others, and the name of its group.
pub(super) fn names(leaves: &[Leaf<'_>]) -> Vec<(String, Option<String>)> {
    // Levels at which nothing differs say nothing; the last two are kept.
    let depth = leaves.iter().map(|l| l.indices.len()).min().unwrap_or(0);
    let first = leaves.first().map_or(&[][..], |l| &l.indices);
    let same = |level: &usize| {
        let own = first.get(*level);
        leaves.iter().all(|l| l.indices.get(*level) == own)
    };
    let skipped = (0..depth.saturating_sub(2)).take_while(same).count();
    // spikes{session}{epoch}{tetrode}{cluster}: what nelpy and its laboratories write.
    let tetrodes = depth == 4 && leaves.iter().all(|l| l.around.is_some());
    leaves
        .iter()
        .map(|leaf| {
            let used = leaf.indices.get(skipped..).unwrap_or_default();
            let text: Vec<String> = used.iter().map(usize::to_string).collect();
            let id = if text.is_empty() {
                "1".to_owned()
            } else {
                text.join(".")
            };
            let group = match used {
                [.., group, _] if tetrodes => Some(format!("tetrode {group}")),
                [.., group, _] => Some(format!("group {group}")),
                _ => None,
            };
            (id, group)
        })
        .collect()
}
