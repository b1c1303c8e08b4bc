use equipoise::formats::edf::hypnogram::{Hints, Hypnogram, Length, is_hypnogram, parse};
use equipoise::recording::Epoch;
use std::collections::BTreeMap;

fn read(text: &str) -> Hypnogram {
    parse(text, Hints::default()).expect(text)
}

/// The states with their times, each by its first letter.
fn spans(text: &str) -> Vec<(char, f64, f64)> {
    let all = read(text).epochs;
    let letter = |e: &Epoch| e.chip().chars().next().unwrap_or(' ');
    all.iter()
        .map(|e| (letter(e), e.start_s, e.stop_s))
        .collect()
}

#[test]
fn forms_of_text() {
    let yasa = read("Epoch,Stage\n0,W\n1,W\n2,N1\n3,N3\n4,R\n5,UNS\n");
    assert_eq!(yasa.epochs.len(), 4);
    assert_eq!(
        (yasa.epochs[0].stop_s, yasa.epochs[3].start_s),
        (60.0, 120.0)
    );
    assert_eq!((yasa.unscored, yasa.length), (1, Length::Assumed));
    let visbrain =
        read("*Duration_sec 90\n*Datafile a.edf\nWake 10.5\nN1 20\nN2 30\nArt 40\nREM 90\n");
    assert_eq!(visbrain.epochs[0].stop_s, 10.5);
    assert_eq!(
        (visbrain.epochs[2].start_s, visbrain.epochs[2].stop_s),
        (40.0, 90.0)
    );
    let numbers = read("0\n1\n2\n3\n4\n");
    assert_eq!(numbers.epochs.last().unwrap().chip(), "REM");
    let old = read("0\n1\n4\n4\n5\n9\n6\n");
    assert_eq!(old.epochs[2].chip(), "Slow-wave sleep");
    assert_eq!(old.unscored, 2);
    let words = "0 Wake, 1 Light sleep, 4 Slow-wave sleep, 5 REM";
    assert_eq!(old.numbers.as_deref(), Some(words));
    let none = |text: &str| parse(text, Hints::default()).is_none();
    assert!(none("unit,time\na,1\nb,2\nc,3\nd,4\ne,5\n"));
    assert!(!is_hypnogram("0\n1\n2\n3\n4\n", false));
    assert!(is_hypnogram("W\nW\nN1\nN2\nR\n", false));
    assert!(none("0\n1\n2\n3\n4.5\n"));
    assert!(none("0\n1\n2\n3\n12\n"));
}

/// The same night, as programs and people write it.
#[test]
fn one_night_in_many_forms() {
    let expected = [
        ('W', 0.0, 60.0),
        ('L', 60.0, 90.0),
        ('S', 90.0, 150.0),
        ('R', 150.0, 180.0),
    ];
    for text in [
        "W\r\nW\r\nN1\r\nN3\r\nN3\r\nR\r\n\r\n\r\n",
        "stage\nw\nw\nn2\nn3\nn3\nr\n",
        "; scored by A\n% and B\n# and C\nW\nW\nS1\nS4\nS3\nREM\n",
        "Sleep stage W\nSleep stage W\nSleep stage 2\nSleep stage 3\nSleep stage N\nSleep stage R\nSleep stage ?\n",
        "1 W\n2 W\n3 N1\n4 N3\n5 N3\n6 R\n",
        "\"Epoch\";\"Stage\"\n0;\"W\"\n1;\"W\"\n2;\"N1\"\n3;\"N3\"\n4;\"N3\"\n5;\"R\"\n",
        "Epoch,Stage,Confidence\n0,W,0.9\n1,W,0.8\n2,N1,0.4\n3,N3,1\n4,N3,1\n5,R,0.7\n",
        "onset\tduration\tvalue\tdescription\n0\t60\t0\tWAKE\n60\t30\t1\tN1\n90\t60\t3\tN3\n150\t30\t4\tREM\n",
        "start_s,stop_s,state\n0,60,WAKE\n60,90,N1\n90,150,NREM\n150,180,REM\n",
        "time_s,stage\n0,W\n30,W\n60,N1\n90,N3\n120,N3\n150,R\n",
        "# MNE-Annotations\n# onset, duration, description\n0.0,60.0,Sleep stage W\n60.0,30.0,Sleep stage 1\n90.0,60.0,Sleep stage 3\n150.0,30.0,Sleep stage R\n180.0,30.0,Sleep stage ?\n",
        "Time,Stage\n2024-02-01 23:59:00,W\n2024-02-01 23:59:30,W\n2024-02-02 00:00:00,N2\n2024-02-02 00:00:30,N3\n2024-02-02 00:01:00,N3\n2024-02-02 00:01:30,R\n",
        "1,23:59:00,W\n2,23:59:30,W\n3,00:00:00,N1\n4,00:00:30,N3\n5,00:01:00,N3\n6,00:01:30,R\n",
        "Stage,Confidence\nW,0.9\nW,0.8\nN1,0.4\nN3,1\nN3,1\nR,0.7\n",
        "*Duration_sec\t180\n*Datafile\trat.edf\nWake\t60\nN1\t90\nN3\t150\nREM\t180\n",
    ] {
        assert_eq!(spans(text), expected, "{text}");
        assert!(is_hypnogram(text, false), "{text}");
    }
}

/// A column of seconds goes before a length that would have to be guessed.
#[test]
fn times_that_stand_there_are_read() {
    let twenty = "seconds,stage\n100,W\n120,W\n140,N2\n160,R\n";
    assert_eq!(
        spans(twenty),
        [
            ('W', 100.0, 140.0),
            ('L', 140.0, 160.0),
            ('R', 160.0, 180.0)
        ]
    );
    assert_eq!(
        read(twenty).length,
        Length::Times("the start of each in seconds")
    );
    // Lines that are missing leave their time free.
    let gap = "Epoch,Stage\n0,W\n1,W\n4,R\n5,R\n";
    assert_eq!(spans(gap), [('W', 0.0, 60.0), ('R', 120.0, 180.0)]);
    // Spikes with the state of each are no hypnogram.
    let spikes = "time,unit,state\n0.1,1,W\n0.2,2,W\n0.9,1,W\n1.1,1,W\n1.3,1,W\n";
    assert!(parse(spikes, Hints::default()).is_none());
    let fast = "time,state\n0.1,W\n0.2,W\n0.9,W\n1.1,W\n1.3,W\n";
    assert!(parse(fast, Hints::default()).is_none());
}

#[test]
fn the_length_of_a_line() {
    let lines = "W\n".repeat(90) + &"NR\n".repeat(90);
    let with = |said_s, signal_s| {
        let h = parse(&lines, Hints { said_s, signal_s }).unwrap();
        (h.epoch_s, h.length, h.epochs.last().unwrap().stop_s)
    };
    assert_eq!(with(None, None), (30.0, Length::Assumed, 5400.0));
    assert_eq!(with(Some(4.0), None), (4.0, Length::Person, 720.0));
    assert_eq!(with(Some(4.0), Some(1800.0)), (4.0, Length::Person, 720.0));
    // The last line of a signal may be begun and not full.
    assert_eq!(with(None, Some(1807.0)), (10.0, Length::Signal, 1800.0));
    assert_eq!(with(None, Some(5400.0)), (30.0, Length::Signal, 5400.0));
    assert_eq!(with(None, Some(1234.5)), (30.0, Length::Assumed, 5400.0));
    let elan = "time_base 20\nepoch_list\n0\n1\n2\n3\n4\n";
    let own = parse(elan, Hints::default()).unwrap();
    assert_eq!((own.epoch_s, own.length), (20.0, Length::File));
}

#[test]
fn words_that_are_not_known() {
    let mut text = "W\nN\nN\nR\n".repeat(10);
    text.push_str("XX\n");
    let read = read(&text);
    assert_eq!(read.unknown, BTreeMap::from([("XX".to_owned(), 1)]));
    assert_eq!(read.epochs[1].chip(), "Slow-wave sleep");
    // A name makes one of it; without, one word too many makes it something else.
    assert!(is_hypnogram(&text, true) && !is_hypnogram(&text, false));
    let none = |text: &str| parse(text, Hints::default()).is_none();
    assert!(none("N\nN\nN\nN\nN\nN\n"));
    assert!(none("W\nXX\nYY\nN2\n"));
}
