//! The units table.

use super::table::{File, Table};
use crate::formats::hdf5::write::encode::Kind;
use crate::formats::hdf5::write::{Address, Value, put_f64s};
use crate::formats::nwb::conventions::{OF_FILE, column_name};
use crate::recording::{Class, ColumnValues, Interval, Recording, Unit, Waveform};
use std::io::{self, Seek, Write};
use std::sync::Arc;

/// The table.
pub(super) fn write<W: Write + Seek>(
    file: &mut File<W>,
    recording: &Recording,
) -> io::Result<Address> {
    let units = recording.units();
    let mut table = Table::new(file, ids(units).into_iter())?;
    spikes(file, &mut table, recording)?;
    let text = |of: &dyn Fn(&Unit) -> String| -> Vec<String> { units.iter().map(of).collect() };
    let name = text(&|u| u.id.clone());
    table.texts(file, "unit_name", "the unit as its file names it", &name)?;
    let class = text(&|u| match u.class {
        Class::Excitatory => "excitatory".into(),
        Class::Inhibitory => "inhibitory".into(),
        Class::Unclassified => "unclassified".into(),
    });
    let description = "class of the unit: excitatory, inhibitory or unclassified";
    table.texts(file, "cell_type", description, &class)?;
    let source = text(&|u| {
        u.class_source
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default()
    });
    let description = "where the class comes from: a column of the file it was read from, the \
                       waveform, cross-correlograms, a person, a model";
    table.texts(file, "cell_type_source", description, &source)?;
    for (name, description, of) in [
        (
            "channel_name",
            "electrode on which the unit is largest",
            (|u: &Unit| u.electrode.clone()) as fn(&Unit) -> Option<String>,
        ),
        ("group_name", "shank, tetrode or area", |u| u.group.clone()),
        ("quality", "quality of the sorting", |u| u.quality.clone()),
        // Only where a person left units out.
        ("included", "no: left out of the ensembles", |u| {
            (!u.included).then(|| "no".into())
        }),
    ] {
        if units.iter().any(|u| of(u).is_some()) {
            let texts = text(&|u| of(u).unwrap_or_default());
            table.texts(file, name, description, &texts)?;
        }
    }
    waveforms(file, &mut table, units)?;
    for column in recording.columns() {
        let mut name = column_name(&column.name);
        while table.has(&name) {
            name.push_str(OF_FILE);
        }
        match &column.values {
            ColumnValues::Text(texts) => table.texts(file, &name, &column.name, texts)?,
            ColumnValues::Number(numbers) => table.numbers(file, &name, &column.name, numbers)?,
        }
    }
    table.finish(file, ("core", "Units"), "sorted units")
}

/// The file's own ids where they are whole numbers, all different; otherwise 0, 1, 2.
fn ids(units: &[Unit]) -> Vec<i64> {
    let own: Option<Vec<i64>> = units.iter().map(|u| u.id.parse().ok()).collect();
    let different = |ids: &Vec<i64>| {
        let mut sorted = ids.clone();
        sorted.sort_unstable();
        sorted.windows(2).all(|pair| pair[0] != pair[1])
    };
    own.filter(different)
        .unwrap_or_else(|| (0..units.len() as i64).collect())
}

fn spikes<W: Write + Seek>(
    file: &mut File<W>,
    table: &mut Table,
    recording: &Recording,
) -> io::Result<()> {
    let trains = recording.trains();
    let units = trains.len();
    let dims = [trains.spike_count() as u64];
    let name = ("spike_times", "spike times in seconds");
    table.array(file, name, (Kind::F64, &dims), Vec::new(), |put| {
        (0..units).try_for_each(|u| put_f64s(put, trains.unit(u)))
    })?;
    let mut end = 0;
    let ends: Vec<u64> = (0..units)
        .map(|u| {
            end += trains.unit(u).len() as u64;
            end
        })
        .collect();
    table.index(file, "spike_times", &ends)?;
    let span = [recording.span()];
    let observed = |unit: &'_ Unit| unit.observed.clone().unwrap_or_else(|| span.into());
    let observed: Vec<Arc<[Interval]>> = recording.units().iter().map(observed).collect();
    let mut end = 0;
    let ends: Vec<u64> = observed
        .iter()
        .map(|own| {
            end += own.len() as u64;
            end
        })
        .collect();
    let dims = [end, 2];
    let name = ("obs_intervals", "observed time in seconds");
    table.array(file, name, (Kind::F64, &dims), Vec::new(), |put| {
        let mut all = observed.iter().flat_map(|own| own.iter());
        all.try_for_each(|i| put_f64s(put, &[i.start_s, i.stop_s]))
    })?;
    table.index(file, "obs_intervals", &ends)
}

/// Mean waveforms as one matrix. Shorter ones are filled up with NaN; where lengths or rates differ,
/// two more columns give them.
fn waveforms<W: Write + Seek>(
    file: &mut File<W>,
    table: &mut Table,
    units: &[Unit],
) -> io::Result<()> {
    let waves = || units.iter().filter_map(|u| u.waveform.as_ref());
    let Some(longest) = waves().map(|w| w.samples.len()).max() else {
        return Ok(());
    };
    let of_each = |value: &dyn Fn(&Waveform) -> f64| -> Vec<f64> {
        let waves = units.iter().map(|u| u.waveform.as_ref());
        waves.map(|w| w.map_or(f64::NAN, value)).collect()
    };
    if waves().any(|w| w.samples.len() < longest) {
        let lengths = of_each(&|w| w.samples.len() as f64);
        let description = "samples of the mean waveform; what follows them is no number";
        table.numbers(file, "waveform_samples", description, &lengths)?;
    }
    let rate_hz = waves().next().and_then(|w| w.rate_hz);
    let mut more = Vec::new();
    if !waves().all(|w| w.rate_hz == rate_hz) {
        let rates = of_each(&|w| w.rate_hz.unwrap_or(f64::NAN));
        let description = "samples of the mean waveform in a second";
        table.numbers(file, "waveform_rate", description, &rates)?;
    } else if let Some(rate_hz) = rate_hz {
        more.push(("sampling_rate", Value::Number(rate_hz)));
    }
    let dims = [units.len() as u64, longest as u64];
    let description = "mean waveform on the channel where it is largest, in the unit of the file \
                       it was read from (microvolts where that says so)";
    let name = ("waveform_mean", description);
    table.array(file, name, (Kind::F32, &dims), more, |put| {
        for unit in units {
            let samples = unit.waveform.as_ref().map_or(&[][..], |w| &w.samples);
            let nothing = std::iter::repeat(&f32::NAN);
            let padded = samples.iter().chain(nothing).take(longest);
            let bytes: Vec<u8> = padded.flat_map(|v| v.to_le_bytes()).collect();
            put(&bytes)?;
        }
        Ok(())
    })
}
