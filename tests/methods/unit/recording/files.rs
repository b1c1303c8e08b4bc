use equipoise::recording::AddedFile;

#[test]
fn what_was_added_is_said_with_when() {
    let mut file = AddedFile {
        path: "/data/night.edf".into(),
        format: "EDF+C".into(),
        offset_s: -12.5,
        units: 0,
        fields: 1,
        epochs: 153,
    };
    let said = "night.edf (EDF+C), 12.5 s earlier: 1 field, 153 epochs";
    assert_eq!(file.to_string(), said);
    file.offset_s = 0.1 + 0.2;
    assert_eq!(file.offset_text(), "0.3 s later");
    file.offset_s = 0.0;
    assert_eq!(file.offset_text(), "on the same clock");
    file.offset_s = 1e-7;
    assert_eq!(file.offset_text(), "0.0000001 s later");
}
