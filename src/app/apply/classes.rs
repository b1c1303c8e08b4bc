//! Which class a unit has, of all that speak for one: hand before file before connections before
//! waveform before rate.

use crate::analysis::waveforms::parted;
use crate::app::workspace::Edits;
use crate::recording::{Class, ClassSource, Recording, Unit};
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
        say(by_rate(recording, rate_hz), &ClassSource::Rate);
    }
    if let Some(values) = &edits.waveforms {
        // Without enough waveforms the view says why.
        if let Ok(parted) = parted(recording.units(), &views::waveform_options(values)) {
            let classes = (0..units.len()).map(|u| parted.class(u)).collect();
            say(classes, &ClassSource::Waveform);
        }
    }
    let from_connections = (0..units.len()).map(|unit| edits.connections.get(&unit).copied());
    say(from_connections.collect(), &ClassSource::CrossCorrelogram);
    for (unit, found) in units.iter_mut().zip(found) {
        if let (Class::Unclassified, Some((class, source))) = (unit.class, found) {
            unit.class = class;
            unit.class_source = Some(source);
        }
    }
    for (&at, &class) in &edits.classes {
        if let Some(unit) = units.get_mut(at) {
            unit.class = class;
            unit.class_source = Some(ClassSource::Hand);
        }
    }
    for (&at, &included) in &edits.included {
        if let Some(unit) = units.get_mut(at) {
            unit.included = included;
        }
    }
}

/// Units at or above a rate are guessed to be inhibitory, the others excitatory.
fn by_rate(recording: &Recording, rate_hz: f64) -> Vec<Option<Class>> {
    let duration_s = recording.span().duration_s();
    let of = |unit| recording.trains().unit(unit).len() as f64 / duration_s;
    (0..recording.units().len())
        .map(|unit| {
            Some(if of(unit) >= rate_hz {
                Class::Inhibitory
            } else {
                Class::Excitatory
            })
        })
        .collect()
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
        edits.connections.insert(2, Excitatory);
        edits.connections.insert(3, Inhibitory);
        let connected = classes(&edits);
        let source = Some(ClassSource::CrossCorrelogram);
        assert_eq!(connected[2], (Excitatory, source));
        assert_eq!(connected[3], (Excitatory, file));
        edits.classes.insert(2, Unclassified);
        edits.classes.insert(3, Inhibitory);
        let by_hand = classes(&edits);
        assert_eq!(by_hand[2], (Unclassified, Some(ClassSource::Hand)));
        assert_eq!(by_hand[3], (Inhibitory, Some(ClassSource::Hand)));
    }
}
