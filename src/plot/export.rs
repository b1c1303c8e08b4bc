//! merge: replaced
use super::{Sheet, Theme};
#[derive(Clone, Debug)]
pub struct Page {
    pub width_mm: f64,
    pub height_mm: f64,
    pub theme: Theme,
    pub png_dpi: f32,
    pub footer: Option<String>,
    pub tables: bool,
    pub metadata: Vec<(String, String)>,
}
impl Page {
    pub fn new(width_mm: f64, height_mm: f64) -> Self {
        Self {
            width_mm,
            height_mm,
            theme: Theme::light(),
            png_dpi: 300.0,
            footer: None,
            tables: true,
            metadata: vec![],
        }
    }
}
#[derive(Debug, thiserror::Error)]
#[error("x")]
pub struct RenderError;
pub fn svg(_: &Sheet, _: &Page) -> Result<String, RenderError> {
    Ok(String::new())
}
pub fn png(_: &Sheet, _: &Page) -> Result<Vec<u8>, RenderError> {
    Ok(vec![])
}
pub fn pdf(_: &Sheet, _: &Page) -> Result<Vec<u8>, RenderError> {
    Ok(vec![])
}
pub fn csv(_: &Sheet, _: &Page) -> String {
    String::new()
}
