//! Which networks of a scan: the values of a parameter, and a part of all.

/// Most points of a grid and networks of one scan.
pub const MOST: usize = 10_000_000;

/// A parameter and the values that it is given: `NAME=FROM:TO:STEP`, both ends among them.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    pub name: String,
    pub values: Vec<f64>,
}

impl std::str::FromStr for Grid {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected = || format!("expected NAME=FROM:TO:STEP with a STEP above 0, found {text}");
        let (name, range) = text.split_once('=').ok_or_else(expected)?;
        let numbers: Vec<f64> = range
            .split(':')
            .map(|part| part.trim().parse::<f64>().ok().filter(|v| v.is_finite()))
            .collect::<Option<_>>()
            .ok_or_else(expected)?;
        let (from, to, step) = match numbers[..] {
            [one] => (one, one, 1.0),
            [from, to, step] if step > 0.0 && from <= to => (from, to, step),
            _ => return Err(expected()),
        };
        // A last step that is short of its end by what rounding does is on it.
        let steps = ((to - from) / step + 1e-9).floor();
        if steps >= MOST as f64 {
            return Err(format!("expected at most {MOST} values, found {text}"));
        }
        // Of round steps the values are round: 0.6 and not 0.6000000000000001.
        let round = |v: f64| (v * 1e9).round() / 1e9;
        let values = (0..=steps as u32).map(|k| round(from + f64::from(k) * step));
        Ok(Self {
            name: name.trim().to_owned(),
            values: values.collect(),
        })
    }
}

/// Which part of the networks: `K/OF`, K from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    pub nth: usize,
    pub of: usize,
}

impl std::str::FromStr for Part {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers = text.split_once('/');
        let numbers = numbers.and_then(|(k, of)| Some((k.parse().ok()?, of.parse().ok()?)));
        match numbers {
            Some((nth, of)) if (1..=of).contains(&nth) => Ok(Self { nth, of }),
            _ => Err(format!(
                "expected K/OF with K from 1 to OF, such as 3/40, found {text}"
            )),
        }
    }
}

impl Part {
    /// Neighbouring ones of so many, so that all parts together are all.
    pub fn range(self, count: usize) -> std::ops::Range<usize> {
        let edge = |k: usize| (count as u128 * k as u128 / self.of as u128) as usize;
        edge(self.nth - 1)..edge(self.nth)
    }
}
