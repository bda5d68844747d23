//! The name of a line that can't be read as a whole, as far as it can still be read.

use serde_json::Value;

/// The line's own `name` where it is a string or a number, kept as it was written. The line may be cut off
/// or malformed anywhere else; a name inside another value is not the line's.
pub(crate) fn of_line(line: &[u8]) -> Option<Value> {
    let mut rest = line.trim_ascii().strip_prefix(b"{")?;
    loop {
        let (key, after) = value(rest)?;
        let after = after.trim_ascii_start().strip_prefix(b":")?;
        if key.as_str()? == "name" {
            let (name, after) = value(after)?;
            // A number that nothing ends may have been cut off.
            let whole = name.is_string() || (name.is_number() && !after.is_empty());
            return whole.then_some(name);
        }
        rest = past_value(after)?;
    }
}

/// One well-formed value at the start, and what follows it.
fn value(text: &[u8]) -> Option<(Value, &[u8])> {
    let mut values = serde_json::Deserializer::from_slice(text).into_iter::<Value>();
    let value = values.next()?.ok()?;
    Some((value, text.get(values.byte_offset()..)?))
}

/// What follows the comma that ends a value, however malformed the value is.
fn past_value(text: &[u8]) -> Option<&[u8]> {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for (index, byte) in text.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.checked_sub(1)?,
            b',' if depth == 0 => return text.get(index + 1..),
            _ => {}
        }
    }
    None
}
