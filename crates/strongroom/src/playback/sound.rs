//! How long a WAV file is, by its own header.

/// Seconds of sound in a RIFF/WAVE file: the data chunk's size by the byte rate of the format chunk
/// ("Multimedia Programming Interface and Data Specifications 1.0", 1991). None for anything else, or
/// where the file is shorter than its header says.
pub(super) fn duration(bytes: &[u8]) -> Option<f64> {
    if bytes.get(..4)? != b"RIFF" || bytes.get(8..12)? != b"WAVE" {
        return None;
    }
    let mut byte_rate = None;
    let mut rest = bytes.get(12..)?;
    loop {
        let size = u32_at(rest, 4)?;
        let body = rest.get(8..)?;
        match rest.get(..4)? {
            b"fmt " => byte_rate = u32_at(body, 8).filter(|rate| *rate > 0),
            b"data" => {
                body.get(..usize::try_from(size).ok()?)?;
                return Some(f64::from(size) / f64::from(byte_rate?));
            }
            _ => {}
        }
        // Chunks begin at even places.
        rest = body.get(usize::try_from(size.checked_add(size % 2)?).ok()?..)?;
    }
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(
        bytes.get(at..at.checked_add(4)?)?.try_into().ok()?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wav(seconds: u32) -> Vec<u8> {
        let data = 16_000 * seconds;
        let mut bytes = b"RIFF\0\0\0\0WAVEfmt ".to_vec();
        bytes.extend(16u32.to_le_bytes());
        bytes.extend([1, 0, 1, 0]);
        bytes.extend(8_000u32.to_le_bytes());
        bytes.extend(16_000u32.to_le_bytes());
        bytes.extend([2, 0, 16, 0]);
        bytes.extend(b"LIST\x03\0\0\0abc\0data");
        bytes.extend(data.to_le_bytes());
        bytes.resize(bytes.len() + data as usize, 0);
        bytes
    }

    #[test]
    fn the_header_gives_the_length() {
        assert_eq!(duration(&wav(3)), Some(3.0));
    }

    #[test]
    fn a_file_that_was_cut_off_has_no_length() {
        let mut bytes = wav(3);
        bytes.truncate(30_000);
        assert_eq!(duration(&bytes), None);
        assert_eq!(duration(b"OggS"), None);
        assert_eq!(duration(b""), None);
    }
}
