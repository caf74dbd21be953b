//! Writing a list: for tests, and for the demo's own authority. It is not signed.

use super::{Authority, State, TrustList};
use crate::certificate::{Certificate, describe, hex};
use std::fmt::Write;

impl TrustList {
    /// The list as XML, in the form that Минцифры publishes.
    pub fn to_xml(&self) -> String {
        let mut out = Writer::default();
        out.text
            .push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        out.inside(
            "АккредитованныеУдостоверяющиеЦентры",
            |out| {
                out.leaf("Версия", self.version());
                if let Some(date) = self.date() {
                    out.leaf("Дата", &date.to_string());
                }
                for one in self.authorities() {
                    out.inside("УдостоверяющийЦентр", |out| {
                        authority(out, one);
                    });
                }
            },
        );
        out.text
    }
}

#[derive(Default)]
struct Writer {
    text: String,
    depth: usize,
}

impl Writer {
    fn leaf(&mut self, name: &str, text: &str) {
        let text = quick_xml::escape::escape(text);
        let indent = 2 * self.depth;
        let _ = writeln!(self.text, "{:indent$}<{name}>{text}</{name}>", "");
    }

    fn inside(&mut self, name: &str, write: impl FnOnce(&mut Self)) {
        let indent = 2 * self.depth;
        let _ = writeln!(self.text, "{:indent$}<{name}>", "");
        self.depth += 1;
        write(self);
        self.depth -= 1;
        let _ = writeln!(self.text, "{:indent$}</{name}>", "");
    }
}

fn authority(out: &mut Writer, one: &Authority) {
    out.leaf("Название", &one.name);
    out.leaf("ЭлектроннаяПочта", &one.email);
    out.leaf("КраткоеНазвание", &one.short_name);
    out.leaf("АдресСИнформациейПоУЦ", &one.web);
    out.inside(
        "ПрограммноАппаратныеКомплексы",
        |out| {
            // Keys of one system stand together.
            for keys in one
                .keys
                .chunk_by(|a, b| a.system == b.system && a.class == b.class)
            {
                out.inside(
                    "ПрограммноАппаратныйКомплекс",
                    |out| {
                        out.leaf("Псевдоним", &keys[0].system);
                        out.leaf("КлассСредствЭП", &keys[0].class);
                        out.inside("КлючиУполномоченныхЛиц", |out| {
                            for key in keys {
                                out.inside("Ключ", |out| {
                                    let identifier = hex(&key.identifier).to_uppercase();
                                    out.leaf("ИдентификаторКлюча", &identifier);
                                    out.inside("АдресаСписковОтзыва", |out| {
                                        for address in &key.revocation_lists {
                                            out.leaf("Адрес", address);
                                        }
                                    });
                                    out.inside("Сертификаты", |out| {
                                        for one in &key.certificates {
                                            out.inside(
                                                "ДанныеСертификата",
                                                |out| certificate(out, one),
                                            );
                                        }
                                    });
                                });
                            }
                        });
                    },
                );
            }
        },
    );
    out.leaf("ИНН", &one.inn);
    out.leaf("ОГРН", &one.ogrn);
    out.leaf("РеестровыйНомер", &one.number);
    if let Some(now) = &one.state {
        out.inside("СтатусАккредитации", |out| {
            state(out, now);
        });
    }
    out.inside(
        "ИсторияСтатусовАккредитации",
        |out| {
            for one in &one.history {
                out.inside("СтатусАккредитации", |out| {
                    state(out, one);
                });
            }
        },
    );
}

fn state(out: &mut Writer, one: &State) {
    out.leaf("Статус", one.status.word());
    if let Some(since) = one.since {
        out.leaf("ДействуетС", &since.to_string());
    }
}

fn certificate(out: &mut Writer, one: &Certificate) {
    out.leaf("Отпечаток", &thumbprint(one).to_uppercase());
    out.leaf("КемВыдан", &describe(one.issuer()));
    out.leaf("КомуВыдан", &describe(one.subject()));
    out.leaf("СерийныйНомер", &one.serial().to_uppercase());
    out.leaf("ПериодДействияС", &one.not_before().to_string());
    out.leaf("ПериодДействияДо", &one.not_after().to_string());
    out.leaf("Данные", &data_encoding::BASE64.encode(one.der()));
}

/// The SHA-1 of a certificate, which the list knows it by.
pub(super) fn thumbprint(certificate: &Certificate) -> String {
    hex(&crate::algorithm::Digest::Sha1.hash(certificate.der()))
}
