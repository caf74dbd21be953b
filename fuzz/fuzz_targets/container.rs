//! Key containers. Counts of iterations beyond a few are passed over: they are only slow.
#![no_main]

/// Whether an INTEGER above a hundred stands behind an OCTET STRING, as iterations stand behind a salt.
fn is_slow(bytes: &[u8]) -> bool {
    (0..bytes.len()).any(|at| {
        let counted = || {
            let (tag, length) = (bytes[at], usize::from(*bytes.get(at + 1)?));
            let after = bytes.get(at + 2 + length..)?;
            let [2, size, rest @ ..] = after else {
                return None;
            };
            let digits = rest.get(..usize::from(*size))?;
            let count = digits.iter().fold(0u64, |count, digit| {
                count.saturating_mul(256) | u64::from(*digit)
            });
            Some(tag == 4 && count > 100)
        };
        counted().unwrap_or_default()
    })
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if !is_slow(bytes) {
        let _ = esign::container::open(bytes, "password");
    }
});
