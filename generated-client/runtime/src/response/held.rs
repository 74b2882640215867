use bytes::Bytes;

/// More bytes arrived than may be held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Full;

/// Appends at most `room` bytes. Capacity doubles like that of any `Vec`, but never beyond the
/// room.
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

/// Removes a byte order mark, which may precede the first line.
pub(super) fn without_mark(line: &[u8]) -> &[u8] {
    line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line)
}

/// Splits off the bytes before `end` and drops the one at it.
pub(super) fn split_line(piece: &mut Bytes, end: usize) -> Bytes {
    let mut line = piece.split_to(end + 1);
    line.truncate(end);
    line
}
