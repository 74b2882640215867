use bytes::Bytes;

/// More came than may be held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Full;

/// Appends bytes of which at most `room` may come. Capacity doubles like that of any `Vec`, but
/// never beyond what the room allows.
pub(super) fn extend(held: &mut Vec<u8>, bytes: &[u8], room: usize) -> Result<(), Full> {
    if bytes.len() > room {
        return Err(Full);
    }
    let needed = held.len() + bytes.len();
    if needed > held.capacity() {
        let most = held.len() + room;
        let capacity = (held.capacity() * 2).min(most).max(needed);
        held.reserve_exact(capacity - held.len());
    }
    held.extend_from_slice(bytes);
    Ok(())
}

/// Takes a byte order mark away, which may stand before the first line.
pub(super) fn without_mark(line: &[u8]) -> &[u8] {
    line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line)
}

/// Takes the bytes before `end` and drops the one at it.
pub(super) fn split_line(piece: &mut Bytes, end: usize) -> Bytes {
    let mut line = piece.split_to(end + 1);
    line.truncate(end);
    line
}
