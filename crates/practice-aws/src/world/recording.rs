//! Recordings: speech-like sound, synthesised from a number.
//!
//! A recording is kept as its seed and length, and made anew when it is read: RIFF/WAVE, mono, 8 kHz, 16-bit
//! linear or µ-law, as telephony uses. Two voices take turns; each "says" syllables, a buzz shaped by two
//! formants with a rise and a fall, with pauses between. The same seed gives the same bytes.

use std::f64::consts::TAU;

use serde::{Deserialize, Serialize};

/// Samples in a second.
const RATE: u32 = 8_000;

/// How samples are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Encoding {
    /// 16-bit signed linear.
    Pcm16,
    /// 8-bit µ-law (ITU-T G.711).
    MuLaw,
}

/// A recording that can be made at any time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Recording {
    pub(crate) seed: u64,
    pub(crate) milliseconds: u32,
    pub(crate) encoding: Encoding,
}

impl Recording {
    /// How many samples.
    fn samples(self) -> u32 {
        self.milliseconds.saturating_mul(RATE / 1000)
    }

    /// Bytes in the file's header: µ-law needs the longer `fmt ` chunk and a `fact` chunk.
    fn header(self) -> u32 {
        match self.encoding {
            Encoding::Pcm16 => 44,
            Encoding::MuLaw => 58,
        }
    }

    /// Bytes of sound.
    fn data(self) -> u32 {
        match self.encoding {
            Encoding::Pcm16 => self.samples().saturating_mul(2),
            Encoding::MuLaw => self.samples(),
        }
    }

    /// Bytes in the file.
    pub(crate) fn size(self) -> u64 {
        u64::from(self.header()) + u64::from(self.data())
    }

    /// The file.
    pub(crate) fn wav(self) -> Vec<u8> {
        let mut file = Vec::with_capacity(usize::try_from(self.size()).unwrap_or_default());
        let (format, bits, length): (u16, u16, u32) = match self.encoding {
            Encoding::Pcm16 => (1, 16, 16),
            Encoding::MuLaw => (7, 8, 18),
        };
        let frame = bits / 8;
        file.extend_from_slice(b"RIFF");
        file.extend_from_slice(&(self.header() - 8 + self.data()).to_le_bytes());
        file.extend_from_slice(b"WAVEfmt ");
        file.extend_from_slice(&length.to_le_bytes());
        file.extend_from_slice(&format.to_le_bytes());
        file.extend_from_slice(&1_u16.to_le_bytes());
        file.extend_from_slice(&RATE.to_le_bytes());
        file.extend_from_slice(&(RATE * u32::from(frame)).to_le_bytes());
        file.extend_from_slice(&frame.to_le_bytes());
        file.extend_from_slice(&bits.to_le_bytes());
        if self.encoding == Encoding::MuLaw {
            file.extend_from_slice(&0_u16.to_le_bytes());
            file.extend_from_slice(b"fact");
            file.extend_from_slice(&4_u32.to_le_bytes());
            file.extend_from_slice(&self.samples().to_le_bytes());
        }
        file.extend_from_slice(b"data");
        file.extend_from_slice(&self.data().to_le_bytes());
        for sample in speech(self.seed, self.samples()) {
            match self.encoding {
                Encoding::Pcm16 => file.extend_from_slice(&sample.to_le_bytes()),
                Encoding::MuLaw => file.push(mu_law(sample)),
            }
        }
        file
    }
}

/// A stream of numbers from a seed (`SplitMix64`, Steele, Lea and Flood 2014).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Evenly between `low` and `high`.
    fn between(&mut self, low: f64, high: f64) -> f64 {
        let part =
            f64::from(u32::try_from(self.next() >> 32).unwrap_or_default()) / f64::from(u32::MAX);
        low + (high - low) * part
    }

    /// A whole number of samples between two lengths in milliseconds.
    fn length(&mut self, low: u32, high: u32) -> u32 {
        let span = u64::from(high - low + 1);
        (low + u32::try_from(self.next() % span).unwrap_or_default()) * (RATE / 1000)
    }
}

/// First and second formant in hertz of a few vowels.
const VOWELS: [(f64, f64); 6] = [
    (730.0, 1090.0),
    (530.0, 1840.0),
    (270.0, 2290.0),
    (570.0, 840.0),
    (300.0, 870.0),
    (640.0, 1190.0),
];

/// Syllables of two voices in turn, `samples` of them.
fn speech(seed: u64, samples: u32) -> Vec<i16> {
    let mut numbers = Numbers(seed);
    let voices = [numbers.between(95.0, 130.0), numbers.between(170.0, 230.0)];
    let length = usize::try_from(samples).unwrap_or_default();
    let mut sound = Vec::with_capacity(length);
    let mut turn = 0_usize;
    while sound.len() < length {
        let voice = voices.get(turn % 2).copied().unwrap_or(110.0);
        for _ in 0..numbers.length(4, 9) / (RATE / 1000) {
            let vowel = usize::try_from(numbers.next() % 6).unwrap_or_default();
            let (first, second) = VOWELS.get(vowel).copied().unwrap_or((500.0, 1500.0));
            let pitch = voice * numbers.between(0.9, 1.12);
            syllable(&mut sound, numbers.length(90, 210), pitch, first, second);
            let pause = numbers.length(15, 60);
            sound.extend((0..pause).map(|_| 0_i16));
        }
        let pause = numbers.length(150, 350);
        sound.extend((0..pause).map(|_| 0_i16));
        turn += 1;
    }
    sound.truncate(length);
    sound
}

/// One syllable: the harmonics of a pitch, each as loud as its distance from the formants allows.
fn syllable(sound: &mut Vec<i16>, samples: u32, pitch: f64, first: f64, second: f64) {
    let near =
        |frequency: f64, formant: f64, width: f64| (-((frequency - formant) / width).powi(2)).exp();
    let harmonics: Vec<(f64, f64)> = (1..=20)
        .map(|number| pitch * f64::from(number))
        .filter(|frequency| *frequency < 3_400.0)
        .map(|frequency| {
            let loud = near(frequency, first, 150.0) + 0.6 * near(frequency, second, 220.0) + 0.03;
            (TAU * frequency / f64::from(RATE), loud)
        })
        .collect();
    let total: f64 = harmonics.iter().map(|(_, loud)| loud).sum();
    for sample in 0..samples {
        let part = f64::from(sample) / f64::from(samples.max(1));
        let envelope = (std::f64::consts::PI * part).sin().powf(0.6);
        let wave: f64 = harmonics
            .iter()
            .map(|(step, loud)| loud * (step * f64::from(sample)).sin())
            .sum();
        sound.push(to_sample(wave / total * envelope * 20_000.0));
    }
}

/// The nearest sample, clipped.
#[expect(
    clippy::cast_possible_truncation,
    reason = "clamped to the range of i16 just before"
)]
fn to_sample(value: f64) -> i16 {
    value.clamp(f64::from(i16::MIN), f64::from(i16::MAX)) as i16
}

/// µ-law of a linear sample. Source: ITU-T G.711.
fn mu_law(sample: i16) -> u8 {
    const BIAS: u16 = 0x84;
    let sign: u8 = if sample < 0 { 0x80 } else { 0 };
    let magnitude = sample.unsigned_abs().min(32_635) + BIAS;
    // INVARIANT: the bias sets bit 7, so the exponent is between 0 and 7.
    let exponent = (8 - magnitude.leading_zeros().min(8)).min(7);
    let mantissa = (magnitude >> (exponent + 3)) & 0x0f;
    let exponent = u8::try_from(exponent << 4).unwrap_or_default();
    !(sign | exponent | u8::try_from(mantissa).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::indexing_slicing, reason = "a test may panic")]
    use super::*;

    #[test]
    fn a_file_is_as_long_as_its_header_says() {
        for encoding in [Encoding::Pcm16, Encoding::MuLaw] {
            let recording = Recording {
                seed: 7,
                milliseconds: 2_500,
                encoding,
            };
            let wav = recording.wav();
            assert_eq!(wav.len() as u64, recording.size());
            assert_eq!(&wav[0..4], b"RIFF");
            assert_eq!(
                u32::from_le_bytes([wav[4], wav[5], wav[6], wav[7]]) as usize,
                wav.len() - 8
            );
            assert_eq!(wav, recording.wav());
        }
    }

    #[test]
    fn it_is_not_silence() {
        let loud = speech(3, 16_000)
            .iter()
            .filter(|sample| sample.abs() > 1_000)
            .count();
        assert!(loud > 4_000, "{loud}");
    }

    #[test]
    fn mu_law_follows_g711() {
        assert_eq!(mu_law(0), 0xff);
        assert_eq!(mu_law(-1), 0x7f);
        assert_eq!(mu_law(32_635), 0x80);
        assert_eq!(mu_law(-32_635), 0x00);
        assert_eq!(mu_law(1_000), 0xce);
    }
}
