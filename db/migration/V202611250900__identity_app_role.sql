-- The portal runs as a role that owns nothing: it works with rows, and only migrations (run by the owner) shape tables.
-- A table that must be append-only takes UPDATE, DELETE and TRUNCATE back in its own migration.
grant usage on schema public to "${appRole}";
alter default privileges in schema public grant select, insert, update, delete on tables to "${appRole}";
alter default privileges in schema public grant usage, select on sequences to "${appRole}";
