-- Who somebody was when it was proved: an account's name can be changed by its person at any time.
ALTER TABLE memberships ADD COLUMN proved_name TEXT NOT NULL DEFAULT '';
ALTER TABLE memberships ADD COLUMN proved_inn TEXT NOT NULL DEFAULT '';
-- The person's name when the request was last sent; empty before.
ALTER TABLE link_requests ADD COLUMN person_name TEXT NOT NULL DEFAULT '';
