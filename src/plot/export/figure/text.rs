//! The two fonts: how wide text is, where its lines break, and its outlines.

use resvg::usvg::fontdb;
use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};
use ttf_parser::{Face, OutlineBuilder};

/// Weight of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    Regular,
    SemiBold,
}

impl Weight {
    /// Each weight.
    pub const ALL: [Self; 2] = [Self::Regular, Self::SemiBold];

    /// The font file.
    pub fn bytes(self) -> &'static [u8] {
        match self {
            Self::Regular => include_bytes!("../../../../assets/fonts/Inter-Regular.otf"),
            Self::SemiBold => include_bytes!("../../../../assets/fonts/Inter-SemiBold.otf"),
        }
    }
    /// As CSS writes it.
    pub(super) fn css(self) -> u16 {
        match self {
            Self::Regular => 400,
            Self::SemiBold => 600,
        }
    }
    /// The font, read once.
    pub fn face(self) -> Option<&'static Face<'static>> {
        static FACES: LazyLock<[Option<Face<'static>>; 2]> =
            LazyLock::new(|| Weight::ALL.map(|w| Face::parse(w.bytes(), 0).ok()));
        FACES[self as usize].as_ref()
    }
}

/// Height of capitals and figures, in sizes.
pub(super) const CAP: f64 = 0.727;
/// From one line to the next, in sizes.
pub(super) const LEADING: f64 = 1.3;

/// The fonts for resvg and krilla; nothing else is in it.
pub fn database() -> Arc<fontdb::Database> {
    static DATABASE: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
        let mut database = fontdb::Database::new();
        for weight in Weight::ALL {
            database.load_font_data(weight.bytes().to_vec());
        }
        database.set_sans_serif_family("Inter");
        Arc::new(database)
    });
    DATABASE.clone()
}

fn advance_em(face: &Face, letter: char) -> f64 {
    face.glyph_index(letter)
        .and_then(|g| face.glyph_hor_advance(g))
        .map_or(0.6, |a| f64::from(a) / f64::from(face.units_per_em()))
}

/// Width of a text in points, without kerning (which only ever makes it narrower by a trifle).
pub fn width_pt(text: &str, size_pt: f64, weight: Weight) -> f64 {
    let em: f64 = match weight.face() {
        Some(face) => text.chars().map(|c| advance_em(face, c)).sum(),
        None => 0.6 * text.chars().count() as f64,
    };
    em * size_pt
}

/// Breaks a text into lines of at most that width, between words where it can.
pub fn wrap(text: &str, most_pt: f64, size_pt: f64, weight: Weight) -> Vec<String> {
    let fits = |t: &str| width_pt(t, size_pt, weight) <= most_pt;
    let mut lines: Vec<String> = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            let longer = if line.is_empty() {
                word.to_owned()
            } else {
                format!("{line} {word}")
            };
            if fits(&longer) {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            // A word wider than the line, such as a hash, is broken where it must be.
            for letter in word.chars() {
                line.push(letter);
                if !fits(&line) && line.chars().count() > 1 {
                    line.pop();
                    lines.push(std::mem::replace(&mut line, letter.to_string()));
                }
            }
        }
        if !line.is_empty() {
            lines.push(line);
        }
    }
    lines
}

/// The text, or as much of it as fits with an ellipsis.
pub fn fit(text: &str, most_pt: f64, size_pt: f64, weight: Weight) -> String {
    if width_pt(text, size_pt, weight) <= most_pt {
        return text.to_owned();
    }
    let mut short: Vec<char> = text.chars().collect();
    while short.pop().is_some() {
        let candidate: String = short.iter().collect::<String>().trim_end().to_owned() + "…";
        if width_pt(&candidate, size_pt, weight) <= most_pt {
            return candidate;
        }
    }
    String::new()
}

/// Path data of the text's outlines, its baseline starting at the origin.
pub(super) fn outlines(text: &str, size_pt: f64, weight: Weight) -> String {
    let Some(face) = weight.face() else {
        return String::new();
    };
    let scale = size_pt / f64::from(face.units_per_em());
    let mut pen = Pen {
        d: String::new(),
        scale,
        x: 0.0,
    };
    for letter in text.chars() {
        if let Some(glyph) = face.glyph_index(letter) {
            face.outline_glyph(glyph, &mut pen);
        }
        pen.x += advance_em(face, letter) * size_pt;
    }
    pen.d
}

struct Pen {
    d: String,
    scale: f64,
    x: f64,
}

impl Pen {
    fn write(&mut self, command: char, points: &[(f32, f32)]) {
        self.d.push(command);
        for (j, (x, y)) in points.iter().enumerate() {
            let [x, y] = [
                self.x + f64::from(*x) * self.scale,
                -f64::from(*y) * self.scale,
            ];
            let gap = if j == 0 { "" } else { " " };
            // Writing to a string does not fail.
            let _ = write!(self.d, "{gap}{x:.3} {y:.3}");
        }
    }
}

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.write('M', &[(x, y)]);
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.write('L', &[(x, y)]);
    }
    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.write('Q', &[(x1, y1), (x, y)]);
    }
    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.write('C', &[(x1, y1), (x2, y2), (x, y)]);
    }
    fn close(&mut self) {
        self.d.push('Z');
    }
}
