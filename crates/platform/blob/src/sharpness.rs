//! How sharp a scan is: its pixels, what the file says of dots per inch, and the rule for documents that people must be
//! able to read.

/// Dots per inch that a readable scan has.
pub const SCAN_DPI: u32 = 300;
/// A sheet of A4 at 300 dots per inch.
const A4: (u32, u32) = (2480, 3508);
/// Half of it: the smallest original that is taken by its own density.
const A5: (u32, u32) = (1748, 2480);
/// A3 in hundredths of an inch, with room for an uneven crop: the largest sheet that offices scan.
const A3_HUNDREDTHS: (u64, u64) = (1230, 1740);

/// Pixels of a picture, or of the coarsest scanned page of a PDF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Raster {
    /// Pixels; at least 1.
    pub width: u32,
    /// Pixels; at least 1.
    pub height: u32,
    /// Dots per inch, the lower of both directions; `None` when the file does not say.
    pub dpi: Option<u32>,
    /// The page in a PDF, from 1; `None` for a picture.
    pub page: Option<u32>,
}

impl Raster {
    /// Whether a page of text in it can be read: 300 dots per inch of paper.
    ///
    /// The number of pixels decides for a whole A4 sheet, because cameras and screens write densities that mean nothing
    /// (72, 96). A density of 300 and more is believed down to half a sheet, so that smaller originals pass. A lower
    /// density is believed where it makes a sheet that a scanner takes, up to A3.
    pub fn is_sharp(&self) -> bool {
        let (short, long) = if self.width < self.height {
            (self.width, self.height)
        } else {
            (self.height, self.width)
        };
        let holds = |sheet: (u32, u32)| short >= sheet.0 && long >= sheet.1;
        match self.dpi {
            Some(dpi) if dpi >= SCAN_DPI => holds(A5),
            Some(dpi) if is_sheet(short, long, dpi) => false,
            _ => holds(A4),
        }
    }
}

impl Raster {
    /// Dots per inch as they were judged: of a whole sheet of A4, or what the file says when that is less.
    pub fn judged_dpi(&self) -> u32 {
        let (short, long) = (self.width.min(self.height), self.width.max(self.height));
        // A4 is 8.27 by 11.69 inches; the coarser direction counts.
        let of_sheet = (u64::from(short) * 100 / 827).min(u64::from(long) * 100 / 1169);
        let of_sheet = u32::try_from(of_sheet).unwrap_or(u32::MAX);
        self.dpi.map_or(of_sheet, |dpi| dpi.min(of_sheet))
    }
}

/// Whether the pixels at this density are a sheet of paper that an office scans.
fn is_sheet(short: u32, long: u32, dpi: u32) -> bool {
    let within =
        |pixels: u32, hundredths: u64| u64::from(pixels) * 100 <= hundredths * u64::from(dpi);
    within(short, A3_HUNDREDTHS.0) && within(long, A3_HUNDREDTHS.1)
}

/// Rounds a density; what no device has is no density.
pub(crate) fn believable(dpi: f64) -> Option<u32> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "within 1 to 20,000"
    )]
    (1.0..=20_000.0).contains(&dpi).then(|| dpi.round() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sharp(width: u32, height: u32, dpi: Option<u32>) -> bool {
        Raster {
            width,
            height,
            dpi,
            page: None,
        }
        .is_sharp()
    }

    #[test]
    fn a_whole_sheet_is_judged_by_its_pixels_in_either_orientation() {
        assert!(sharp(2480, 3508, None));
        assert!(sharp(3508, 2480, None));
        assert!(!sharp(2479, 3508, None));
        assert!(!sharp(2480, 3507, None));
        assert!(!sharp(3508, 2479, None));
    }

    #[test]
    fn a_default_density_of_cameras_and_screens_says_nothing() {
        assert!(sharp(3024, 4032, Some(72)));
        assert!(sharp(4000, 6000, Some(180)));
        assert!(!sharp(1240, 1754, Some(72)));
    }

    #[test]
    fn a_low_density_of_a_scanner_is_believed() {
        assert!(!sharp(1654, 2339, Some(200)), "A4 at 200");
        assert!(!sharp(2925, 4134, Some(250)), "A3 at 250");
        assert!(sharp(3508, 4961, Some(300)), "A3 at 300");
    }

    #[test]
    fn half_a_sheet_passes_with_its_density_and_not_without() {
        assert!(sharp(1748, 2480, Some(300)));
        assert!(!sharp(1748, 2480, None));
        assert!(!sharp(800, 600, Some(300)), "a density alone is no scan");
        assert!(!sharp(800, 600, Some(1200)));
    }

    #[test]
    fn what_is_told_is_what_was_judged() {
        let judged = |width, height, dpi| {
            Raster {
                width,
                height,
                dpi,
                page: None,
            }
            .judged_dpi()
        };
        assert_eq!(judged(1240, 1754, None), 149);
        assert_eq!(judged(1240, 1754, Some(150)), 149);
        assert_eq!(judged(800, 600, Some(300)), 68);
        assert_eq!(judged(2925, 4134, Some(250)), 250);
    }

    #[test]
    fn a_density_that_no_device_has_is_none() {
        assert_eq!(believable(299.999_4), Some(300));
        assert_eq!(believable(0.4), None);
        assert_eq!(believable(f64::INFINITY), None);
        assert_eq!(believable(f64::NAN), None);
    }
}
