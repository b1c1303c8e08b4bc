//! A sheet as PDF: vectors, text that can be selected, fonts embedded.

use super::{PROGRAM, Page, RenderError, description, title, tree};
use crate::plot::Sheet;
use krilla::embed::{AssociationKind, EmbeddedFile, MimeType};
use krilla::geom::Size;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla_svg::{SurfaceExt, SvgSettings};

/// Draws a sheet as a PDF of one page. The same sheet gives the same bytes: no date is written.
///
/// # Errors
/// When the page has no sensible size, or the PDF cannot be written.
pub fn pdf(sheet: &Sheet, page: &Page) -> Result<Vec<u8>, RenderError> {
    let [w, h] = page.size_pt()?.map(|v| v as f32);
    let tree = tree(sheet, page)?;
    let unwritable = || RenderError::Pdf(format!("a page of {w} x {h} points"));
    let size = Size::from_wh(w, h).ok_or_else(unwritable)?;
    let settings = PageSettings::from_wh(w, h).ok_or_else(unwritable)?;
    let mut document = krilla::Document::new();
    document.set_metadata(
        Metadata::new()
            .title(title(sheet, page).to_owned())
            .description(description(sheet))
            .keywords(
                page.metadata
                    .iter()
                    .map(|(name, value)| format!("{name}: {value}"))
                    .collect(),
            )
            .creator(PROGRAM.to_owned())
            .language("en".to_owned()),
    );
    if let Some(recipe) = &page.recipe {
        document.embed_file(EmbeddedFile {
            path: "recipe.json".to_owned(),
            mime_type: MimeType::new("application/json"),
            description: Some("What makes this figure again".to_owned()),
            association_kind: AssociationKind::Source,
            data: recipe.clone().into_bytes().into(),
            modification_date: None,
            // As it is, so that it is found without reading PDF.
            compress: Some(false),
            location: None,
        });
    }
    let mut leaf = document.start_page_with(settings);
    let mut surface = leaf.surface();
    let drawn = surface.draw_svg(&tree, size, SvgSettings::default());
    surface.finish();
    leaf.finish();
    if drawn.is_none() {
        return Err(RenderError::Pdf("the drawing was refused".to_owned()));
    }
    document
        .finish()
        .map_err(|error| RenderError::Pdf(format!("{error:?}")))
}
