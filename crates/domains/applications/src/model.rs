//! What an application is, and the one place that knows how its state may change.

use access::{OrganizationId, PersonId};
use db::DbError;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An application, from its first draft to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ApplicationId(pub Uuid);

impl std::fmt::Display for ApplicationId {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(out)
    }
}

/// Where an application stands. The text is under the key `state-NAME`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// «Черновик»: only the applicant's organization knows of it.
    Draft,
    /// «Подано»: nobody at the authority has taken it yet.
    Submitted,
    /// «В работе»: an employee of the authority considers it.
    InWork,
    /// «Требуется дополнение»: the applicant is to add something.
    AdditionRequired,
    /// «На согласовании»: a later step of the authority decides.
    AtApproval,
    /// «Одобрено»: there is a result.
    Approved,
    /// «Отклонено»: there are reasons and advice.
    Refused,
    /// «Отозвано» by the applicant.
    Withdrawn,
}

impl State {
    /// All states, in the order of a life.
    pub const ALL: [Self; 8] = [
        Self::Draft,
        Self::Submitted,
        Self::InWork,
        Self::AdditionRequired,
        Self::AtApproval,
        Self::Approved,
        Self::Refused,
        Self::Withdrawn,
    ];

    /// The stable name in the database, in addresses and in text keys.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::InWork => "in_work",
            Self::AdditionRequired => "addition_required",
            Self::AtApproval => "at_approval",
            Self::Approved => "approved",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The key of the state's text: `state-in-work`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Draft => "state-draft",
            Self::Submitted => "state-submitted",
            Self::InWork => "state-in-work",
            Self::AdditionRequired => "state-addition-required",
            Self::AtApproval => "state-at-approval",
            Self::Approved => "state-approved",
            Self::Refused => "state-refused",
            Self::Withdrawn => "state-withdrawn",
        }
    }

    /// The state with this stable name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether nothing changes any more.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Approved | Self::Refused | Self::Withdrawn)
    }

    /// Whether the authority still has to answer.
    pub fn is_open(self) -> bool {
        self != Self::Draft && !self.is_final()
    }
}

/// What is done to an application; each is one event of its history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Change {
    /// The draft was begun.
    Create,
    /// The applicant submitted it.
    Submit,
    /// An employee of the authority took it.
    Take,
    /// It was given to an employee of the authority.
    Assign,
    /// The employee gave it back to the queue.
    Release,
    /// The authority asked for an addition.
    AskAddition,
    /// The applicant answered the request.
    Add,
    /// The employee proposed a decision to the next step.
    Propose,
    /// A later step sent it back to the first.
    Return,
    /// A step approved the proposal and passed it to the next one.
    Pass,
    /// The last step approved.
    Approve,
    /// The last step refused.
    Refuse,
    /// The applicant withdrew it.
    Withdraw,
}

impl Change {
    /// All changes.
    pub const ALL: [Self; 13] = [
        Self::Create,
        Self::Submit,
        Self::Take,
        Self::Assign,
        Self::Release,
        Self::AskAddition,
        Self::Add,
        Self::Propose,
        Self::Return,
        Self::Pass,
        Self::Approve,
        Self::Refuse,
        Self::Withdraw,
    ];

    /// The stable name in the history; the text is under `event-NAME`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Submit => "submit",
            Self::Take => "take",
            Self::Assign => "assign",
            Self::Release => "release",
            Self::AskAddition => "ask-addition",
            Self::Add => "add",
            Self::Propose => "propose",
            Self::Return => "return",
            Self::Pass => "pass",
            Self::Approve => "approve",
            Self::Refuse => "refuse",
            Self::Withdraw => "withdraw",
        }
    }

    /// The change with this stable name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|change| change.name() == name)
    }

    /// The name of the action in the journal.
    pub fn action(self) -> &'static str {
        match self {
            Self::Create => "application.create",
            Self::Submit => "application.submit",
            Self::Take => "application.take",
            Self::Assign => "application.assign",
            Self::Release => "application.release",
            Self::AskAddition => "application.ask-addition",
            Self::Add => "application.add",
            Self::Propose => "application.propose",
            Self::Return => "application.return",
            Self::Pass => "application.pass",
            Self::Approve => "application.approve",
            Self::Refuse => "application.refuse",
            Self::Withdraw => "application.withdraw",
        }
    }

    /// The state after this change, or `None` where it is not possible.
    pub fn after(self, state: State) -> Option<State> {
        use State::{
            AdditionRequired, Approved, AtApproval, Draft, InWork, Refused, Submitted, Withdrawn,
        };
        Some(match (self, state) {
            (Self::Create, Draft) => Draft,
            (Self::Submit, Draft) | (Self::Release, InWork) => Submitted,
            // Assigning what nobody has taken is taking it for someone.
            (Self::Take, Submitted)
            | (Self::Assign, Submitted | InWork)
            | (Self::Add, AdditionRequired)
            | (Self::Return, AtApproval) => InWork,
            (Self::Assign, AdditionRequired) | (Self::AskAddition, InWork) => AdditionRequired,
            (Self::Assign | Self::Pass, AtApproval) | (Self::Propose, InWork) => AtApproval,
            (Self::Approve, InWork | AtApproval) => Approved,
            (Self::Refuse, InWork | AtApproval) => Refused,
            (Self::Withdraw, Submitted | InWork | AdditionRequired | AtApproval) => Withdrawn,
            _ => return None,
        })
    }

    /// Whether the applicant reads of it in the history: who considers it inside the authority is
    /// not theirs to see.
    pub fn is_public(self) -> bool {
        !matches!(self, Self::Assign | Self::Release | Self::Pass)
    }

    /// Whether the applicant also reads its comment.
    pub fn has_public_comment(self) -> bool {
        self.is_public() && !matches!(self, Self::Propose | Self::Return)
    }
}

/// How an application ends when the authority decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// There will be a result document.
    Approved,
    /// There will be reasons and advice.
    Refused,
}

impl Outcome {
    /// The stable name in forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Refused => "refused",
        }
    }

    /// The outcome with this stable name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Approved, Self::Refused]
            .into_iter()
            .find(|outcome| outcome.name() == name)
    }

    /// The change that makes it final.
    pub(crate) fn change(self) -> Change {
        match self {
            Self::Approved => Change::Approve,
            Self::Refused => Change::Refuse,
        }
    }
}

/// A decision, proposed or final.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// How it ends.
    pub outcome: Outcome,
    /// Approved: what the applicant reads beside the result; may be empty.
    #[serde(default)]
    pub text: String,
    /// Refused: the reasons, one each.
    #[serde(default)]
    pub reasons: Vec<String>,
    /// Refused: what to do next.
    #[serde(default)]
    pub advice: String,
    /// Who proposed and who approved it, in this order.
    pub by: Vec<Signatory>,
}

/// Who stands behind a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signatory {
    /// The person.
    pub person: PersonId,
    /// Their name at that time.
    pub name: String,
    /// Microseconds since 1970 UTC.
    pub at: i64,
}

/// What the authority asked the applicant to add.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdditionRequest {
    /// What is missing.
    pub text: String,
    /// Until when.
    pub due: Timestamp,
}

/// An application as those who may see it see it.
#[derive(Clone, Debug)]
pub struct Application {
    /// Its id.
    pub id: ApplicationId,
    /// «З-2026-000417», from submission on.
    pub number: Option<String>,
    /// Who applies.
    pub organization: OrganizationId,
    /// The applicant's short name.
    pub organization_name: String,
    /// Who answers.
    pub authority: OrganizationId,
    /// The authority's short name.
    pub authority_name: String,
    /// The service's code.
    pub service_code: String,
    /// The version of the definition that it began with and keeps.
    pub service_version: u32,
    /// The service's title in that version.
    pub title: String,
    /// Where it stands.
    pub state: State,
    /// The step of approval at the authority, from 0.
    pub step: usize,
    /// What was filled in.
    pub answers: forms::Answers,
    /// Grows with every change; name it to be told when someone else was faster.
    pub revision: i64,
    /// Who began it.
    pub created_by: PersonId,
    /// When.
    pub created_at: Timestamp,
    /// The last change.
    pub updated_at: Timestamp,
    /// The signature that it was submitted with.
    pub signature: forms::Signature,
    /// When it was submitted.
    pub submitted_at: Option<Timestamp>,
    /// When the authority must have answered.
    pub due_at: Option<Timestamp>,
    /// The open page that saved the draft last.
    pub(crate) editor: Option<Uuid>,
    /// Who considers it at the authority. Empty for applicants.
    pub assignee: Option<(PersonId, String)>,
    /// What is to be added, while something is.
    pub addition: Option<AdditionRequest>,
    /// What the first step proposes to the next. Empty for applicants.
    pub proposal: Option<Decision>,
    /// The decision.
    pub decision: Option<Decision>,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
    /// The result document among [`crate::files`].
    pub result_file: Option<Uuid>,
}

impl Application {
    /// Whether the authority's term has ended without an answer.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.state.is_open() && self.due_at.is_some_and(|due| due < now)
    }

    /// How people call it: the number, or the title of a draft.
    pub fn label(&self) -> &str {
        self.number.as_deref().unwrap_or(&self.title)
    }
}

/// One line of an application's history.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its id.
    pub id: Uuid,
    /// When.
    pub at: Timestamp,
    /// What was done.
    pub change: Change,
    /// Who did it; hidden from applicants where an authority's employee did it.
    pub person_name: Option<String>,
    /// In the name of which organization.
    pub organization_name: String,
    /// The state after it.
    pub state: State,
    /// What was said.
    pub comment: String,
}

/// A file of an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachedFile {
    /// The file.
    pub file: Uuid,
    /// The field it answers, or [`ADDITION`] or [`RESULT`].
    pub field: String,
    /// The name for people.
    pub name: String,
    /// What it is by its content: `pdf`, `jpeg` or `png`.
    pub kind: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of the content.
    pub sha256: Vec<u8>,
    /// When it was attached.
    pub added_at: Timestamp,
}

/// The field of files that answer a request for an addition.
pub const ADDITION: &str = "addition";
/// The field of the result document.
pub const RESULT: &str = "result";

pub(crate) fn broken(column: &'static str, reason: impl ToString) -> DbError {
    DbError::Broken {
        column,
        reason: reason.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn next_states(state: State) -> HashSet<State> {
        Change::ALL
            .into_iter()
            .filter_map(|change| change.after(state))
            .collect()
    }

    #[test]
    fn every_state_is_reached_from_a_draft() {
        let mut reached = HashSet::from([State::Draft]);
        for _ in State::ALL {
            let more: Vec<State> = reached.iter().copied().flat_map(next_states).collect();
            reached.extend(more);
        }
        assert_eq!(reached.len(), State::ALL.len());
    }

    #[test]
    fn no_state_is_a_dead_end_but_the_final_ones() {
        for state in State::ALL {
            let leaves = next_states(state).iter().any(|next| *next != state);
            assert_eq!(leaves, !state.is_final(), "{state:?}");
        }
    }

    #[test]
    fn a_final_state_never_changes() {
        for state in State::ALL.into_iter().filter(|state| state.is_final()) {
            for change in Change::ALL {
                assert_eq!(change.after(state), None, "{change:?} after {state:?}");
            }
        }
    }

    #[test]
    fn the_applicant_can_always_withdraw_what_is_not_decided() {
        for state in State::ALL {
            let can = Change::Withdraw.after(state).is_some();
            assert_eq!(can, state.is_open(), "{state:?}");
        }
    }

    #[test]
    fn names_are_read_back() {
        for state in State::ALL {
            assert_eq!(State::parse(state.name()), Some(state));
        }
        for change in Change::ALL {
            assert_eq!(Change::parse(change.name()), Some(change));
        }
    }

    #[test]
    fn whole_transition_table() {
        let mut table = String::new();
        for state in State::ALL {
            for change in Change::ALL {
                if let Some(next) = change.after(state) {
                    table.extend([state.name(), " ", change.name(), " ", next.name(), "\n"]);
                }
            }
        }
        assert_eq!(
            table,
            "draft create draft\n\
             draft submit submitted\n\
             submitted take in_work\n\
             submitted assign in_work\n\
             submitted withdraw withdrawn\n\
             in_work assign in_work\n\
             in_work release submitted\n\
             in_work ask-addition addition_required\n\
             in_work propose at_approval\n\
             in_work approve approved\n\
             in_work refuse refused\n\
             in_work withdraw withdrawn\n\
             addition_required assign addition_required\n\
             addition_required add in_work\n\
             addition_required withdraw withdrawn\n\
             at_approval assign at_approval\n\
             at_approval return in_work\n\
             at_approval pass at_approval\n\
             at_approval approve approved\n\
             at_approval refuse refused\n\
             at_approval withdraw withdrawn\n"
        );
    }
}
