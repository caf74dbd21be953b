//! A key file that was opened, and signatures made with it.

use esign::algorithm::PublicKey;
use esign::certificate::{Certificate, names_match};
use esign::cms;
use esign::container::{self, KeyEntry};
use jiff::Timestamp;
use zeroize::Zeroizing;

use crate::describe::certificate;
use crate::supply::Supply;
use crate::{Description, Fault};

/// How many authorities' certificates go along with a signature at the most.
const MAX_CHAIN: usize = 5;

/// The keys of a file, and its certificates. Wiped when dropped.
pub struct Keys {
    entries: Vec<KeyEntry>,
    certificates: Vec<Certificate>,
}

impl Keys {
    /// Opens PKCS#12 or PKCS#8. File and password are wiped here, whatever comes out.
    ///
    /// # Errors
    /// [`Fault::Container`]; a wrong password is `SIG-103`.
    pub fn open(file: Vec<u8>, password: String) -> Result<Self, Fault> {
        let (file, password) = (Zeroizing::new(file), Zeroizing::new(password));
        let opened = container::open(&file, &password)?;
        Ok(Self {
            entries: opened.keys,
            certificates: opened.certificates,
        })
    }

    /// How many keys there are; at least one.
    pub fn count(&self) -> usize {
        self.entries.len()
    }

    /// Adds a certificate that lies in a file of its own, DER or PEM, to the key it belongs to.
    ///
    /// # Errors
    /// [`Fault::NotACertificate`], and [`Fault::OtherKey`] where it belongs to none.
    pub fn add_certificate(&mut self, file: &[u8]) -> Result<(), Fault> {
        let added = certificate(file)?;
        let public = added.public_key().map_err(|_| Fault::OtherKey)?;
        let entry = self
            .entries
            .iter_mut()
            .find(|entry| PublicKey::Gost(entry.key.verifying_key()) == public)
            .ok_or(Fault::OtherKey)?;
        entry.certificate = Some(added);
        Ok(())
    }

    /// The certificate of a key, described.
    ///
    /// # Errors
    /// [`Fault::NoKey`], and [`Fault::NoCertificate`] where the file has the key alone.
    pub fn describe(&self, number: usize) -> Result<Description, Fault> {
        Ok(Description::of(self.certified(number)?.1))
    }

    /// Signs: CAdES-BES in DER, attached or detached. `random` is 32 fresh random bytes.
    ///
    /// # Errors
    /// As for [`Keys::describe`]; [`Fault::Time`], [`Fault::NotSigned`].
    pub fn sign(
        &self,
        number: usize,
        content: &[u8],
        is_attached: bool,
        milliseconds: f64,
        random: Vec<u8>,
    ) -> Result<Vec<u8>, Fault> {
        let (entry, certificate) = self.certified(number)?;
        let at = moment(milliseconds)?;
        let noise = Supply::new(random).noise().map_err(|_| Fault::NotSigned)?;
        let not_signed = |_| Fault::NotSigned;
        let hash = cms::digest_of(certificate)
            .map_err(not_signed)?
            .hash(content);
        let prepared = cms::prepare(&hash, certificate, at)
            .map_err(not_signed)?
            .with_certificates(&self.authorities(certificate));
        let value = entry
            .key
            .sign_digest(&prepared.hash_to_sign(), &noise)
            .map_err(|_| Fault::NotSigned)?;
        prepared
            .finish(value.as_bytes(), is_attached.then_some(content))
            .map_err(not_signed)
    }

    /// Signs inside of a document: PAdES or XAdES. `random` is 32 fresh random bytes.
    ///
    /// # Errors
    /// As for [`Keys::sign`]; what keeps the document from being signed.
    #[cfg(feature = "documents")]
    pub fn sign_document(
        &self,
        number: usize,
        form: crate::Form,
        document: &[u8],
        milliseconds: f64,
        random: Vec<u8>,
    ) -> Result<Vec<u8>, Fault> {
        let (entry, certificate) = self.certified(number)?;
        let at = moment(milliseconds)?;
        let noise = Supply::new(random).noise().map_err(|_| Fault::NotSigned)?;
        let others = self.authorities(certificate);
        let prepared = crate::PreparedDocument::of(form, document, certificate, &others, at)?;
        let value = entry
            .key
            .sign_digest(&prepared.hash(), &noise)
            .map_err(|_| Fault::NotSigned)?;
        prepared.finish(value.as_bytes())
    }

    fn certified(&self, number: usize) -> Result<(&KeyEntry, &Certificate), Fault> {
        let entry = self.entries.get(number).ok_or(Fault::NoKey)?;
        let certificate = entry.certificate.as_ref().ok_or(Fault::NoCertificate)?;
        Ok((entry, certificate))
    }

    /// The authorities between a certificate and its root, as far as the file has them. The root
    /// itself stays away: whoever trusts it has it.
    fn authorities(&self, certificate: &Certificate) -> Vec<Certificate> {
        let mut chain: Vec<Certificate> = Vec::new();
        let mut last = certificate;
        while chain.len() < MAX_CHAIN {
            let above = self.certificates.iter().find(|one| {
                names_match(one.subject(), last.issuer())
                    && !one.is_self_issued()
                    && !chain.contains(one)
            });
            let Some(above) = above else { break };
            chain.push(above.clone());
            last = above;
        }
        chain
    }
}

/// A moment as JavaScript has it.
#[expect(
    clippy::cast_possible_truncation,
    reason = "whole milliseconds of a year that certificates know are below 2^53"
)]
pub(crate) fn moment(milliseconds: f64) -> Result<Timestamp, Fault> {
    // The years 1970 to 9999.
    if !(0.0..=253_402_300_799_000.0).contains(&milliseconds) {
        return Err(Fault::Time);
    }
    Timestamp::from_millisecond(milliseconds as i64).map_err(|_| Fault::Time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_that_is_none_is_refused() {
        for wrong in [f64::NAN, f64::INFINITY, -1.0, 1e15] {
            assert_eq!(moment(wrong), Err(Fault::Time));
        }
        assert_eq!(
            moment(1_795_305_600_000.5).unwrap().as_second(),
            1_795_305_600
        );
    }
}
