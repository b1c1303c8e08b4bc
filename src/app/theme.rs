use crate::plot::{Rgba,Theme};
use eframe::egui;
pub fn colour(rgba: Rgba) -> egui::Color32 { crate::plot::screen::colour(rgba, 1.0) }
pub fn strong(text: &str) -> egui::RichText { egui::RichText::new(text).strong() }
pub fn install_fonts(_: &egui::Context) {}
pub fn apply(_: &egui::Context, _: &Theme) {}
