//! A QR code as SVG without inline styles, which the Content-Security-Policy refuses.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

use crate::assets::SafeHtml;
use crate::error::PageError;

/// White around the code, in modules; scanners need four (ISO/IEC 18004, 6.3.8).
const QUIET: usize = 4;

/// The picture of `content`, called `label` for those who do not see it.
pub(crate) fn svg(content: &str, label: &str) -> Result<SafeHtml, PageError> {
    let code = QrCode::with_error_correction_level(content, EcLevel::M)
        .map_err(|error| PageError::Internal(error.to_string()))?;
    let (width, modules) = (code.width(), code.to_colors());
    let mut path = String::new();
    for (place, color) in modules.iter().enumerate() {
        if *color == Color::Dark {
            let _ = write!(
                path,
                "M{} {}h1v1h-1z",
                place % width + QUIET,
                place / width + QUIET
            );
        }
    }
    let side = width + 2 * QUIET;
    let label: String = label
        .chars()
        .filter(|c| !matches!(c, '<' | '>' | '&' | '"'))
        .collect();
    Ok(SafeHtml::trusted(format!(
        "<svg class=\"qr\" role=\"img\" aria-label=\"{label}\" width=\"232\" height=\"232\" \
         viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\"><rect width=\"{side}\" \
         height=\"{side}\" fill=\"#fff\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_drawn_with_its_quiet_zone_and_a_plain_label() {
        let svg = svg("otpauth://totp/A:b?secret=GEZDGNBV", "QR \"<код>\"")
            .unwrap()
            .to_string();
        assert!(
            svg.contains("M4 4h1v1h-1z"),
            "the corner mark stands behind four white modules"
        );
        assert!(svg.contains("aria-label=\"QR код\""));
        assert!(!svg.contains("style"));
    }
}
