use equipoise::formats::phy::params::Params;

#[test]
fn values_as_people_write_them() {
    let params = Params::parse(
        "dat_path = r'C:\\data\\a.dat'\nn_channels_dat = 64 # all\nsample_rate = 30_000.\n\
         import os; os.exit()\nother = ['one.dat', 'two.dat']\nwhere = os.path.join('a')\n\
         if x:\n    sample_rate = 1\n",
    );
    assert_eq!(params.text("dat_path").as_deref(), Some("C:\\data\\a.dat"));
    assert_eq!(params.number("n_channels_dat"), Some(64.0));
    assert_eq!(params.number("sample_rate"), Some(30_000.0));
    assert_eq!(params.text("other").as_deref(), Some("one.dat"));
    assert_eq!(params.text("where"), None);
    assert_eq!(params.number("gone"), None);
}
