//! merge: replaced
use crate::analysis::AnalysisError;
use crate::recording::Recording;
#[derive(Debug)]
pub struct Example {
    pub id: &'static str,
    pub title: &'static str,
    pub summary: &'static str,
    pub open: fn() -> Result<Recording, AnalysisError>,
}
pub fn find(id: &str) -> Option<&'static Example> {
    examples().iter().find(|e| e.id == id)
}
pub fn examples() -> &'static [Example] {
    &[]
}
