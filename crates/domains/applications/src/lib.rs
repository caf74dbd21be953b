//! Applications for services: from the first draft to the result, on both sides.
//!
//! * [`Services`]: the catalogue; a service is data in `services/`.
//! * drafts ([`save_draft`], [`copied`], [`attach`]) and submission ([`submit`], [`submit_new`]);
//! * what is signed ([`to_sign`], [`decision_to_sign`]), with the weakest [`Consent`] that a service
//!   takes said in its definition;
//! * the applicant afterwards ([`answer_addition`], [`withdraw`]);
//! * the authority ([`take`], [`assign`], [`ask_addition`], [`propose`], [`approve`] …);
//! * lists and single applications ([`list`], [`queue`], [`find`], [`find_in_queue`], [`history`]).
//!
//! [`State`] and [`Change`] in `model.rs` are the one place that knows which change is possible.
//! Every change of a submitted application names the revision that its page showed; history,
//! journal, outbox and announcements are written in the same unit. Refusals are
//! [`ApplicationError`]s with codes `APP-0NN`, texts in `locales/*/applications.ftl`.

mod applicant;
mod change;
mod copy;
mod draft;
mod error;
mod export;
mod files;
mod jobs;
mod licences;
mod lists;
mod model;
mod parties;
pub mod paths;
mod reminders;
mod result;
mod review;
mod services;
mod sign;
mod store;
mod submit;

pub use applicant::{AdditionFile, answer_addition, withdraw};
pub use copy::{Copied, copied};
pub use draft::{
    Beginning, Saved, Saving, Seen, create_draft, delete_draft, prefilled, save_draft,
};
pub use error::ApplicationError;
pub use export::to_xml;
pub use files::{
    MAX_ADDITION_FILES, Upload, attach, detach, for_validation, open_file, open_file_for_authority,
    record_download,
};
pub use jobs::handlers;
pub use licences::{Licence, Licences, licences};
pub use lists::{
    Counts, Figures, Filter, Holder, Line, Month, PAGE_SIZE, Page, QueueFilter, attached_files,
    figures, find, find_in_queue, full_history, history, list, queue, queue_figures,
};
pub use model::{
    ADDITION, AdditionRequest, Application, ApplicationId, AttachedFile, Change, Decision, Event,
    Outcome, RESULT, Signatory, State,
};
pub use reminders::BEFORE_DUE;
pub use result::decision_number;
pub use review::{
    Employee, MAX_REASONS, MAX_TEXT, Proposal, Proposing, approve, ask_addition, assign, employees,
    is_managers_step, propose, release, send_back, take,
};
pub use services::{Service, Services, ServicesError};
pub use sign::{Consent, ToSign, decision_to_sign, proposal_to_sign, to_sign};
pub use submit::{Receipt, submit, submit_new};
