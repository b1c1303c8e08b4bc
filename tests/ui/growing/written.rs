//! Files as a program writes them that records: what is there at first, and what is appended.

use std::fmt::Write as _;

/// A file that grows.
pub struct Written {
    pub name: &'static str,
    pub first: Vec<u8>,
    pub rest: Vec<u8>,
}

impl Written {
    fn cut(name: &'static str, mut bytes: Vec<u8>, at: usize) -> Self {
        let rest = bytes.split_off(at);
        Self {
            name,
            first: bytes,
            rest,
        }
    }
}

/// Spikes of three units as lines, one every so many seconds.
pub fn rows(from: usize, to: usize, every_s: f64) -> String {
    let mut text = String::new();
    for j in from..to {
        let _ = writeln!(text, "{},{:.4}", j % 3, j as f64 * every_s + 0.005);
    }
    text
}

pub fn table([first, all]: [usize; 2], every_s: f64) -> Written {
    let header = format!("unit,time_s\n{}", rows(0, first, every_s));
    let at = header.len();
    let all = header + &rows(first, all, every_s);
    Written::cut("a.csv", all.into_bytes(), at)
}

fn padded(text: &str, size: usize, with: u8) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    bytes.resize(size, with);
    bytes
}

/// A session of three clusters and two channels in the ways of Neuroscope, opened by its `.xml`;
/// a spike every so many samples of 20 kHz.
pub fn session(
    spikes: [usize; 2],
    every: usize,
    field: &'static str,
    samples: [usize; 2],
) -> [Written; 4] {
    let xml = "<parameters><acquisitionSystem><nBits>16</nBits><nChannels>2</nChannels>\
        <samplingRate>20000</samplingRate></acquisitionSystem><fieldPotentials>\
        <lfpSamplingRate>1250</lfpSamplingRate></fieldPotentials></parameters>";
    let lines = |count: usize, line: &dyn Fn(usize) -> usize| -> Vec<u8> {
        (0..count)
            .flat_map(|n| format!("{}\n", line(n)).into_bytes())
            .collect()
    };
    let times = |count| lines(count, &|n| 1000 + every * n);
    let mut clusters = b"4\n".to_vec();
    clusters.extend(lines(spikes[1], &|n| 2 + n % 3));
    let bytes = |samples: usize| -> Vec<u8> {
        (0..2 * samples)
            .flat_map(|n| ((n % 1000) as i16).to_le_bytes())
            .collect()
    };
    [
        Written::cut("rat.xml", xml.into(), xml.len()),
        Written::cut("rat.res.1", times(spikes[1]), times(spikes[0]).len()),
        Written::cut("rat.clu.1", clusters, 2 + 2 * spikes[0]),
        Written::cut(field, bytes(samples[1]), 4 * samples[0]),
    ]
}

/// One signal of 100 Hz and annotations, in records of a second of which nobody knows how many
/// there will be.
pub fn edf(records: [usize; 2]) -> Written {
    let signals = [("EEG Fpz", 100), ("EDF Annotations", 30)];
    let mut bytes = Vec::new();
    let mut put = |text: &str, size: usize| bytes.extend(padded(text, size, b' '));
    put("0", 8);
    put("X X X X", 80);
    put("Startdate X", 80);
    put("01.02.24", 8);
    put("22.00.00", 8);
    put(&(256 * (signals.len() + 1)).to_string(), 8);
    put("EDF+C", 44);
    put("-1", 8);
    put("1", 8);
    put(&signals.len().to_string(), 4);
    let mut put_all = |text: &dyn Fn(usize) -> String, size: usize| {
        for signal in 0..signals.len() {
            put(&text(signal), size);
        }
    };
    put_all(&|s| signals[s].0.to_owned(), 16);
    put_all(&|_| String::new(), 80);
    put_all(&|_| "uV".to_owned(), 8);
    for limit in ["-500", "500", "-1000", "1000"] {
        put_all(&|_| limit.to_owned(), 8);
    }
    put_all(&|_| String::new(), 80);
    put_all(&|s| signals[s].1.to_string(), 8);
    put_all(&|_| String::new(), 32);
    let mut begun = 0;
    for record in 0..records[1] {
        if record == records[0] {
            begun = bytes.len();
        }
        let sample = |n: usize| (((record * 37 + n * 11) % 1000) as i16).to_le_bytes();
        bytes.extend((0..100).flat_map(sample));
        let stage = match record % 10 {
            0 => format!("+{record}\x1510\x14Sleep stage W\x14\0"),
            5 => format!("+{record}\x14lights\x14\0"),
            _ => String::new(),
        };
        bytes.extend(padded(&format!("+{record}\x14\x14\0{stage}"), 60, 0));
    }
    Written::cut("a.edf", bytes, begun + 7)
}

/// One channel of 1 kHz in one packet, whose number of samples is written when it is closed.
pub fn nsx(samples: [usize; 2]) -> Written {
    let mut bytes = b"NEURALCD\x02\x03".to_vec();
    bytes.extend((314 + 66_u32).to_le_bytes());
    bytes.extend([0; 16 + 256]);
    for number in [30, 30_000_u32] {
        bytes.extend(number.to_le_bytes());
    }
    bytes.extend([0; 16]);
    bytes.extend(1_u32.to_le_bytes());
    bytes.extend(b"CC\x01\0");
    bytes.extend(padded("a", 16, 0));
    bytes.extend([0, 0]);
    for limit in [-32_764, 32_764, -8191, 8191_i16] {
        bytes.extend(limit.to_le_bytes());
    }
    bytes.extend(padded("uV", 16, 0));
    bytes.extend([0; 20]);
    bytes.push(1);
    bytes.extend([0; 8]);
    let header = bytes.len();
    bytes.extend((0..samples[1]).flat_map(|n| ((n % 3000) as i16).to_le_bytes()));
    bytes.push(5);
    Written::cut("a.ns2", bytes, header + 2 * samples[0] + 1)
}

/// Spikes of four units and events, a packet every `every` ticks of 1/30,000 s.
pub fn nev(packets: [u32; 2], every: u32) -> Written {
    let mut bytes = b"NEURALEV\x02\x03\x01\0".to_vec();
    for number in [336, 20, 30_000, 30_000_u32] {
        bytes.extend(number.to_le_bytes());
    }
    bytes.extend([0; 16 + 32 + 256]);
    bytes.extend(0_u32.to_le_bytes());
    let header = bytes.len();
    for n in 0..packets[1] {
        bytes.extend((900 + every * n).to_le_bytes());
        let is_event = n % 50 == 7;
        bytes.extend((if is_event { 0 } else { 1 + (n % 4) as u16 }).to_le_bytes());
        let body = if is_event { [1, 0, 9, 0] } else { [1, 0, 0, 0] };
        bytes.extend(body);
        let wave = [0, -40 - (n % 5) as i16, 20, 0];
        bytes.extend(wave.into_iter().flat_map(i16::to_le_bytes).chain([0; 2]));
    }
    Written::cut("a.nev", bytes, header + packets[0] as usize * 20 + 3)
}
