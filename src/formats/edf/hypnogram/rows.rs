//! The lines of a hypnogram: which word of each is the stage, and when it was, if the line says so.

/// Stages of one line each, and their times.
pub(super) struct Rows<'a> {
    pub stages: Vec<&'a str>,
    pub times: Times,
    /// Whether a heading says which column is the stage.
    pub is_told: bool,
}

/// When the stages were.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Times {
    /// One after the other from the beginning.
    InTurn,
    /// The number of each, from 0.
    ClusterIndex(Vec<f64>),
    /// Start and stop in seconds, and in words how the file gives them.
    Given(Vec<(f64, f64)>, &'static str),
}

/// Names of columns, in small letters and digits.
const STAGE: [&str; 14] = [
    "stage",
    "stages",
    "sleepstage",
    "sleepstages",
    "state",
    "states",
    "hypnogram",
    "hypno",
    "score",
    "scoring",
    "label",
    "labels",
    "description",
    "annotation",
];
const START: [&str; 16] = [
    "onset",
    "onsets",
    "onsetsec",
    "start",
    "starts",
    "startsec",
    "starttime",
    "startseconds",
    "begin",
    "time",
    "times",
    "timesec",
    "timeseconds",
    "seconds",
    "sec",
    "t",
];
const STOP: [&str; 9] = [
    "stop",
    "stops",
    "stoptime",
    "end",
    "ends",
    "endsec",
    "endtime",
    "stopseconds",
    "endseconds",
];
const DURATION: [&str; 7] = [
    "duration",
    "durations",
    "durationsec",
    "durationseconds",
    "dur",
    "length",
    "lengths",
];
/// Columns by which a table is one of spikes.
const OF_SPIKES: [&str; 6] = ["unit", "cluster", "neuron", "cell", "clu", "electrode"];
/// Rows that last less than this on average are no stages.
const SHORTEST_S: f64 = 0.5;

/// The words of a line; a line that is a word itself has no others.
fn cells<'a>(line: &'a str, is_word: &impl Fn(&str) -> bool) -> Vec<&'a str> {
    let separators = [',', ';', '\t'];
    if line.contains(separators) {
        let mut all: Vec<&str> = line.split(separators).map(str::trim).collect();
        while all.len() > 1 && all.last().is_some_and(|c| c.is_empty()) {
            all.pop();
        }
        all
    } else if is_word(line) {
        vec![line]
    } else {
        line.split_whitespace().collect()
    }
}

/// Stages and the seconds at which they end, as Visbrain writes them.
pub(super) fn visbrain<'a>(lines: &[&'a str]) -> Option<Rows<'a>> {
    let mut rows: Vec<Vec<&str>> = lines.iter().map(|l| cells(l, &|_| false)).collect();
    let number = |row: &Vec<&str>| row.get(1)?.parse::<f64>().ok().filter(|v| v.is_finite());
    if rows.first().is_some_and(|r| number(r).is_none()) {
        rows.remove(0);
    }
    let ends: Option<Vec<f64>> = rows.iter().map(number).collect();
    let mut start_s = 0.0;
    let spans = ends?.into_iter().map(|end_s| {
        let own = (start_s, end_s);
        start_s = end_s;
        own
    });
    Some(Rows {
        times: Times::Given(spans.collect(), ""),
        stages: rows
            .iter()
            .map(|r| r.first().copied())
            .collect::<Option<_>>()?,
        is_told: true,
    })
}

/// The columns that a heading names.
#[derive(Default)]
struct Columns {
    stage: Option<usize>,
    start: Option<usize>,
    stop: Option<usize>,
    duration: Option<usize>,
}

fn plain(name: &str) -> String {
    let signs = name.chars().filter(char::is_ascii_alphanumeric);
    signs.map(|c| c.to_ascii_lowercase()).collect()
}

impl Columns {
    /// `None` for the heading of a table of spikes.
    fn from_heading(heading: &[&str]) -> Option<Self> {
        let names: Vec<String> = heading.iter().map(|n| plain(n)).collect();
        if names
            .iter()
            .any(|n| OF_SPIKES.iter().any(|w| n.starts_with(w)))
        {
            return None;
        }
        let place = |known: &[&str]| names.iter().position(|n| known.contains(&n.as_str()));
        Some(Self {
            stage: place(&STAGE),
            start: place(&START),
            stop: place(&STOP),
            duration: place(&DURATION),
        })
    }
}

/// The stages of lines of one or more words.
pub(super) fn rows<'a>(lines: &[&'a str], is_word: &impl Fn(&str) -> bool) -> Option<Rows<'a>> {
    let mut rows: Vec<Vec<&str>> = lines.iter().map(|l| cells(l, is_word)).collect();
    let first = rows.first()?;
    // A first line of names: longer ones than stages have, or such as are known.
    let last = first.last()?;
    let named = Columns::from_heading(first)?;
    let has_heading =
        !first.iter().any(|c| is_word(c)) && (named.stage.is_some() || last.len() > 3);
    let named = if has_heading {
        rows.remove(0);
        named
    } else {
        Columns::default()
    };
    let width = rows.first()?.len();
    if rows.iter().any(|r| r.len() != width) {
        return None;
    }
    let stage = match (named.stage, width) {
        (Some(stage), _) => stage,
        (None, 1..=3) => width - 1,
        _ => return None,
    };
    let column = |at: usize| -> Option<Vec<f64>> {
        let number = |r: &Vec<&str>| r.get(at)?.parse().ok().filter(|v: &f64| v.is_finite());
        rows.iter().map(number).collect()
    };
    let clock = |at: usize| by_the_clock(rows.iter().map(|r| r.get(at).copied()));
    let times = match (named.start, named.stop, named.duration) {
        (Some(start), Some(stop), _) => spans(&column(start)?, &column(stop)?, false)?,
        (Some(start), None, Some(long)) => spans(&column(start)?, &column(long)?, true)?,
        (Some(start), None, None) => match column(start) {
            Some(starts) => one_after_the_other(&starts)?,
            None => clock(start)?,
        },
        (None, None, Some(long)) => {
            let durations = column(long)?;
            let starts = durations.iter().scan(0.0, |at, duration| {
                let start: f64 = *at;
                *at += duration;
                Some(start)
            });
            spans(&starts.collect::<Vec<_>>(), &durations, true)?
        }
        (None, ..) if width == 1 => Times::InTurn,
        (None, ..) if width == 3 && !has_heading => {
            let (a, Some(b)) = (column(0)?, column(1)) else {
                return Some(Rows {
                    times: clock(1)?,
                    stages: rows.iter().filter_map(|r| r.last().copied()).collect(),
                    is_told: false,
                });
            };
            let both =
                |is_duration| spans(&a, &b, is_duration).filter(|_| follow(&a, &b, is_duration));
            both(true).or_else(|| both(false))?
        }
        // The first column is the number of the line, or when it begins.
        (None, ..) => match column(usize::from(stage == 0)).and_then(|n| numbered(&n)) {
            Some(times) => times,
            None if named.stage.is_some() => Times::InTurn,
            None => return None,
        },
    };
    let stages = rows.iter().map(|r| r.get(stage).copied());
    Some(Rows {
        stages: stages.collect::<Option<_>>()?,
        times,
        is_told: named.stage.is_some(),
    })
}

/// Whether each span ends before the next begins.
fn follow(starts: &[f64], second: &[f64], is_duration: bool) -> bool {
    let mut all = starts.iter().zip(starts.iter().skip(1)).zip(second);
    all.all(|((start, next), second)| {
        let stop = second + if is_duration { *start } else { 0.0 };
        stop <= next + 1e-6
    })
}

fn spans(starts: &[f64], second: &[f64], is_duration: bool) -> Option<Times> {
    let all: Vec<(f64, f64)> = (starts.iter().zip(second))
        .map(|(&start, &second)| (start, if is_duration { start + second } else { second }))
        .collect();
    let what = if is_duration {
        "start and duration in seconds"
    } else {
        "start and end in seconds"
    };
    let is_long = all.iter().map(|(a, b)| b - a).sum::<f64>() >= SHORTEST_S * all.len() as f64;
    (is_long && all.iter().all(|(a, b)| a <= b)).then_some(Times::Given(all, what))
}

/// Each lasts until the next, the last as long as the one before it.
fn one_after_the_other(starts: &[f64]) -> Option<Times> {
    let steps: Vec<f64> = starts.windows(2).map(|w| w[1] - w[0]).collect();
    let last = steps.last().copied()?;
    let is_long = steps.iter().sum::<f64>() >= SHORTEST_S * steps.len() as f64;
    if !is_long || steps.iter().any(|s| *s <= 0.0) {
        return None;
    }
    let ends = steps.into_iter().chain([last]);
    let spans = starts
        .iter()
        .zip(ends)
        .map(|(&start, step)| (start, start + step));
    Some(Times::Given(
        spans.collect(),
        "the start of each in seconds",
    ))
}

/// Numbers of lines when they go up by ones, else seconds.
fn numbered(first: &[f64]) -> Option<Times> {
    let steps = || first.windows(2).map(|w| w[1] - w[0]);
    let is_whole = first.iter().all(|v| v.fract() == 0.0);
    if is_whole && steps().all(|s| s >= 1.0) && (steps().any(|s| s == 1.0) || first.len() == 1) {
        let from = f64::from(u8::from(first.first().is_some_and(|v| *v >= 1.0)));
        return Some(Times::ClusterIndex(
            first.iter().map(|v| v - from).collect(),
        ));
    }
    one_after_the_other(first)
}

/// Starts as times of day, "22:00:30" with or without a date before it, from the first of them.
fn by_the_clock<'a>(texts: impl Iterator<Item = Option<&'a str>>) -> Option<Times> {
    const DAY_S: f64 = 86_400.0;
    let mut starts: Vec<f64> = Vec::new();
    let mut days_s = 0.0;
    for text in texts {
        let time = text?.trim_matches('"').rsplit([' ', 'T']).next()?;
        let parts: Option<Vec<f64>> = time.split(':').map(|p| p.parse().ok()).collect();
        let seconds = match *parts? {
            [h, m] => 3600.0 * h + 60.0 * m,
            [h, m, s] => 3600.0 * h + 60.0 * m + s,
            _ => return None,
        };
        // Past midnight the clock begins again.
        if starts.last().is_some_and(|last| seconds + days_s < *last) {
            days_s += DAY_S;
        }
        starts.push(seconds + days_s);
    }
    let first = starts.first().copied()?;
    for start in &mut starts {
        *start -= first;
    }
    match one_after_the_other(&starts)? {
        Times::Given(spans, _) => Some(Times::Given(
            spans,
            "the time of day of each, counted from the first",
        )),
        other => Some(other),
    }
}
