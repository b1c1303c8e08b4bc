use equipoise::formats::mat::numbers::{Data, NumberType};

#[test]
fn both_byte_orders_across_pieces() {
    let bytes: Vec<u8> = (0..40_000_u32).flat_map(u32::to_be_bytes).collect();
    let mut at = 0;
    let read = Data::read(NumberType::U32, true, 40_000, |piece| {
        piece.copy_from_slice(&bytes[at..at + piece.len()]);
        at += piece.len();
        Ok::<(), ()>(())
    });
    assert_eq!(read.unwrap(), Data::U32((0..40_000).collect()));
}
