//! The help face of a view.

/// The help of a view, in plain sentences; empty where there is nothing to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Help {
    /// What is drawn.
    pub shows: &'static str,
    /// How it is computed.
    pub computed: &'static str,
    /// What to look for.
    pub look_for: &'static str,
    /// What would fool you.
    pub fooled_by: &'static str,
    /// What is reconstructed rather than stated in the papers.
    pub reconstructed: &'static str,
    /// Paper and section.
    pub source: &'static str,
}

impl Help {
    /// Headings and texts, without the empty ones.
    pub fn parts(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        [
            ("What is drawn", self.shows),
            ("How it is computed", self.computed),
            ("What to look for", self.look_for),
            ("What would fool you", self.fooled_by),
            ("Reconstructed", self.reconstructed),
            ("Source", self.source),
        ]
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
    }
}
