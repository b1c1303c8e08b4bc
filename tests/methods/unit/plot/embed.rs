use equipoise::plot::export::figure::embed::{checksum, style, subset};
use equipoise::plot::export::figure::text::Weight;
use std::collections::BTreeSet;

#[test]
fn a_subset_is_a_font_with_the_same_letters() {
    let letters: BTreeSet<char> = "Excitation (Hz) 0123456789 −⁵σ".chars().collect();
    for weight in Weight::ALL {
        let bytes = subset(weight.bytes(), &letters).expect("subset");
        assert!(bytes.len() < 16_000, "{}", bytes.len());
        let (small, whole) = (
            ttf_parser::Face::parse(&bytes, 0).expect("font"),
            weight.face().expect("font"),
        );
        for letter in &letters {
            let [a, b] = [&small, whole].map(|face| {
                let glyph = face.glyph_index(*letter).expect("glyph");
                (
                    face.glyph_hor_advance(glyph),
                    face.glyph_bounding_box(glyph),
                )
            });
            assert_eq!(a, b, "{letter}");
        }
        assert_eq!(small.glyph_index('q'), None);
        assert_eq!(checksum(&bytes), 0xB1B0_AFBA);
    }
    assert_eq!(style(&[BTreeSet::new(), BTreeSet::new()]), "");
}
