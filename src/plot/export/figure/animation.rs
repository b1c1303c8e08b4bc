//! A sheet as an animation: the same drawing with marks that move over it.

use super::png::{encoder, pixels, write_pixels};
use super::{Frame, PER_SECOND, Page, RenderError};
use crate::plot::Sheet;

/// Dots per inch, at most: for screens.
const MOST_DPI: f32 = 110.0;

/// Draws a sheet once a frame, as animated PNG. Viewers that know none show the first frame.
///
/// # Errors
/// When there is no frame, and as [`png`](super::png()).
pub fn apng(sheet: &Sheet, frames: &[Frame], page: &Page) -> Result<Vec<u8>, RenderError> {
    let page = Page {
        png_dpi: page.png_dpi.min(MOST_DPI),
        ..page.clone()
    };
    let count = u32::try_from(frames.len()).unwrap_or(u32::MAX);
    let Some(first) = frames.first() else {
        return Err(RenderError::Still);
    };
    let first = pixels(&with(sheet, first), &page)?;
    let mut out = Vec::new();
    let mut encoder = encoder(&mut out, sheet, &page, &first)?;
    encoder.set_animated(count, 0)?;
    encoder.set_frame_delay(1, PER_SECOND)?;
    let mut writer = encoder.write_header()?;
    write_pixels(&mut writer, &first, &page)?;
    for frame in &frames[1..] {
        write_pixels(&mut writer, &pixels(&with(sheet, frame), &page)?, &page)?;
    }
    writer.finish()?;
    Ok(out)
}

fn with(sheet: &Sheet, frame: &Frame) -> Sheet {
    let mut sheet = sheet.clone();
    for (id, mark) in frame {
        let mut plots = sheet.panels.iter_mut().map(|p| &mut p.plot);
        if let Some(plot) = plots.find(|plot| plot.id == *id) {
            plot.add(mark.clone());
        }
    }
    sheet
}
