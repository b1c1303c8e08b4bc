//! Which class a unit has, of all that speak for one: hand before file before connections before
//! waveform before rate.

use crate::analysis::waveforms::parted;
use crate::app::unit_names::unit_names;
use crate::app::workspace::Edits;
use crate::recording::{Class, ClassSource, Recording, Unit, classes_by_rate};
use crate::views;

/// Gives units their classes and takes them in or leaves them out, as a person asked.
pub fn apply(units: &mut [Unit], recording: &Recording, edits: &Edits) {
    // The weakest first: each gives a class only to units that have none of a stronger one.
    let mut found: Vec<Option<(Class, ClassSource)>> = vec![None; units.len()];
    let mut say = |classes: Vec<Option<Class>>, source: &ClassSource| {
        for (found, class) in found.iter_mut().zip(classes) {
            if let Some(class) = class {
                *found = Some((class, source.clone()));
            }
        }
    };
    if let Some(rate_hz) = edits.rate_hz {
        let guessed = classes_by_rate(recording, rate_hz);
        say(guessed.into_iter().map(Some).collect(), &ClassSource::Rate);
    }
    if let Some(values) = &edits.waveforms {
        // Without enough waveforms the view says why.
        if let Ok(parted) = parted(recording.units(), &views::waveform_options(values)) {
            let classes = (0..units.len()).map(|u| parted.class(u)).collect();
            say(classes, &ClassSource::Waveform);
        }
    }
    let names = unit_names(recording.units());
    let from_connections = names
        .iter()
        .map(|name| edits.connections.get(name).copied());
    say(from_connections.collect(), &ClassSource::CrossCorrelogram);
    for (unit, found) in units.iter_mut().zip(found) {
        if let (Class::Unclassified, Some((class, source))) = (unit.class, found) {
            unit.class = class;
            unit.class_source = Some(source);
        }
    }
    for (unit, name) in units.iter_mut().zip(&names) {
        if let Some(class) = edits.classes.get(name) {
            unit.class = *class;
            unit.class_source = Some(ClassSource::Hand);
        }
        if let Some(included) = edits.included.get(name) {
            unit.included = *included;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recording::{Parts, SpikeTrains};

    fn recording() -> Recording {
        let mut parts = Parts::new("four");
        parts.units = ["a", "b", "c", "d"].map(Unit::new).to_vec();
        parts.units[3].class = Class::Excitatory;
        parts.units[3].class_source = Some(ClassSource::File("cell_type".into()));
        let times = |n: usize| (0..n).map(|j| j as f64 * 0.01).collect();
        parts.trains = SpikeTrains::from_units(vec![times(10), times(10), times(90), times(99)]);
        Recording::new(parts).expect("units and trains agree")
    }

    fn classes(edits: &Edits) -> Vec<(Class, Option<ClassSource>)> {
        let recording = recording();
        let made = recording.with_units(|units| apply(units, &recording, edits));
        let units = made.units().iter();
        units.map(|u| (u.class, u.class_source.clone())).collect()
    }

    #[test]
    fn hand_goes_before_file_before_connections_before_rate() {
        use Class::{Excitatory, Inhibitory, Unclassified};
        let file = Some(ClassSource::File("cell_type".into()));
        let mut edits = Edits::default();
        assert_eq!(classes(&edits)[2], (Unclassified, None));
        edits.rate_hz = Some(50.0);
        let guessed = classes(&edits);
        assert_eq!(guessed[0], (Excitatory, Some(ClassSource::Rate)));
        assert_eq!(guessed[2], (Inhibitory, Some(ClassSource::Rate)));
        // Fast as it is, the file says otherwise.
        assert_eq!(guessed[3], (Excitatory, file.clone()));
        edits.connections.insert("c".into(), Excitatory);
        edits.connections.insert("d".into(), Inhibitory);
        let connected = classes(&edits);
        let source = Some(ClassSource::CrossCorrelogram);
        assert_eq!(connected[2], (Excitatory, source));
        assert_eq!(connected[3], (Excitatory, file));
        edits.classes.insert("c".into(), Unclassified);
        edits.classes.insert("d".into(), Inhibitory);
        let by_hand = classes(&edits);
        assert_eq!(by_hand[2], (Unclassified, Some(ClassSource::Hand)));
        assert_eq!(by_hand[3], (Inhibitory, Some(ClassSource::Hand)));
    }
}
