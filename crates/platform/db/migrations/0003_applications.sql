-- Applications for services, their files and their history.

CREATE TABLE services (
  code TEXT NOT NULL,
  version TEXT NOT NULL,
  definition TEXT NOT NULL,                   -- JSON; an application keeps the version it began with
  result_template TEXT NOT NULL,
  published_at BIGINT NOT NULL,
  PRIMARY KEY (code, version)
);

CREATE TABLE applications (
  id UUID PRIMARY KEY,
  number TEXT UNIQUE,                         -- given on submission
  organization_id UUID NOT NULL REFERENCES organizations(id),
  authority_id UUID NOT NULL REFERENCES organizations(id),
  service_code TEXT NOT NULL,
  service_version TEXT NOT NULL,
  service_title TEXT NOT NULL,
  search_lower TEXT NOT NULL,                 -- title and number, for searching
  state TEXT NOT NULL,                        -- draft | submitted | in_work | addition_required | at_approval | approved | refused | withdrawn
  step BIGINT NOT NULL DEFAULT 0,             -- approval step the authority is at
  answers TEXT NOT NULL DEFAULT '{}',         -- JSON
  revision BIGINT NOT NULL DEFAULT 0,         -- grows with every change, for autosave conflicts
  created_by UUID NOT NULL REFERENCES people(id),
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  updated_by UUID NOT NULL,                   -- who saved last, told on a conflict
  editor UUID,                                -- the open page that saved the draft last
  signature TEXT NOT NULL DEFAULT 'none',     -- none | simple | enhanced | qualified: what it was submitted with
  submitted_by UUID,
  submitted_at BIGINT,
  due_at BIGINT,
  assignee_id UUID,                           -- employee of the authority
  addition_text TEXT NOT NULL DEFAULT '',     -- what the authority asked for
  addition_due_at BIGINT,
  proposal TEXT NOT NULL DEFAULT '',          -- JSON: what the first step proposes to the next
  decision TEXT NOT NULL DEFAULT '',          -- JSON: outcome, reasons, advice, who
  decided_at BIGINT,
  result_file_id UUID
);
CREATE INDEX applications_by_organization ON applications(organization_id, updated_at);
CREATE INDEX applications_by_authority ON applications(authority_id, state, due_at);

CREATE TABLE application_files (
  id UUID PRIMARY KEY,
  application_id UUID NOT NULL REFERENCES applications(id),
  field TEXT NOT NULL,                        -- field of the form, or 'addition'
  file_id UUID NOT NULL REFERENCES files(id),
  added_by UUID NOT NULL,
  added_at BIGINT NOT NULL,
  removed_at BIGINT
);
CREATE INDEX application_files_by_application ON application_files(application_id);

-- What both sides see as the history of an application.
CREATE TABLE application_events (
  id UUID PRIMARY KEY,
  application_id UUID NOT NULL REFERENCES applications(id),
  at BIGINT NOT NULL,
  kind TEXT NOT NULL,
  person_id UUID,
  organization_id UUID,
  state TEXT NOT NULL,                        -- state after the event
  comment TEXT NOT NULL DEFAULT ''
);
CREATE INDEX application_events_by_application ON application_events(application_id, at);

-- Of which ends of terms people were told: each once, whichever process sees it.
CREATE TABLE application_reminders (
  application_id UUID NOT NULL REFERENCES applications(id),
  kind TEXT NOT NULL,                         -- the kind of the notice
  due_at BIGINT NOT NULL,                     -- the end of the term; another term is told of again
  told_at BIGINT NOT NULL,
  PRIMARY KEY (application_id, kind, due_at)
);

-- Gap-free is not promised, unique is.
CREATE TABLE sequences (
  name TEXT PRIMARY KEY,
  value BIGINT NOT NULL
);
