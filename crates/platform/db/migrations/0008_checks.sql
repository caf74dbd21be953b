-- Checks of an organization while it is being linked, and what the register says of linked ones.

-- Contacts of the organization that is being linked.
ALTER TABLE link_requests ADD COLUMN email TEXT NOT NULL DEFAULT '';
ALTER TABLE link_requests ADD COLUMN phone TEXT NOT NULL DEFAULT '';

-- What each check of a request said in each round.
CREATE TABLE link_checks (
  request_id UUID NOT NULL REFERENCES link_requests(id),
  round BIGINT NOT NULL,
  name TEXT NOT NULL,                         -- numbers | register | kind | status | name | address | head | email | phone | tax | fund
  outcome TEXT NOT NULL,                      -- passed | noted | failed | waiting
  code TEXT NOT NULL DEFAULT '',              -- REG-0NN or LNK-NNN where it did not pass
  value TEXT NOT NULL DEFAULT '',             -- as typed
  registered TEXT NOT NULL DEFAULT '',        -- what it was compared with
  decided_by UUID,                            -- the operator who read a certificate
  checked_at BIGINT NOT NULL,
  PRIMARY KEY (request_id, round, name)
);
CREATE INDEX link_checks_waiting ON link_checks(checked_at) WHERE outcome = 'waiting';

-- A difference that the person is asked to explain, and the answer.
CREATE TABLE link_clarifications (
  id UUID PRIMARY KEY,
  request_id UUID NOT NULL REFERENCES link_requests(id),
  round BIGINT NOT NULL,
  code TEXT NOT NULL,                         -- REG-008
  typed TEXT NOT NULL,
  registered TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,                     -- when the person should have answered
  answer TEXT NOT NULL DEFAULT '',
  answered_at BIGINT
);
CREATE UNIQUE INDEX link_clarifications_by_request ON link_clarifications(request_id, round);

-- What DNS said about domains of mail.
CREATE TABLE mail_domains (
  domain TEXT PRIMARY KEY,
  takes_mail BOOLEAN NOT NULL,
  checked_at BIGINT NOT NULL
);

-- What the register says of an organization that is linked.
ALTER TABLE organizations ADD COLUMN gar_guid TEXT NOT NULL DEFAULT '';
ALTER TABLE organizations ADD COLUMN register_status TEXT NOT NULL DEFAULT '';   -- active | liquidating | … or empty: not known
ALTER TABLE organizations ADD COLUMN register_extract TEXT NOT NULL DEFAULT '';  -- ISO date of the extract that said so
ALTER TABLE organizations ADD COLUMN register_record TEXT NOT NULL DEFAULT '';   -- its ГРН, where it has one
ALTER TABLE organizations ADD COLUMN reconfirm_since BIGINT;                     -- the head has changed and nobody has confirmed since
ALTER TABLE organizations ADD COLUMN suspended_at BIGINT;
ALTER TABLE organizations ADD COLUMN suspended_reason TEXT NOT NULL DEFAULT '';

-- Changes of the register that were applied, each once.
CREATE TABLE register_events (
  id UUID PRIMARY KEY,                        -- made of the change itself: a repeat has the same
  organization_id UUID NOT NULL REFERENCES organizations(id),
  kind TEXT NOT NULL,
  was TEXT NOT NULL,
  became TEXT NOT NULL,
  extract TEXT NOT NULL,                      -- ISO date
  record TEXT NOT NULL DEFAULT '',            -- ГРН
  applied_at BIGINT NOT NULL
);
CREATE INDEX register_events_by_organization ON register_events(organization_id, applied_at);

-- How far the register's feed of changes was read: one row.
CREATE TABLE register_feed (
  id BIGINT PRIMARY KEY,
  position BIGINT NOT NULL
);
INSERT INTO register_feed (id, position) VALUES (1, 0);
