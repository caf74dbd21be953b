-- Organizations, who may act for them, and how that was proved.

CREATE TABLE organizations (
  id UUID PRIMARY KEY,
  kind TEXT NOT NULL,                         -- company | sole_trader | authority
  inn TEXT NOT NULL,
  ogrn TEXT NOT NULL UNIQUE,
  kpp TEXT NOT NULL DEFAULT '',
  name_full TEXT NOT NULL,
  name_short TEXT NOT NULL,
  name_lower TEXT NOT NULL,
  address TEXT NOT NULL DEFAULT '',
  head_name TEXT NOT NULL DEFAULT '',
  head_position TEXT NOT NULL DEFAULT '',
  okved TEXT NOT NULL DEFAULT '',
  email TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  time_zone TEXT NOT NULL DEFAULT 'Europe/Moscow',
  state TEXT NOT NULL,                        -- active | suspended | closed
  confirmed_at BIGINT,
  created_at BIGINT NOT NULL
);
CREATE INDEX organizations_by_inn ON organizations(inn);

CREATE TABLE memberships (
  id UUID PRIMARY KEY,
  organization_id UUID NOT NULL REFERENCES organizations(id),
  person_id UUID NOT NULL REFERENCES people(id),
  role TEXT NOT NULL,
  is_head BOOLEAN NOT NULL DEFAULT FALSE,
  position TEXT NOT NULL DEFAULT '',
  proof TEXT NOT NULL,                        -- head_documents | invitation | operator | certificate
  valid_until BIGINT,                         -- access ends by itself at this moment
  created_at BIGINT NOT NULL,
  created_by UUID,
  ended_at BIGINT,
  ended_by UUID
);
CREATE UNIQUE INDEX memberships_current ON memberships(organization_id, person_id) WHERE ended_at IS NULL;
CREATE INDEX memberships_by_person ON memberships(person_id);

-- A person's request to link an organization; fixed and resubmitted in the same place.
CREATE TABLE link_requests (
  id UUID PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,
  person_id UUID NOT NULL REFERENCES people(id),
  organization_id UUID REFERENCES organizations(id),
  state TEXT NOT NULL,                        -- draft | submitted | returned | confirmed | withdrawn
  kind TEXT NOT NULL,                         -- company | sole_trader
  round BIGINT NOT NULL DEFAULT 1,            -- grows with each resubmission
  inn TEXT NOT NULL,
  ogrn TEXT NOT NULL,
  kpp TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  name_lower TEXT NOT NULL DEFAULT '',
  address TEXT NOT NULL DEFAULT '',
  position TEXT NOT NULL DEFAULT '',
  card TEXT NOT NULL,                         -- JSON: the register's card when it was compared, or null
  differences TEXT NOT NULL DEFAULT '[]',     -- JSON: what differed from what was typed
  head_match TEXT NOT NULL,                   -- matched | differs | unknown: the head and the person's name
  consent_at BIGINT,
  created_at BIGINT NOT NULL,
  submitted_at BIGINT,
  due_at BIGINT,                              -- when the operator must have answered
  taken_by UUID,
  taken_at BIGINT,
  decided_by UUID,
  decided_at BIGINT
);
CREATE INDEX link_requests_by_person ON link_requests(person_id);
CREATE INDEX link_requests_queue ON link_requests(state, due_at);

CREATE TABLE link_documents (
  id UUID PRIMARY KEY,
  request_id UUID NOT NULL REFERENCES link_requests(id),
  kind TEXT NOT NULL,                         -- appointment | charter | registration | power_of_attorney | other
  number TEXT NOT NULL,
  date TEXT NOT NULL,                         -- ISO date
  file_id UUID NOT NULL,
  added_at BIGINT NOT NULL,
  removed_at BIGINT
);
CREATE INDEX link_documents_by_request ON link_documents(request_id);

-- Concrete errors of a returned request, each with its code.
CREATE TABLE link_remarks (
  id UUID PRIMARY KEY,
  request_id UUID NOT NULL REFERENCES link_requests(id),
  round BIGINT NOT NULL,
  code TEXT NOT NULL,                         -- LNK-0NN
  subject TEXT NOT NULL,                      -- field name, or document:<id>
  comment TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL
);
CREATE INDEX link_remarks_by_request ON link_remarks(request_id, round);

-- Questions to the operator about an organization that the register does not know.
CREATE TABLE inquiries (
  id UUID PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,
  person_id UUID NOT NULL REFERENCES people(id),
  inn TEXT NOT NULL,                          -- as typed, like the next three
  ogrn TEXT NOT NULL,
  name TEXT NOT NULL,
  address TEXT NOT NULL DEFAULT '',
  message TEXT NOT NULL DEFAULT '',
  file_id UUID NOT NULL,                      -- copy of the certificate
  created_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,                     -- when the operator must have answered
  answer TEXT NOT NULL DEFAULT '',
  answered_by UUID,
  answered_at BIGINT
);
CREATE INDEX inquiries_by_person ON inquiries(person_id);
CREATE INDEX inquiries_queue ON inquiries(answered_at, due_at);

CREATE TABLE invitations (
  id UUID PRIMARY KEY,
  organization_id UUID NOT NULL REFERENCES organizations(id),
  email TEXT NOT NULL,
  last_name TEXT NOT NULL,
  first_name TEXT NOT NULL,
  middle_name TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  position TEXT NOT NULL DEFAULT '',
  role TEXT NOT NULL,
  valid_until BIGINT,                         -- end of the access that is offered
  secret_hash BYTEA NOT NULL,
  state TEXT NOT NULL,                        -- pending | accepted | cancelled | declined
  created_at BIGINT NOT NULL,
  created_by UUID NOT NULL,
  expires_at BIGINT NOT NULL,                 -- end of the invitation itself
  accepted_at BIGINT,
  accepted_by UUID
);
CREATE INDEX invitations_by_organization ON invitations(organization_id, state);
CREATE INDEX invitations_by_secret ON invitations(secret_hash);

-- Every stored file: what was found in it, and the key that opens it, wrapped.
CREATE TABLE files (
  id UUID PRIMARY KEY,
  organization_id UUID,
  person_id UUID,                             -- who uploaded it
  name TEXT NOT NULL,                         -- shown only, never used as a path or a type
  kind TEXT NOT NULL,                         -- pdf | jpeg | png
  size BIGINT NOT NULL,
  sha256 BYTEA NOT NULL,
  blob_key TEXT NOT NULL UNIQUE,
  wrapped_key BYTEA NOT NULL,
  created_at BIGINT NOT NULL
);
-- How much one person has had stored lately.
CREATE INDEX files_by_person ON files(person_id, created_at);
