//! New keys, with requests for their certificates.

use esign::certificate::attribute;
use esign::container::{self, Protection};
use esign::issue::Name;
use gost3410::{ParamSet, SigningKey};
use x509_cert::der::asn1::ObjectIdentifier;
use zeroize::Zeroizing;

use crate::Fault;
use crate::supply::Supply;

/// The shortest password of a new key file, in characters.
const MIN_PASSWORD: usize = 8;

/// What a key is made with, as a request tells it (subjectSignTool).
const SIGN_TOOL: &str = "Kabinet";

/// The subject of a request, collected field by field.
#[derive(Clone, Debug, Default)]
pub struct Request {
    subject: Name,
}

/// A key file and the request that was signed with its key.
#[derive(Debug)]
pub struct NewKey {
    /// PKCS#12 under the password: for the person alone.
    pub key_file: Vec<u8>,
    /// PKCS#10 in DER: for the authority.
    pub request: Vec<u8>,
}

impl Request {
    /// Adds a field of the subject, such as `common_name` or `inn_le`.
    ///
    /// # Errors
    /// [`Fault::Subject`] for a name that is not one of these fields.
    pub fn field(&mut self, name: &str, value: &str) -> Result<(), Fault> {
        let oid = field(name).ok_or(Fault::Subject)?;
        self.subject = std::mem::take(&mut self.subject).with(oid, value);
        Ok(())
    }

    /// Makes a key of 256 or 512 bits, its file under the password, and the request. `random` is
    /// 4,096 fresh random bytes; the password is wiped.
    ///
    /// # Errors
    /// [`Fault::WeakPassword`], [`Fault::Unknown`] for other sizes, [`Fault::Subject`] where a value
    /// has letters that its field does not allow, [`Fault::Container`] where random bytes ran out.
    pub fn make(&self, bits: u32, password: String, random: Vec<u8>) -> Result<NewKey, Fault> {
        let password = Zeroizing::new(password);
        if password.chars().count() < MIN_PASSWORD {
            return Err(Fault::WeakPassword);
        }
        // The sets that authorities issue for and every program reads.
        let set = match bits {
            256 => ParamSet::CryptoProA,
            512 => ParamSet::Tc26_512A,
            _ => return Err(Fault::Unknown),
        };
        let mut supply = Supply::new(random);
        let used_up = |_| Fault::Container(container::ContainerError::Random);
        let key = SigningKey::generate(set, &mut supply).map_err(used_up)?;
        let noise = supply.noise().map_err(used_up)?;
        let request = esign::request::make(&self.subject, &key, Some(SIGN_TOOL), &noise)
            .map_err(|_| Fault::Subject)?;
        let name = self.subject.attributes().iter();
        let name = name.clone().find(|(oid, _)| *oid == attribute::COMMON_NAME);
        let key_file = container::make(
            &key,
            &[],
            name.map(|(_, name)| name.as_str()),
            &password,
            Protection::Gost89,
            &mut supply,
        )?;
        Ok(NewKey {
            key_file,
            request: request.der().to_vec(),
        })
    }
}

fn field(name: &str) -> Option<ObjectIdentifier> {
    Some(match name {
        "common_name" => attribute::COMMON_NAME,
        "surname" => attribute::SURNAME,
        "given_name" => attribute::GIVEN_NAME,
        "title" => attribute::TITLE,
        "organization" => attribute::ORGANIZATION,
        "unit" => attribute::UNIT,
        "inn" => attribute::INN,
        "inn_le" => attribute::INN_LE,
        "ogrn" => attribute::OGRN,
        "ogrnip" => attribute::OGRNIP,
        "snils" => attribute::SNILS,
        "email" => attribute::EMAIL,
        "country" => attribute::COUNTRY,
        "state" => attribute::STATE,
        "locality" => attribute::LOCALITY,
        "street" => attribute::STREET,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Keys;

    fn request() -> Request {
        let mut request = Request::default();
        for (name, value) in [
            ("country", "RU"),
            ("common_name", "ООО «Северный луч»"),
            ("surname", "Котова"),
            ("given_name", "Анна Сергеевна"),
            ("inn_le", "7800000000"),
            ("ogrn", "1027800000000"),
            ("snils", "11223344595"),
        ] {
            request.field(name, value).unwrap();
        }
        request
    }

    /// Not random at all, which a test wants.
    fn random() -> Vec<u8> {
        (0..4096_u32)
            .map(|number| (number * 7 % 251).to_le_bytes()[0])
            .collect()
    }

    #[test]
    fn a_new_key_opens_with_its_password_and_belongs_to_its_request() {
        for bits in [256, 512] {
            let made = request()
                .make(bits, "длинный пароль".into(), random())
                .unwrap();
            let read = esign::request::Request::read(&made.request).unwrap();
            read.verify().unwrap();
            assert_eq!(
                read.subject_attribute(attribute::SURNAME).as_deref(),
                Some("Котова")
            );
            let opened = container::open(&made.key_file, "длинный пароль").unwrap();
            let public = esign::algorithm::PublicKey::Gost(opened.keys[0].key.verifying_key());
            assert_eq!(read.public_key().unwrap(), public);
            let keys = Keys::open(made.key_file.clone(), "длинный пароль".into()).unwrap();
            assert_eq!(keys.count(), 1);
            assert_eq!(keys.describe(0), Err(Fault::NoCertificate));
            let wrong = Keys::open(made.key_file, "другой пароль".into());
            assert_eq!(wrong.err().map(|fault| fault.code()), Some("SIG-103"));
        }
    }

    #[test]
    fn a_weak_password_an_unknown_size_and_a_wrong_field_are_refused() {
        let request = request();
        assert_eq!(
            request.make(256, "1234567".into(), random()).unwrap_err(),
            Fault::WeakPassword
        );
        assert_eq!(
            request.make(384, "12345678".into(), random()).unwrap_err(),
            Fault::Unknown
        );
        assert_eq!(
            request
                .make(256, "12345678".into(), vec![7; 40])
                .unwrap_err()
                .code(),
            "SIG-110"
        );
        let mut wrong = Request::default();
        assert_eq!(wrong.field("password", "x"), Err(Fault::Subject));
        wrong.field("inn", "не цифры").unwrap();
        assert_eq!(
            wrong.make(256, "12345678".into(), random()).unwrap_err(),
            Fault::Subject
        );
    }
}
