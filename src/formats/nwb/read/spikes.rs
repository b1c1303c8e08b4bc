//! Spike times: read in pieces into one array, which then becomes the trains.

use super::reader::Reader;
use super::table::Table;
use crate::formats::FormatError;
use crate::formats::hdf5::Dataset;
use crate::formats::hdf5::Fault;
use crate::recording::{SpikeTrains, Warning};

const TIMES: &str = "spike_times";
/// Times read between two checks for cancellation.
const PIECE: u64 = 1 << 21;

/// The trains in the order of the table, and whether the file says how many units there are
/// (false where there are no spike times at all).
pub(super) fn read(
    reader: &mut Reader<'_>,
    table: &Table,
) -> Result<(SpikeTrains, bool), FormatError> {
    let path = reader.path;
    let fail = |fault: Fault| fault.into_error(path, super::NAME);
    let index = table.index_of(TIMES).map_err(fail)?;
    let Some(data) = table.column(TIMES).map_err(fail)? else {
        let Some(index) = index else {
            return Ok((SpikeTrains::default(), false));
        };
        let found = Fault::new(
            table.group.child_path(TIMES),
            "spike times beside their index",
            "none",
        );
        reader.warn(found.into_warning("no unit has spikes"));
        let units = reader.ends(&index, 0).map_err(fail)?.len();
        return Ok((for_units(SpikeTrains::default(), units), true));
    };
    let times = numbers(reader, &data)?;
    let count = times.len();
    let ends = match index {
        Some(index) => reader.ends(&index, count).map_err(fail)?,
        // Without an index all spikes are those of the only unit.
        None => vec![count],
    };
    let used = ends.last().copied().unwrap_or(0);
    if used < count {
        reader.warn(
            Warning::counted(
                count - used,
                "spike times come after those of the last unit and are left out",
            )
            .at(data.path()),
        );
    }
    let trains = SpikeTrains::from_ragged(times, &ends);
    Ok((trains.unwrap_or_default(), true))
}

/// All times, without a second copy.
fn numbers(reader: &mut Reader<'_>, data: &Dataset) -> Result<Vec<f64>, FormatError> {
    let path = reader.path;
    let fail = |fault: Fault| fault.into_error(path, super::NAME);
    let shape = data.shape();
    let count = data.count().map_err(fail)?;
    if shape.len() != 1 {
        if shape.iter().filter(|&&n| n != 1).count() > 1 {
            let found = format!("shape {shape:?}");
            return Err(fail(Fault::new(data.path(), "a list of times", found)));
        }
        return data.numbers().map_err(fail);
    }
    // What the file declares is paid for as stored and as kept, whichever is more.
    let bytes = data.declared_bytes().map_err(fail)?;
    reader
        .file
        .charge(bytes.max(count.saturating_mul(8)), data.path())
        .map_err(fail)?;
    reader.step(0.05, "spike times")?;
    if let Some(times) = data.in_one_piece() {
        return times.map_err(fail);
    }
    let mut times = Vec::new();
    times
        .try_reserve_exact(count as usize)
        .map_err(|_| fail(Fault::new(data.path(), "less", format!("{count} times"))))?;
    let chunk = data.chunk().and_then(|c| c.first().copied()).unwrap_or(1);
    let piece = PIECE.next_multiple_of(chunk.max(1)).max(1);
    let mut start = 0;
    while start < count {
        let done = start as f32 / count as f32;
        reader.step(0.05 + 0.5 * done, "spike times")?;
        let end = start.saturating_add(piece).min(count);
        let part = data
            .window(std::slice::from_ref(&(start..end)))
            .map_err(fail)?;
        if times.is_empty() && end == count {
            return Ok(part);
        }
        times.extend_from_slice(&part);
        start = end;
    }
    Ok(times)
}

/// The same trains for `units` units: those without spikes are empty.
pub(super) fn for_units(trains: SpikeTrains, units: usize) -> SpikeTrains {
    if trains.len() == units {
        return trains;
    }
    let lists = (0..units).map(|u| trains.unit(u).to_vec()).collect();
    SpikeTrains::from_units(lists)
}
