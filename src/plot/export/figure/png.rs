//! A sheet as PNG.

use super::{PROGRAM, PT_PER_MM, Page, RenderError, description, title, tree};
use crate::plot::Sheet;
use resvg::tiny_skia::{Pixmap, Transform};

/// Most pixels of a picture: 1 GB in memory.
const MOST_PX: u64 = 1 << 28;

/// Draws a sheet as PNG at [`Page::png_dpi`]; names and values go into text chunks.
///
/// # Errors
/// When the page has no sensible size or too many pixels.
pub fn png(sheet: &Sheet, page: &Page) -> Result<Vec<u8>, RenderError> {
    let pixels = pixels(sheet, page)?;
    let mut out = Vec::new();
    let mut writer = encoder(&mut out, sheet, page, &pixels)?.write_header()?;
    write_pixels(&mut writer, &pixels, page)?;
    writer.finish()?;
    Ok(out)
}

/// The drawing on a page, in dots.
pub(super) fn pixels(sheet: &Sheet, page: &Page) -> Result<Pixmap, RenderError> {
    let scale = page.pixels_per_pt();
    let [width, height] = page.size_pt()?.map(|v| (v * scale).round().max(1.0) as u64);
    let too_large = RenderError::Pixels {
        width_px: width,
        height_px: height,
    };
    if width.saturating_mul(height) > MOST_PX {
        return Err(too_large);
    }
    let mut pixels = Pixmap::new(width as u32, height as u32).ok_or(too_large)?;
    // The page's own colour, so that rounding leaves no transparent edge.
    let [r, g, b, a] = page.theme.page;
    pixels.fill(resvg::tiny_skia::Color::from_rgba8(r, g, b, a));
    // usvg counts in CSS pixels, 96 to the inch.
    let scale = (scale * 72.0 / 96.0) as f32;
    let tree = tree(sheet, page)?;
    resvg::render(
        &tree,
        Transform::from_scale(scale, scale),
        &mut pixels.as_mut(),
    );
    Ok(pixels)
}

/// An encoder for pictures of this size, with names and values.
pub(super) fn encoder<'a>(
    out: &'a mut Vec<u8>,
    sheet: &Sheet,
    page: &Page,
    pixels: &Pixmap,
) -> Result<::png::Encoder<'a, &'a mut Vec<u8>>, RenderError> {
    let mut encoder = ::png::Encoder::new(out, pixels.width(), pixels.height());
    encoder.set_depth(::png::BitDepth::Eight);
    encoder.set_color(if is_opaque(page) {
        ::png::ColorType::Rgb
    } else {
        ::png::ColorType::Rgba
    });
    encoder.set_compression(::png::Compression::Fast);
    let per_metre = (page.pixels_per_pt() * PT_PER_MM * 1000.0).round() as u32;
    encoder.set_pixel_dims(Some(::png::PixelDimensions {
        xppu: per_metre,
        yppu: per_metre,
        unit: ::png::Unit::Meter,
    }));
    encoder.add_itxt_chunk("Software".to_owned(), PROGRAM.to_owned())?;
    encoder.add_itxt_chunk("Title".to_owned(), plain(title(sheet, page)))?;
    encoder.add_itxt_chunk("Description".to_owned(), plain(&description(sheet)))?;
    for (name, value) in &page.metadata {
        encoder.add_itxt_chunk(keyword(name), plain(value))?;
    }
    if let Some(recipe) = &page.recipe {
        encoder.add_itxt_chunk("recipe".to_owned(), recipe.clone())?;
    }
    Ok(encoder)
}

fn is_opaque(page: &Page) -> bool {
    page.theme.page[3] == 255
}

/// One picture.
pub(super) fn write_pixels(
    writer: &mut ::png::Writer<&mut Vec<u8>>,
    pixels: &Pixmap,
    page: &Page,
) -> Result<(), RenderError> {
    let bytes: Vec<u8> = if is_opaque(page) {
        pixels
            .data()
            .chunks_exact(4)
            .flat_map(|p| p.iter().take(3).copied())
            .collect()
    } else {
        pixels
            .pixels()
            .iter()
            .flat_map(|p| {
                let c = p.demultiply();
                [c.red(), c.green(), c.blue(), c.alpha()]
            })
            .collect()
    };
    Ok(writer.write_image_data(&bytes)?)
}

/// Text of a chunk: no zero bytes.
fn plain(text: &str) -> String {
    text.replace('\0', "\u{FFFD}")
}

/// A keyword of a chunk: 1 to 79 characters of Latin-1, without spaces at its ends.
fn keyword(name: &str) -> String {
    let latin: String = name
        .chars()
        .map(|c| if matches!(c, ' '..='~') { c } else { '_' })
        .collect();
    let short: String = latin.trim().chars().take(79).collect();
    match short.trim_end() {
        "" => "Comment".to_owned(),
        text => text.to_owned(),
    }
}
