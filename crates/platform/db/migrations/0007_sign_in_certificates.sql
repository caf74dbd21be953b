-- Certificates that were only used to sign in stand in the list too (state 'sign-in'), and their owners
-- are warned of the end as well.
DROP INDEX certificates_by_end;
CREATE INDEX certificates_by_end ON certificates(not_after) WHERE state IN ('active', 'sign-in');
