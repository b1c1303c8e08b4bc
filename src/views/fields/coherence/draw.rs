//! The drawing of coherence: picture, ridges, and what is said beside them.

use super::info::{ARROWS, OVER, PICTURE, RIDGES, SMOOTHING};
use super::picture::{Layout, axis};
use super::{Outcome, level, numbers, picture, ridges};
use crate::plot::{Axis, Cell, Legend, Panel, Plot, Sheet, Table, Ticks, number_text};
use crate::recording::Interval;
use crate::views::shared::wording;
use crate::views::{Input, NumberSource, PickedPlace, Row};

pub fn sheet(outcome: &Outcome, input: &Input<'_>) -> Sheet {
    // A low panel has room for one plot: then ridges are drawn over the picture.
    let with_ridges = input.values.choice(&RIDGES) != "none" && !input.canvas.is_low();
    let mut panels = vec![
        (0, 0, picture_plot(outcome, input, !with_ridges)),
        (0, 1, picture::of_picture(outcome, input)),
    ];
    if with_ridges {
        panels.push((1, 0, ridge_plot(outcome, input)));
        if !outcome.ridges.is_empty() {
            panels.push((1, 1, picture::of_ridges(outcome, input)));
        }
    }
    let panel = |(row, column, plot)| Panel { row, column, plot };
    Sheet {
        columns: vec![1.0, 0.025],
        rows: if with_ridges {
            vec![1.4, 1.0]
        } else {
            vec![1.0]
        },
        panels: panels.into_iter().map(panel).collect(),
        link_x: true,
        tables: if outcome.ridges.is_empty() {
            Vec::new()
        } else {
            vec![table(outcome)]
        },
        notes: notes(outcome, input),
        ..Sheet::default()
    }
}

fn time_axis(outcome: &Outcome, is_lowest: bool) -> Axis {
    let range = [outcome.window.start_s, outcome.window.stop_s];
    if is_lowest {
        Axis::new("Time", "", range).with_ticks(Ticks::Time)
    } else {
        Axis::bare(range)
    }
}

/// "Coherence of C(t) and LFP · deep".
fn title(outcome: &Outcome, input: &Input<'_>) -> String {
    let [a, b] = &outcome.names;
    match input.values.choice(&PICTURE).as_str() {
        "power-first" => format!("Power of {a}"),
        "power-second" => format!("Power of {b}"),
        "cross" => format!("Cross power of {a} and {b}"),
        _ => format!("Coherence of {a} and {b}"),
    }
}

fn picture_plot(outcome: &Outcome, input: &Input<'_>, is_lowest: bool) -> Plot {
    let layout = Layout::from_input(input);
    let mut plot = Plot::new(
        "picture",
        title(outcome, input),
        time_axis(outcome, is_lowest),
        axis(outcome.work.scales(), layout),
    );
    plot.show_title = !input.canvas.is_low();
    plot.add(picture::image(outcome, input, layout));
    picture::add_cone(&mut plot, outcome, layout);
    let levels = picture::levels(outcome);
    if ridges::is_r2(input) {
        if let Some(levels) = &levels {
            picture::add_outline(&mut plot, outcome, levels);
        }
        if input.values.switch(&ARROWS) && !input.canvas.is_low() {
            picture::add_arrows(&mut plot, outcome, levels.as_deref(), layout);
        }
    }
    if input.values.switch(&OVER) || input.canvas.is_low() {
        ridges::add(&mut plot, outcome, input, 2.0);
    }
    plot.legend = Legend::None;
    let r2 = outcome.planes.r2.iter().filter(|v| v.is_finite());
    let (sum, n) = r2.fold((0.0, 0u32), |(s, n), v| (s + f64::from(*v), n + 1));
    plot.summary = format!(
        "{}: mean R² {}",
        title(outcome, input),
        number_text(sum / f64::from(n), 2)
    );
    plot
}

fn ridge_plot(outcome: &Outcome, input: &Input<'_>) -> Plot {
    let layout = Layout::from_input(input);
    let mut plot = Plot::new(
        "ridges",
        "Ridges",
        time_axis(outcome, true),
        axis(outcome.work.scales(), layout),
    );
    plot.show_title = true;
    picture::add_cone(&mut plot, outcome, layout);
    ridges::add(&mut plot, outcome, input, 1.8);
    plot.summary = wording::counted(outcome.ridges.len() as u64, "ridge", "ridges");
    plot
}

fn notes(outcome: &Outcome, input: &Input<'_>) -> Vec<String> {
    let mut notes = outcome.notes.clone();
    let (work, scales) = (&outcome.work, outcome.work.scales());
    let each = if work.width == 1 {
        "each a sample".to_owned()
    } else {
        format!(
            "each the mean over {}",
            wording::counted(work.width as u64, "sample", "samples")
        )
    };
    notes.push(format!(
        "{} of {}, {each}; {} frequencies, {} an octave; smoothing of {}.",
        wording::counted(work.columns as u64, "column", "columns"),
        wording::seconds(outcome.step_s),
        scales.count(),
        scales.voices(),
        if input.values.choice(&SMOOTHING) == "pycwt" {
            "pycwt"
        } else {
            "Grinsted"
        },
    ));
    if !outcome.is_whole() {
        notes.push(format!(
            "{} of {} pieces so far; the rest of the window is still empty.",
            outcome.pieces,
            work.pieces()
        ));
    }
    if ridges::is_r2(input) {
        notes.extend(level_note(outcome, input));
        notes.push(
            "Arrows: right in phase, left in antiphase, up where the first signal leads."
                .to_owned(),
        );
    }
    if work.missing() > 0 {
        notes.push(format!(
            "{} missing: bridged by straight lines, with a cone of influence around them.",
            wording::counted(work.missing() as u64, "sample is", "samples are")
        ));
    }
    let felt = (0..work.columns)
        .filter(|c| work.cone_hz(*c) > scales.frequency_hz(0.0))
        .count();
    if felt == work.columns {
        notes.push("All of the picture is within the cone of influence: the recording is too short for these frequencies.".to_owned());
    }
    let count = outcome.ridges.len();
    if input.values.choice(&RIDGES) == "chains" {
        let shown = if count > MOST {
            format!("; the table has the {MOST} longest and strongest")
        } else {
            String::new()
        };
        notes.push(format!(
            "{}, of at least three periods and three columns{shown}.",
            wording::counted(count as u64, "chain", "chains")
        ));
    }
    if !input.selection.states.is_empty() {
        notes.push("Nothing is shown outside the chosen states; what is next to them is smoothed with what lies beyond.".to_owned());
    }
    notes
}

fn level_note(outcome: &Outcome, input: &Input<'_>) -> Option<String> {
    let asked = level::asked(input);
    let there = outcome.level.as_ref().map_or(0, |l| l.surrogates);
    if asked == 0 {
        return None;
    }
    let so_far = if there < asked {
        format!("{there} of {asked} pairs so far")
    } else {
        format!("{there} pairs")
    };
    let [a, b] = outcome.work.ar1.map(|ar1| number_text(ar1.coefficient, 2));
    let levels = picture::levels(outcome);
    let outlined = levels.map(|levels| picture::outlined(outcome, &levels));
    let is_all = outlined.is_none_or(|rows| rows.into_iter().all(|is| is));
    let crowded = if is_all {
        ""
    } else {
        " At frequencies where what passes it is a few columns wide it is not outlined."
    };
    Some(format!(
        "Outlined: above 95 % of red noise at that frequency ({so_far}, AR(1) coefficients {a} and {b}).{crowded}"
    ))
}

/// "R² 0.62 at 24.1 Hz, 3:12.4; C(t) leads by 40°".
pub fn pick(outcome: &Outcome, plot: &str, at: [f64; 2]) -> Option<PickedPlace> {
    if !matches!(plot, "picture" | "ridges") {
        return None;
    }
    let (planes, scales) = (&outcome.planes, outcome.work.scales());
    let column = (at[0] - outcome.start_s) / outcome.step_s;
    let row = scales.place(at[1]).round();
    let inside =
        (0.0..planes.columns as f64).contains(&column) && (0.0..planes.rows as f64).contains(&row);
    if !inside {
        return None;
    }
    let cell = row as usize * planes.columns + column as usize;
    let (r2, phase) = (*planes.r2.get(cell)?, *planes.phase.get(cell)?);
    let what = if r2.is_finite() {
        let degrees = f64::from(phase).to_degrees();
        let [a, b] = &outcome.names;
        let leads = if degrees >= 0.0 { a } else { b };
        format!(
            "R² {}, {leads} leads by {}°,",
            number_text(f64::from(r2), 2),
            number_text(degrees.abs(), 2)
        )
    } else {
        "nothing yet".to_owned()
    };
    let felt = if at[1] < outcome.work.cone_hz(column as usize) {
        " (in the cone of influence)"
    } else {
        ""
    };
    let start_s = outcome.start_s + column.floor() * outcome.step_s;
    Some(PickedPlace::new(
        Interval::new(start_s, start_s + outcome.step_s),
        format!(
            "{what} at {} Hz, {}{felt}",
            number_text(at[1], 3),
            wording::clock(at[0])
        ),
    ))
}

/// Rows of the table, at most; the export has all.
pub const MOST: usize = 24;

/// The ridges that last longest, weighed with their strength, in order of time.
pub fn table(outcome: &Outcome) -> Table {
    let numbers = numbers::ridges(outcome);
    let mut all: Vec<Row<'_>> = numbers.rows("").collect();
    let weight = |n: &Row<'_>| n.value("strength") * n.value("duration_s");
    all.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    all.truncate(MOST);
    all.sort_by(|a, b| a.value("start_s").total_cmp(&b.value("start_s")));
    let columns = [
        "Start",
        "Duration",
        "Frequency",
        "From",
        "To",
        "Strength",
        "Strongest",
    ];
    Table::new(
        "Ridges",
        columns,
        all.iter().map(|n| {
            vec![
                Cell::text(wording::clock(n.value("start_s"))),
                n.cell("duration_s", 3),
                n.cell("frequency_hz", 3),
                n.cell("lowest_hz", 3),
                n.cell("highest_hz", 3),
                n.cell("strength", 3),
                n.cell("strongest", 3),
            ]
        }),
    )
}
