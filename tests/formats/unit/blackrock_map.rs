use equipoise::formats::blackrock::map::Map;

#[test]
fn banks_count_on() {
    let map = Map::parse(
        "// array\n//col row bank elec label\n0 9 A 1 chan1\n3\t2\tC\t32\telec96\n3 3 C 31\nx\n",
    );
    // Steps of one along a column: numbers of electrodes.
    assert_eq!(map.positions_um.len(), 3);
    assert_eq!(map.positions_um[&1], [0.0, 3600.0, 0.0]);
    assert_eq!(map.positions_um[&96], [1200.0, 800.0, 0.0]);
}

#[test]
fn the_heading_says_what_is_what_and_sizes_mean_micrometres() {
    let map = Map::parse("//bank elec row col size\nA 2 100 1 20\nB 1 101 2 20\n");
    assert_eq!(map.positions_um[&2], [1.0, 100.0, 0.0]);
    assert_eq!(map.positions_um[&33], [2.0, 101.0, 0.0]);
    let map = Map::parse("0 0 A 1 a\n0 250 A 2 b\n");
    assert_eq!(map.positions_um[&2], [0.0, 250.0, 0.0]);
}
