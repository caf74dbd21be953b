//! Everything that people are told of.

/// Makes the enum, its list and its names from one table, so that none can lack the others.
macro_rules! kinds {
    ($($variant:ident = $name:literal $place:ident,)*) => {
        /// What a notice tells. The texts of `x-y` are `notice-x-y` (one line, in the cabinet),
        /// `mail-x-y-subject` and `mail-x-y-body`; only what stands here can be sent.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[expect(missing_docs, reason = "the names say it, the texts say more")]
        pub enum Kind {
            $($variant,)*
        }

        impl Kind {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The stable kebab-case name that the text keys are made of.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// Whether it is only mailed: its link is a secret that lets its holder in, or the
            /// cabinet is not theirs to open yet.
            pub fn is_mail_only(self) -> bool {
                match self {
                    $(Self::$variant => kinds!(@ $place),)*
                }
            }
        }
    };
    (@ mail_only) => { true };
    (@ everywhere) => { false };
}

kinds! {
    ConfirmEmail = "confirm-email" mail_only,
    AccountExists = "account-exists" mail_only,
    RecoverPassword = "recover-password" mail_only,
    PasswordChanged = "password-changed" everywhere,
    SignInLocked = "sign-in-locked" everywhere,
    TotpEnabled = "totp-enabled" everywhere,
    TotpDisabled = "totp-disabled" everywhere,

    CertificateCode = "certificate-code" mail_only,
    CertificateBound = "certificate-bound" everywhere,
    CertificateOffCode = "certificate-off-code" mail_only,
    CertificateOff = "certificate-off" everywhere,
    CertificateEnding = "certificate-ending" everywhere,

    LinkSubmitted = "link-submitted" everywhere,
    LinkWaiting = "link-waiting" everywhere,
    LinkReturned = "link-returned" everywhere,
    LinkConfirmed = "link-confirmed" everywhere,
    LinkChecked = "link-checked" everywhere,
    LinkClarification = "link-clarification" everywhere,
    LinkClarified = "link-clarified" everywhere,
    LinkedByCertificate = "linked-by-certificate" everywhere,
    HeadJoined = "head-joined" everywhere,
    LinkCode = "link-code" mail_only,
    LinkCodeUsed = "link-code-used" mail_only,
    LinkedByCode = "linked-by-code" everywhere,
    HeadJoinedByCode = "head-joined-by-code" everywhere,
    HeadByCode = "head-by-code" everywhere,
    InquiryWaiting = "inquiry-waiting" everywhere,
    InquiryAnswered = "inquiry-answered" everywhere,
    Invitation = "invitation" mail_only,
    InvitationAccepted = "invitation-accepted" everywhere,
    InvitationDeclined = "invitation-declined" everywhere,
    RoleChanged = "role-changed" everywhere,
    AccessEnded = "access-ended" everywhere,

    OrganizationSuspended = "organization-suspended" everywhere,
    OrganizationResumed = "organization-resumed" everywhere,
    RegisterHeadChanged = "register-head-changed" everywhere,
    RegisterAuthorityEnded = "register-authority-ended" everywhere,
    RegisterCardChanged = "register-card-changed" everywhere,
    RegisterWarning = "register-warning" everywhere,
    RegisterEnded = "register-ended" everywhere,
    RegisterRestored = "register-restored" everywhere,

    ApplicationSubmitted = "application-submitted" everywhere,
    ApplicationInWork = "application-in-work" everywhere,
    ApplicationAdditionRequired = "application-addition-required" everywhere,
    ApplicationAdditionDueSoon = "application-addition-due-soon" everywhere,
    ApplicationApproved = "application-approved" everywhere,
    ApplicationRefused = "application-refused" everywhere,
    ApplicationReceived = "application-received" everywhere,
    ApplicationAssigned = "application-assigned" everywhere,
    ApplicationAdded = "application-added" everywhere,
    ApplicationToApprove = "application-to-approve" everywhere,
    ApplicationReturned = "application-returned" everywhere,
    ApplicationWithdrawn = "application-withdrawn" everywhere,
    ApplicationDueSoon = "application-due-soon" everywhere,
    ApplicationOverdue = "application-overdue" everywhere,
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::path::Path;

    use texts::{Lang, Texts};

    use super::Kind;

    /// The keys of all texts of a language, read from its files.
    fn keys(lang: &str) -> HashSet<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../locales");
        let files = std::fs::read_dir(folder.join(lang)).unwrap();
        let texts = files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
        texts
            .flat_map(|text| {
                let lines: Vec<String> = text
                    .lines()
                    .filter_map(|line| line.split_once(" ="))
                    .map(|(key, _)| key.to_owned())
                    .collect();
                lines
            })
            .collect()
    }

    #[test]
    fn whatever_can_be_told_has_its_words_in_both_languages() {
        for lang in Lang::ALL {
            let texts = Texts::new(lang);
            for kind in Kind::ALL {
                let name = kind.name();
                let mut wanted = vec![format!("mail-{name}-subject"), format!("mail-{name}-body")];
                if !kind.is_mail_only() {
                    wanted.push(format!("notice-{name}"));
                }
                for key in wanted {
                    assert!(texts.has(&key), "{lang:?} {key}");
                }
            }
        }
    }

    #[test]
    fn no_words_are_kept_for_what_is_never_told() {
        let names: HashSet<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
        assert_eq!(names.len(), Kind::ALL.len(), "each name once");
        for lang in ["ru", "en"] {
            let keys = keys(lang);
            let told = keys.iter().filter_map(|key| {
                key.strip_prefix("notice-").or_else(|| {
                    let mail = key.strip_prefix("mail-")?;
                    mail.strip_suffix("-subject")
                })
            });
            let told: HashSet<&str> = told.collect();
            assert_eq!(told, names, "{lang}");
        }
    }
}
